//! Requests that break one rule each.

use serde_json::{Map, Value, json};

use super::declared::{Declared, size, tagged};
use super::numbers;
use super::texts::letters;
use crate::fields::{Bound, OneOf, Rules, Shape, Table, Union};

/// The longest text and list that break a rule by their length.
const LONGEST: u64 = 20_000;

/// A request that breaks one rule.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub(crate) request: Value,
    /// What it breaks: `` `num_images`: le = 4 ``.
    pub(crate) rule: String,
}

/// One for each rule that the table declares.
pub(super) fn each_rule(input: Declared, base: &Value) -> Vec<Broken> {
    let broken = match (input.shape, base) {
        (Shape::Object(table), Value::Object(base)) => input.of_members(table(), base),
        _ => input.broken(),
    };
    let broken = broken
        .into_iter()
        .map(|Wrong { path, rule, value }| Broken {
            request: value,
            rule: match path.is_empty() {
                true => rule,
                false => format!("`{}`: {rule}", path.join(".")),
            },
        });
    broken.collect()
}

/// A value that breaks one rule.
struct Wrong {
    /// Where in the value, the names of fields.
    path: Vec<String>,
    rule: String,
    value: Value,
}

impl Wrong {
    fn new(rule: impl Into<String>, value: impl Into<Value>) -> Self {
        Self {
            path: Vec::new(),
            rule: rule.into(),
            value: value.into(),
        }
    }

    /// Inside of a value, at a name.
    fn within(mut self, name: &str, value: impl FnOnce(Value) -> Value) -> Self {
        self.path.insert(0, name.to_owned());
        self.value = value(self.value);
        self
    }
}

impl Declared {
    fn broken(self) -> Vec<Wrong> {
        match self.shape {
            Shape::Text | Shape::MediaUrl(_) => self.broken_texts(),
            Shape::Bytes => vec![Wrong::new("a string", json!({}))],
            Shape::Boolean => vec![Wrong::new("a boolean", "perhaps")],
            Shape::Integer { min, max } => self.broken_integers(min, max),
            Shape::Number { .. } => self.broken_numbers(),
            Shape::Any => Vec::new(),
            Shape::Null => vec![Wrong::new("null", 1)],
            Shape::Optional(of) => self.inside(*of, self.rules).broken(),
            Shape::List(of) => {
                let mut broken = vec![Wrong::new("a list", "x")];
                broken.extend(self.broken_items(of, |items| items.into()));
                broken
            }
            Shape::Map(of) => {
                let mut broken = vec![Wrong::new("an object", "x")];
                broken.extend(self.broken_items(of, |items| {
                    let names = (0_usize..).map(|index| format!("k{index}"));
                    Value::Object(names.zip(items).collect())
                }));
                broken
            }
            Shape::Tuple(items) => self.broken_tuples(items),
            Shape::Object(table) => {
                let mut broken = vec![Wrong::new("an object", "x")];
                if let Some(Value::Object(base)) = self.simplest() {
                    broken.extend(self.of_members(table(), &base));
                }
                broken
            }
            Shape::Choice(_) => vec![Wrong::new("one of its names", "no such name")],
            Shape::Union(union) => self.broken_unions(union()),
            Shape::ImageSize => self.broken_sizes(),
            Shape::Medium(..) => vec![Wrong::new("a URL", "no URL")],
        }
    }

    /// Each field of an object, in one that is right but for it.
    fn of_members(self, table: &Table, base: &Map<String, Value>) -> Vec<Wrong> {
        let with = |name: &str, value: Value| {
            let mut with = base.clone();
            with.insert(name.to_owned(), value);
            Value::Object(with)
        };
        let mut broken = Vec::new();
        for field in table.fields {
            if field.required() {
                let mut without = base.clone();
                without.shift_remove(field.name);
                let missing = Wrong::new("required", Value::Object(without));
                broken.push(missing.within(field.name, |object| object));
            }
            let wrong = self.field(field).broken().into_iter();
            broken.extend(wrong.map(|one| one.within(field.name, |value| with(field.name, value))));
        }
        broken
    }

