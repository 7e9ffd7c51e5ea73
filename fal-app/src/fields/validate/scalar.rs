//! Strings, booleans, numbers, and `null`.

use super::coerce::{self, Coerced};
use super::problem::Problem;
use super::validator::Validator;
use crate::fields::aside::text_of_float;
use crate::fields::json::{Integer, JsonValue, Node, Text};
use crate::fields::match_quality::MatchQuality;
use crate::fields::rules::{self, Broken};
use crate::fields::table::{Bound, Choices, OneOf, Rules};

impl Validator<'_> {
    /// Writes a scalar that was accepted, or notes the error.
    pub(super) fn scalar(&mut self, node: Node, taken: Coerced<String>) -> Option<MatchQuality> {
        match taken {
            Ok((json, quality)) => {
                self.write(&json);
                Some(quality)
            }
            Err(problem) => self.refuse(problem, node),
        }
    }

    pub(super) fn string(&mut self, node: Node, rules: &Rules) -> Option<MatchQuality> {
        let text = match self.document.value(node) {
            JsonValue::String(text) => text,
            // As pydantic takes them: for the text that they are.
            JsonValue::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Text::from(text),
                Err(_) => return self.refuse(Problem::NO_TEXT, node),
            },
            _ if rules.one_of.is_some() => {
                return self.refuse_by(node, || Problem::string(Broken::OneOf, rules));
            }
            _ => return self.refuse(Problem::NO_STRING, node),
        };
        if text.is_broken {
            return self.refuse(Problem::NO_TEXT, node);
        }
        if let Err(broken) = rules::string(rules, &text.shown) {
            return self.refuse_by(node, || Problem::string(broken, rules));
        }
        self.write_string(&text.shown);
        Some(MatchQuality::EXACT)
    }

    pub(super) fn bytes(&mut self, node: Node) -> Option<MatchQuality> {
        match self.document.value(node) {
            JsonValue::String(_) => self.string(node, &Rules::NONE),
            JsonValue::Bytes(_) => self.stand_in(node),
            _ => self.refuse(Problem::NO_BYTES, node),
        }
    }

    /// Passes on a value that JSON cannot hold.
    pub(super) fn stand_in(&mut self, node: Node) -> Option<MatchQuality> {
        self.write_string(self.document.stand_in(node));
        Some(MatchQuality::EXACT)
    }

    pub(super) fn choice(&mut self, node: Node, choices: &Choices) -> Option<MatchQuality> {
        let named = match self.document.value(node) {
            JsonValue::String(text) if text.is_broken => {
                return self.refuse(Problem::NO_TEXT, node);
            }
            JsonValue::String(text) => choices.find(&text.shown),
            _ => None,
        };
        match named {
            Some(name) => {
                self.write_string(name);
                Some(MatchQuality::EXACT)
            }
            None => self.refuse_by(node, || Problem::names(choices.names)),
        }
    }

    pub(super) fn boolean(&mut self, node: Node) -> Option<MatchQuality> {
        let taken = coerce::boolean(&self.document.value(node));
        self.scalar(
            node,
            taken.map(|(value, quality)| (value.to_string(), quality)),
        )
    }

    pub(super) fn integer(
        &mut self,
        node: Node,
        min: i128,
        max: i128,
        rules: &Rules,
    ) -> Option<MatchQuality> {
        let value = self.document.value(node);
        let taken = match rules.one_of {
            Some(OneOf::Integers(allowed)) => chosen_integer(&value, allowed, rules),
            _ => coerce::integer(&value),
        };
        let taken = taken.and_then(|(digits, quality)| {
            let value = Integer::new(&digits);
            check_integer(&value, rules)?;
            // Python's integers have no bounds. Those of the Rust type are reported as if they were declared.
            check_integer(&value, &bounds(min, max))?;
            Ok((value.text(), quality))
        });
        self.scalar(node, taken)
    }

    pub(super) fn number(
        &mut self,
        node: Node,
        single: bool,
        rules: &Rules,
    ) -> Option<MatchQuality> {
        let is_packed = self.document.is_packed();
        let taken = coerce::number(&self.document.value(node)).and_then(|(value, quality)| {
            if is_packed && !value.is_finite() {
                rules::number(rules, value).map_err(|broken| Problem::fraction(broken, rules))?;
                let text = serde_json::Value::from(text_of_float(value));
                return Ok((text.to_string(), quality));
            }
            check_number(value, single, rules)?;
            Ok((serde_json::Value::from(value).to_string(), quality))
        });
        self.scalar(node, taken)
    }

    pub(super) fn null(&mut self, node: Node) -> Option<MatchQuality> {
        match self.document.value(node) {
            JsonValue::Null => {
                self.write("null");
                Some(MatchQuality::EXACT)
            }
            _ => self.refuse(Problem::NOT_NULL, node),
        }
    }
}

fn chosen_integer(value: &JsonValue<'_>, allowed: &[i128], rules: &Rules) -> Coerced<String> {
    match coerce::choice(value)? {
        (Some(value), quality) if allowed.contains(&value) => Ok((value.to_string(), quality)),
        _ => Err(Problem::string(Broken::OneOf, rules)),
    }
}

fn bounds(min: i128, max: i128) -> Rules {
    Rules {
        ge: Some(Bound::Integer(min)),
        le: Some(Bound::Integer(max)),
        ..Rules::NONE
    }
}

fn check_integer(value: &Integer<'_>, rules: &Rules) -> Result<(), Problem> {
    let checked = match rules.multiple_of {
        Some(of @ Bound::Integer(step)) if !value.is_multiple_of(step) => {
            Err(Broken::MultipleOf(of))
        }
        _ => rules::integer_bounds(rules, value.clamped()),
    };
    checked.map_err(|broken| Problem::integer(broken, rules))
}

/// Values that pydantic accepts, but the Rust type or JSON cannot hold, are refused last.
fn check_number(value: f64, single: bool, rules: &Rules) -> Result<(), Problem> {
    rules::number(rules, value).map_err(|broken| Problem::fraction(broken, rules))?;
    if !value.is_finite() {
        return Err(Problem::NOT_FINITE);
    }
    if single && !(value as f32).is_finite() {
        let most = Bound::Number(f32::MAX.into());
        let broken = if value > 0.0 {
            Broken::LessThanEqual(most)
        } else {
            Broken::GreaterThanEqual(Bound::Number(f32::MIN.into()))
        };
        return Err(Problem::fraction(broken, rules));
    }
    Ok(())
}
