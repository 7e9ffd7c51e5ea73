//! A formula as data, which another build of the app reads: the file of the command `contract` holds it.
//!
//! What an operand reads is a [`Variable`]: a field, or an expression of which nothing is known. Two formulas are compared by
//! giving the same variables the same values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::between::Between;
use super::bounds::Bounds;
use super::evaluate::converted;
use super::known::{Function, Known};
use super::meter::{Billing, Expression, Meter, Operand};
use super::operand_bounds::{Origin, known, over_input, over_output};
use super::operand_kind::OperandKind;
use super::values::{Range, Values};
use crate::error::Error;
use crate::fields::{Rules, Shape};
use crate::units::{BillableUnits, Round};

/// The greatest value that a variable is given where nothing bounds it.
const UNBOUNDED: i64 = 1_000_000;

/// A formula that was read from a file.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// Its operands are in `operands`.
    billing: Billing,
    operands: Vec<(OperandKind, Value)>,
}

/// What an operand reads of a request or of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// The least value.
    pub(crate) least: i64,
    /// The greatest value.
    pub(crate) most: i64,
}

/// Variables by what the author writes: `output.duration`.
pub(crate) type Variables = BTreeMap<String, Variable>;

impl Billing {
    /// The formula, over an input and an output of these shapes.
    pub(crate) fn recorded(&self, input: Option<&Shape>, output: &Shape) -> Map<String, Value> {
        let operands: Map<String, Value> = self
            .operands()
            .map(|(kind, operand)| {
                let recorded = self.recorded_operand(kind, operand, input, output);
                (kind.name().to_owned(), recorded)
            })
            .collect();
        let round = self.round.map(|round| match round {
            Round::Up => "up",
            Round::Down => "down",
            Round::Nearest => "nearest",
        });
        let (units, chars) = match self.meter {
            Meter::Flat { units } => (Some(units.to_string()), None),
            Meter::PerTextChunk { chars, .. } => (None, Some(chars)),
            _ => (None, None),
        };
        let text = |units: Option<BillableUnits>| units.map(|units| units.to_string());
        let all = [
            ("meter", json!(self.meter())),
            ("unit", json!(self.unit_name())),
            ("formula", json!(self.formula())),
            ("operands", Value::Object(operands)),
            ("units", json!(units)),
            ("chars", json!(chars)),
            ("round", json!(round)),
            ("min", json!(text(self.min))),
            ("max", json!(text(self.max))),
            ("deferred", json!(self.deferred.then_some(true))),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn recorded_operand(
        &self,
        kind: OperandKind,
        operand: &Operand,
        input: Option<&Shape>,
        output: &Shape,
    ) -> Value {
        let (over, expression, bounds, shape) = match operand {
            Operand::Constant(units) => return json!({"constant": units.to_string()}),
            Operand::Input(expression) => {
                let bounds = over_input(kind, expression, input);
                ("input", expression, bounds, input)
            }
            Operand::Output(expression) => {
                let bounds = over_output(kind, expression, output);
                ("output", expression, bounds, Some(output))
            }
        };
        let Expression { text, known } = expression;
        let mut recorded = json!({over: text, "bounds": bounds.json()});
        if let Some(known) = known.recorded(over, shape) {
            recorded["computed"] = known;
        }
        recorded
    }
}

impl Known {
    /// What is known of an expression; `None` where any part of it is not.
    fn recorded(&self, over: &str, shape: Option<&Shape>) -> Option<Value> {
        let all = |known: &[Self]| -> Option<Vec<Value>> {
            known.iter().map(|one| one.recorded(over, shape)).collect()
        };
        Some(match self {
            Self::Nothing => return None,
            Self::Field(path) => {
                let field = self.field(shape?)?;
                let mut of = field.shape;
                while let Shape::Optional(inner) = of {
                    of = *inner;
                }
                recorded_field(&format!("{over}.{path}"), of, field.rules)
            }
            Self::Whole(number) => json!(i64::try_from(*number).ok()?),
            Self::Fraction(digits) => json!({"fraction": digits}),
            Self::Text(text) => json!({"text": text.chars().count()}),
            Self::Constant(range) => range().recorded()?,
            Self::AnyOf(arms) => json!({"any_of": all(arms)?}),
            Self::As(value, name) => json!({"as": [name, value.recorded(over, shape)?]}),
            Self::Of(function, arguments) => json!({function.name(): all(arguments)?}),
        })
    }
}

fn recorded_field(path: &str, shape: Shape, rules: Rules) -> Value {
    let bounded = |is: &str, least: Option<i64>, most: Option<i64>| {
        let mut recorded = json!({"field": path, "is": is});
        for (name, bound) in [("least", least), ("most", most)] {
            if let Some(bound) = bound {
                recorded[name] = json!(bound);
            }
        }
        recorded
    };
    let whole = |number: Between<i128>| {
        let bound = |bound: Option<i128>| bound.and_then(|bound| i64::try_from(bound).ok());
        (bound(number.least), bound(number.most))
    };
    match Values::of(shape, rules) {
        Values::Whole(number, _) => {
            let (least, most) = whole(number);
            bounded("whole", least, most)
        }
        Values::Double(number) => bounded(
            "double",
            number.least.map(|least| least.ceil() as i64),
            number.most.map(|most| most.floor() as i64),
        ),
        Values::Single(number) => bounded(
            "single",
            number.least.map(|least| least.ceil() as i64),
            number.most.map(|most| most.floor() as i64),
        ),
        Values::Field(Shape::Text, rules) => {
            let (least, most) = whole(super::evaluate::code_points(&rules));
            bounded("text", least, most)
        }
        Values::Field(Shape::List(_) | Shape::Map(_), rules) => {
            let (least, most) = whole(super::evaluate::length(&rules));
            bounded("list", least, most)
        }
        Values::Field(Shape::Boolean, _) => bounded("boolean", Some(0), Some(1)),
        // A choice with amounts, a size, a medium: so many of what is measured of it.
        _ => bounded("units", None, None),
    }
}

impl Range {
    /// A constant.
    fn recorded(self) -> Option<Value> {
        Some(match self.0 {
            Values::Whole(number, _) => json!(i64::try_from(number.least?).ok()?),
            Values::Double(number) => json!({"fraction": number.least?.to_string()}),
            Values::Single(number) => {
                json!({"as": ["f32", {"fraction": number.least?.to_string()}]})
            }
            Values::Units(units) => json!({"fraction": units.min.to_string()}),
            Values::Size(width, height) => json!({Function::Pair.name(): [width, height]}),
            _ => return None,
        })
    }
}

impl Recorded {
    /// What [`Billing::recorded`] wrote; `None` where it is not that.
    pub(crate) fn read(recorded: &Value) -> Option<Self> {
        let units = |name: &str| recorded[name].as_str()?.parse::<BillableUnits>().ok();
        let operands = recorded["operands"].as_object()?;
        let of_kind = |kind: OperandKind| operands.get(kind.name());
        let all = OperandKind::ALL
            .into_iter()
            .filter_map(|kind| Some((kind, of_kind(kind)?.clone())));
        let nothing = Operand::Constant(BillableUnits::ZERO);
        let meter = match recorded["meter"].as_str().unwrap_or_default() {
            "" => Meter::Unstated,
            "free" => Meter::Free,
            "flat" => Meter::Flat {
                units: units("units")?,
            },
            "per_image" => Meter::PerImage { images: nothing },
            "per_megapixel" if of_kind(OperandKind::Pictures).is_some() => {
                Meter::PerMegapixelOfPictures { pictures: nothing }
            }
            "per_megapixel" => Meter::PerMegapixel {
                size: nothing,
                images: nothing,
            },
            "per_video_second" => Meter::PerVideoSecond { seconds: nothing },
            "per_audio_second" => Meter::PerAudioSecond { seconds: nothing },
            "per_text_chunk" => Meter::PerTextChunk {
                text: nothing,
                chars: recorded["chars"].as_u64()?,
            },
            "units" => Meter::Units { units: nothing },
            "custom" => Meter::Custom,
            "per_compute_second" => Meter::PerComputeSecond,
            _ => return None,
        };
        let mut billing = Billing::new(meter);
        billing.round = match recorded["round"].as_str() {
            Some("up") => Some(Round::Up),
            Some("down") => Some(Round::Down),
            Some("nearest") => Some(Round::Nearest),
            _ => None,
        };
        (billing.min, billing.max) = (units("min"), units("max"));
        billing.times = of_kind(OperandKind::Times).map(|_| nothing);
        billing.deferred = recorded["deferred"] == true;
        Some(Self {
            billing,
            operands: all.collect(),
        })
    }

    /// Whether it reads the answer, so that a request alone does not say what it costs.
    pub(crate) fn reads_output(&self) -> bool {
        let mut operands = self.operands.iter();
        operands.any(|(_, operand)| operand.get("output").is_some())
    }

    /// The expressions over the input, as the author wrote them.
    pub(crate) fn over_input(&self) -> impl Iterator<Item = &str> {
        let operands = self.operands.iter();
        operands.filter_map(|(_, operand)| operand["input"].as_str())
    }

    /// What its operands read.
    pub(crate) fn variables(&self) -> Variables {
        let mut found = BTreeMap::new();
        for (_, operand) in &self.operands {
            match operand.get("computed") {
                Some(computed) if computed["field"].is_null() => fields(computed, &mut found),
                None if operand.get("constant").is_some() => {}
                plain => {
                    let field = plain.and_then(|plain| plain["field"].as_str());
                    let bound = |name: &str| {
                        let units = operand["bounds"][name].as_str()?.parse::<f64>().ok();
                        units.map(|units| units as i64)
                    };
                    let least = bound("min").unwrap_or(0);
                    let name = field.unwrap_or(text(operand)).to_owned();
                    add(name, least, bound("max"), &mut found);
                }
            }
        }
        found
    }

    /// The units where each variable has this value; `None` for `per_compute_second`, and where they cannot be billed.
    pub(crate) fn at(&self, value: &dyn Fn(&str) -> i64) -> Option<Bounds> {
        let operand = |kind: OperandKind| -> Result<Bounds, Error> {
            let mut operands = self.operands.iter();
            let found = operands.find(|(of, _)| *of == kind);
            let (_, operand) = found.ok_or("an operand is missing")?;
            Ok(operand_at(kind, operand, value))
        };
        self.billing.bounds_of(|kind, _| operand(kind)).ok()?
    }
}

fn text(operand: &Value) -> &str {
    let text = operand["output"].as_str().or(operand["input"].as_str());
    text.unwrap_or_default()
}

fn add(name: String, least: i64, most: Option<i64>, found: &mut Variables) {
    let most = most.unwrap_or(UNBOUNDED).max(least);
    found.insert(name, Variable { least, most });
}

/// The fields that an expression is computed of.
fn fields(computed: &Value, found: &mut Variables) {
    match computed {
        Value::Object(members) => match members.get("field").and_then(Value::as_str) {
            Some(field) => {
                let least = computed["least"].as_i64().unwrap_or(0);
                add(field.to_owned(), least, computed["most"].as_i64(), found);
            }
            None => members.values().for_each(|value| fields(value, found)),
        },
        Value::Array(items) => items.iter().for_each(|value| fields(value, found)),
        _ => {}
    }
}

fn operand_at(kind: OperandKind, operand: &Value, value: &dyn Fn(&str) -> i64) -> Bounds {
    if let Some(constant) = operand["constant"].as_str() {
        return constant.parse().map_or(Bounds::OPEN, Bounds::exactly);
    }
    let Some(computed) = operand.get("computed") else {
        return exactly(value(text(operand)));
    };
    // What is measured of it has the value, whatever its type.
    if let Some(field) = computed["field"].as_str() {
        return exactly(value(field));
    }
    let bounds = known(kind, values(computed, value), Origin::Method);
    bounds.unwrap_or(Bounds::OPEN)
}

fn exactly(number: i64) -> Bounds {
    BillableUnits::try_from(number).map_or(Bounds::OPEN, Bounds::exactly)
}

/// As [`Known::values`], where each field has a value.
fn values(computed: &Value, value: &dyn Fn(&str) -> i64) -> Values {
    let all = |arguments: &Value| -> Vec<Values> {
        let arguments = arguments.as_array().into_iter().flatten();
        arguments.map(|one| values(one, value)).collect()
    };
    if let Some(number) = computed.as_i64() {
        return Values::Whole(Between::exactly(number.into()), None);
    }
    if let Some(field) = computed["field"].as_str() {
        return field_at(computed["is"].as_str().unwrap_or_default(), value(field));
    }
    let mut members = computed.as_object().into_iter().flatten();
    let Some((name, of)) = members.next() else {
        return Values::Unknown;
    };
    match &**name {
        "fraction" => Values::Fraction(Cow::Owned(of.as_str().unwrap_or_default().to_owned())),
        "text" => Values::Text(of.as_u64().unwrap_or_default() as usize),
        "any_of" => Values::any_of(all(of)),
        "as" => converted(values(&of[1], value), of[0].as_str().unwrap_or_default()),
        name => match Function::named(name) {
            // The variable is what the `Option` holds.
            Some(Function::Inside | Function::InsideOrDefault) => values(&of[0], value),
            Some(function) => function.of(Values::settled(all(of))),
            None => Values::Unknown,
        },
    }
}

fn field_at(is: &str, number: i64) -> Values {
    let of_length = |shape| {
        let length = u64::try_from(number).ok();
        let rules = Rules {
            min_length: length,
            max_length: length,
            ..Rules::NONE
        };
        Values::Field(shape, Box::new(rules))
    };
    match is {
        "whole" | "boolean" => Values::Whole(
            Between::exactly(number.into()),
            Some((i64::MIN.into(), i64::MAX.into())),
        ),
        "double" => Values::Double(Between::exactly(number as f64)),
        "single" => Values::Single(Between::exactly(number as f32)),
        "text" => of_length(Shape::Text),
        "list" => of_length(Shape::List(&Shape::Null)),
        _ => Values::Units(exactly(number)),
    }
}

impl Function {
    const ALL: [Self; 16] = [
        Self::Add,
        Self::Sub,
        Self::Mul,
        Self::Div,
        Self::Neg,
        Self::DivCeil,
        Self::Min,
        Self::Max,
        Self::Ceil,
        Self::Floor,
        Self::Round,
        Self::Length,
        Self::CodePoints,
        Self::Inside,
        Self::InsideOrDefault,
        Self::Pair,
    ];

    fn name(self) -> String {
        format!("{self:?}")
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::billing::operand_kind::OperandKind;

    fn units(billing: &Billing, value: i64) -> String {
        let recorded = Value::Object(billing.recorded(None, &Shape::Null));
        let read = Recorded::read(&recorded).unwrap();
        read.at(&|_| value).unwrap().exact().unwrap().to_string()
    }

    #[test]
    fn each_meter_is_read_back_as_it_was() {
        let x = Operand::output("output.x");
        for (meter, at_2500) in [
            (Meter::Free, "0"),
            (
                Meter::Flat {
                    units: BillableUnits::from(3),
                },
                "3",
            ),
            (Meter::PerImage { images: x }, "2500"),
            (
                Meter::PerMegapixel {
                    size: x,
                    images: Operand::Constant(BillableUnits::from(2)),
                },
                "5000",
            ),
            (Meter::PerMegapixelOfPictures { pictures: x }, "2500"),
            (Meter::PerVideoSecond { seconds: x }, "2500"),
            (Meter::PerAudioSecond { seconds: x }, "2500"),
            (
                Meter::PerTextChunk {
                    text: x,
                    chars: 1000,
                },
                "2",
            ),
            (Meter::Units { units: x }, "2500"),
            (Meter::Custom, "2500"),
        ] {
            assert_eq!(units(&Billing::new(meter), 2500), at_2500, "{meter:?}");
        }
    }

    #[test]
    fn the_modifiers_are_read_back_too() {
        let half = Operand::output("").known(Known::Of(
            Function::Mul,
            &[Known::Fraction("0.5"), Known::Fraction("0.5")],
        ));
        let billing = Billing::new(Meter::PerImage {
            images: Operand::output("output.x"),
        })
        .times(half)
        .round(Round::Up)
        .min(BillableUnits::from(2))
        .max(BillableUnits::from(9));
        let all: Vec<String> = [1, 10, 13, 100]
            .map(|value| units(&billing, value))
            .to_vec();
        assert_eq!(all, ["2", "3", "4", "9"]);
    }

    #[test]
    fn every_kind_and_function_has_a_name_of_its_own() {
        for function in Function::ALL {
            assert_eq!(Function::named(&function.name()), Some(function));
        }
        let names: std::collections::BTreeSet<_> = OperandKind::ALL.map(OperandKind::name).into();
        assert_eq!(names.len(), OperandKind::ALL.len());
    }
}