    fn broken_texts(self) -> Vec<Wrong> {
        let Rules {
            one_of,
            min_length,
            max_length,
            pattern,
            ..
        } = self.rules;
        let mut broken = vec![Wrong::new("a string", json!({}))];
        if let Some(OneOf::Strings(_)) = one_of {
            broken.push(Wrong::new("one_of", "no such choice"));
        }
        if let Some(least) = min_length.filter(|least| (1..=LONGEST).contains(least)) {
            broken.push(Wrong::new(
                format!("min_length = {least}"),
                letters("a", least - 1),
            ));
        }
        if let Some(most) = max_length.filter(|most| *most < LONGEST) {
            broken.push(Wrong::new(
                format!("max_length = {most}"),
                letters("a", most + 1),
            ));
        }
        if let Some((text, compiled)) = pattern {
            let wrong = ["", "!", "a", "1", "é"]
                .into_iter()
                .find(|text| !compiled().is_match(text));
            broken.extend(wrong.map(|wrong| Wrong::new(format!("pattern = {text:?}"), wrong)));
        }
        broken
    }

    fn broken_integers(self, min: i128, max: i128) -> Vec<Wrong> {
        let mut broken = vec![
            Wrong::new("an integer", "many"),
            Wrong::new("an integer", 0.5),
        ];
        if let Some(OneOf::Integers(allowed)) = self.rules.one_of {
            let beyond = allowed
                .iter()
                .max()
                .map_or(0, |most| most.saturating_add(1));
            broken.push(Wrong::new("one_of", numbers::json(beyond)));
        }
        broken.extend(
            self.bounds()
                .into_iter()
                .filter_map(|(rule, bound, beyond)| {
                    let value = match bound {
                        Bound::Integer(bound) => bound.saturating_add(beyond),
                        Bound::Number(bound) if beyond < 0 => {
                            (bound.ceil() as i128).saturating_sub(1)
                        }
                        Bound::Number(bound) if beyond > 0 => {
                            (bound.floor() as i128).saturating_add(1)
                        }
                        Bound::Number(bound) if bound.fract() == 0.0 => bound as i128,
                        Bound::Number(_) => return None,
                    };
                    Some(Wrong::new(rule, numbers::json(value)))
                }),
        );
        if let Some(Bound::Integer(step)) = self
            .rules
            .multiple_of
            .filter(|step| *step != Bound::Integer(1))
        {
            let simplest = self
                .simplest()
                .and_then(|value| value.as_i64())
                .unwrap_or(0);
            let value = i128::from(simplest).saturating_add(1);
            broken.push(Wrong::new(
                format!("multiple_of = {step}"),
                numbers::json(value),
            ));
        }
        broken.push(Wrong::new("the least of its type", numbers::json(min - 1)));
        broken.push(Wrong::new("the most of its type", numbers::json(max + 1)));
        broken
    }

    fn broken_numbers(self) -> Vec<Wrong> {
        let mut broken = vec![Wrong::new("a number", "many")];
        broken.extend(self.bounds().into_iter().map(|(rule, bound, beyond)| {
            let bound = match bound {
                Bound::Integer(bound) => bound as f64,
                Bound::Number(bound) => bound,
            };
            Wrong::new(rule, bound + beyond as f64)
        }));
        broken
    }

    /// Each bound, and which way it is left: an exclusive one is broken by itself.
    fn bounds(self) -> Vec<(String, Bound, i128)> {
        let Rules { ge, gt, le, lt, .. } = self.rules;
        let bounds = [("ge", ge, -1), ("gt", gt, 0), ("le", le, 1), ("lt", lt, 0)];
        let declared = bounds.into_iter().filter_map(|(name, bound, beyond)| {
            let bound = bound?;
            let shown = match bound {
                Bound::Integer(bound) => bound.to_string(),
                Bound::Number(bound) => bound.to_string(),
            };
            Some((format!("{name} = {shown}"), bound, beyond))
        });
        declared.collect()
    }

    fn broken_items(self, of: &Shape, value: impl Fn(Vec<Value>) -> Value) -> Vec<Wrong> {
        let mut broken = Vec::new();
        let item = self.item(of);
        let (least, _) = self.lengths();
        let Some(simplest) = item.simplest() else {
            return broken;
        };
        let many = |length: u64| vec![simplest.clone(); usize::try_from(length).unwrap_or(0)];
        if let Some(least) = self
            .rules
            .min_length
            .filter(|least| (1..=LONGEST).contains(least))
        {
            broken.push(Wrong::new(
                format!("min_length = {least}"),
                value(many(least - 1)),
            ));
        }
        if let Some(most) = self.rules.max_length.filter(|most| *most < LONGEST) {
            broken.push(Wrong::new(
                format!("max_length = {most}"),
                value(many(most + 1)),
            ));
        }
        for wrong in item.broken() {
            broken.push(wrong.within("0", |item| {
                let mut items = many(least.max(1));
                items[0] = item;
                value(items)
            }));
        }
        broken
    }

    fn broken_tuples(self, items: &[Shape]) -> Vec<Wrong> {
        let mut broken = vec![Wrong::new("a list", "x")];
        let Some(Value::Array(right)) = self.simplest() else {
            return broken;
        };
        let longer: Vec<Value> = right.iter().cloned().chain([Value::Null]).collect();
        broken.push(Wrong::new(format!("{} items", right.len()), longer));
        if let Some((_, shorter)) = right.split_last() {
            broken.push(Wrong::new(
                format!("{} items", right.len()),
                shorter.to_vec(),
            ));
        }
        for (index, of) in items.iter().enumerate() {
            for wrong in self.item(of).broken() {
                broken.push(wrong.within(&index.to_string(), |item| {
                    let mut with = right.clone();
                    with[index] = item;
                    with.into()
                }));
            }
        }
        broken
    }

    /// What no variant accepts. What one refuses another may accept, unless a tag says which it is.
    fn broken_unions(self, union: &Union) -> Vec<Wrong> {
        let wrong = [
            json!([[[[]]]]),
            json!({"no_such_field": 1}),
            json!("\u{0}"),
            Value::Null,
        ];
        let refused = wrong.into_iter().filter(|value| !self.accepts(value));
        let refused = refused.take(1);
        let none = refused.map(|value| Wrong::new("one of its variants", value));
        let mut broken: Vec<Wrong> = none.collect();
        if union.tag.is_some() {
            for variant in union.variants {
                let inside = self.variant(variant).broken().into_iter();
                broken.extend(inside.filter_map(|wrong| {
                    let value = tagged(union, variant, wrong.value)?;
                    Some(Wrong { value, ..wrong })
                }));
            }
        }
        broken
    }

    fn broken_sizes(self) -> Vec<Wrong> {
        let Rules {
            min_width,
            max_width,
            min_height,
            max_height,
            max_area,
            ..
        } = self.rules;
        let mut broken = vec![
            Wrong::new("a size", "no such preset"),
            Wrong::new("a size", size(0, 512)),
        ];
        let height = min_height.unwrap_or(64).max(1);
        let width = min_width.unwrap_or(64).max(1);
        let less = |side: u32| side.saturating_sub(1);
        let more = |side: u32| side.saturating_add(1);
        let sides = [
            ("min_width", min_width.map(|side| size(less(side), height))),
            ("max_width", max_width.map(|side| size(more(side), height))),
            ("min_height", min_height.map(|side| size(width, less(side)))),
            ("max_height", max_height.map(|side| size(width, more(side)))),
        ];
        for (rule, wrong) in sides {
            broken.extend(wrong.map(|wrong| Wrong::new(rule, wrong)));
        }
        if max_area.is_some() {
            let (wide, high) = (max_width.unwrap_or(14142), max_height.unwrap_or(14142));
            let largest = size(wide, high);
            if !self.accepts(&largest) {
                broken.push(Wrong::new("max_area", largest));
            }
        }
        broken
    }
}
