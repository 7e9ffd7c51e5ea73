//! The same request written otherwise: other names, another order, numbers in strings, what is left out said.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::declared::{Declared, size};
use super::random::Random;
use crate::fields::image_size::PRESETS;
use crate::fields::{Field, Shape, Table};

impl Declared {
    /// A value, as another caller writes it.
    pub(super) fn spelled(self, value: &Value, random: &mut Random) -> String {
        let mut text = String::new();
        self.spell(value, random, &mut text);
        text
    }

    fn spell(self, value: &Value, random: &mut Random, text: &mut String) {
        match (self.shape, value) {
            (Shape::Optional(of), value) if !value.is_null() => {
                self.inside(*of, self.rules).spell(value, random, text);
            }
            (Shape::Integer { .. }, Value::Number(number)) => match self.rules.one_of {
                // A string is not one of the numbers.
                Some(_) => add(text, &[&format!("{number}.0"), &number.to_string()], random),
                None => add(
                    text,
                    &[
                        &format!("\"{number}\""),
                        &format!("{number}.0"),
                        &format!("\" {number}.0\""),
                        &number.to_string(),
                    ],
                    random,
                ),
            },
            (Shape::Number { .. }, Value::Number(number)) => {
                add(
                    text,
                    &[&format!("\"{number}\""), &number.to_string()],
                    random,
                );
            }
            (Shape::Boolean, Value::Bool(true)) => {
                add(text, &["\"true\"", "1", "\"Yes\"", "true"], random)
            }
            (Shape::Boolean, Value::Bool(false)) => {
                add(text, &["\"false\"", "0", "\"off\"", "false"], random)
            }
            (Shape::Text | Shape::MediaUrl(_), Value::String(written)) => {
                escaped(written, random, text)
            }
            (Shape::List(of), Value::Array(items)) => {
                self.spell_items(items.iter().map(|item| (self.item(of), item)), random, text);
            }
            (Shape::Tuple(shapes), Value::Array(items)) => {
                let items = items
                    .iter()
                    .zip(shapes)
                    .map(|(item, of)| (self.item(of), item));
                self.spell_items(items, random, text);
            }
            (Shape::Map(of), Value::Object(members)) => {
                let members = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.item(of), value.clone()));
                spell_members(members.collect(), random, text);
            }
            (Shape::Object(table), Value::Object(members)) => {
                spell_members(self.members(table(), members, random), random, text);
            }
            (Shape::ImageSize, Value::String(name)) => {
                let preset = PRESETS.iter().find(|(preset, _)| preset == name);
                match preset {
                    Some((_, preset)) if !random.once_in(3) => {
                        let _ = write!(text, "{}", size(preset.width(), preset.height()));
                    }
                    _ => text.push_str(&value.to_string()),
                }
            }
            (Shape::ImageSize | Shape::Any | Shape::Union(_), Value::Object(members)) => {
                let any = |value: &Value| (self.inside(Shape::Any, self.rules), value.clone());
                let members = members.iter().map(|(name, value)| {
                    let (declared, value) = any(value);
                    (name.clone(), declared, value)
                });
                spell_members(members.collect(), random, text);
            }
            (Shape::Medium(..), Value::String(_)) => {
                let _ = write!(text, "{{\"url\": {value}}}");
            }
            _ => text.push_str(&value.to_string()),
        }
    }

    fn spell_items<'v>(
        self,
        items: impl Iterator<Item = (Self, &'v Value)>,
        random: &mut Random,
        text: &mut String,
    ) {
        text.push('[');
        for (index, (declared, item)) in items.enumerate() {
            if index > 0 {
                text.push_str(", ");
            }
            declared.spell(item, random, text);
        }
        text.push(']');
    }

    /// The members by one of their names. What is left out is its default, or null, and may be said.
    fn members(
        self,
        table: &'static Table,
        members: &Map<String, Value>,
        random: &mut Random,
    ) -> Vec<(String, Self, Value)> {
        let mut written = Vec::new();
        for field in table.fields {
            let given = members.iter().find(|(name, _)| field.is_named(name));
            let value = match given {
                Some((_, value)) => Some(value.clone()),
                None if random.once_in(2) => said(field),
                None => None,
            };
            let names: Vec<&str> = [field.name].iter().chain(field.aliases).copied().collect();
            if let (Some(value), Some(name)) = (value, random.pick(&names)) {
                written.push(((*name).to_owned(), self.field(field), value));
            }
        }
        written
    }
}

impl Declared {
    /// A value as the table read it, with all that it left out, so that two that are the same look the same.
    pub(super) fn complete(self, value: Value) -> Value {
        match (self.shape, value) {
            (Shape::Optional(of), value) if !value.is_null() => {
                self.inside(*of, self.rules).complete(value)
            }
            (Shape::Object(table), Value::Object(mut members)) => {
                let complete = table().fields.iter().filter_map(|field| {
                    let value = members.shift_remove(field.name).or_else(|| said(field))?;
                    Some((field.name.to_owned(), self.field(field).complete(value)))
                });
                Value::Object(complete.collect())
            }
            (Shape::List(of), Value::Array(items)) => {
                let items = items.into_iter().map(|item| self.item(of).complete(item));
                items.collect::<Vec<_>>().into()
            }
            (Shape::Map(of), Value::Object(members)) => {
                let members = members.into_iter();
                let complete = members.map(|(name, value)| (name, self.item(of).complete(value)));
                Value::Object(complete.collect())
            }
            (Shape::ImageSize, Value::String(name)) => {
                let preset = PRESETS.iter().find(|(preset, _)| *preset == name);
                preset.map_or(Value::Null, |(_, preset)| {
                    size(preset.width(), preset.height())
                })
            }
            (_, value) => value,
        }
    }
}

/// What a field is that is left out.
fn said(field: &Field) -> Option<Value> {
    match (field.default_value(), field.shape) {
        (Some(default), _) => Some(default),
        (None, Shape::Optional(_)) if field.default.is_none() => Some(Value::Null),
        _ => None,
    }
}

fn spell_members(
    mut members: Vec<(String, Declared, Value)>,
    random: &mut Random,
    text: &mut String,
) {
    members.reverse();
    let turned = random.index(members.len().max(1));
    members.rotate_left(turned);
    text.push('{');
    for (index, (name, declared, value)) in members.into_iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        let _ = write!(text, "{}: ", Value::from(name));
        declared.spell(&value, random, text);
    }
    text.push('}');
}

fn add(text: &mut String, spellings: &[&str], random: &mut Random) {
    text.push_str(random.pick(spellings).copied().unwrap_or_default());
}

/// A string, whose first letter may be written by its number.
fn escaped(written: &str, random: &mut Random, text: &mut String) {
    let plain = Value::from(written).to_string();
    match written.chars().next() {
        Some(first) if first.is_ascii_alphabetic() && random.once_in(2) => {
            let _ = write!(text, "\"\\u{:04x}{}", u32::from(first), &plain[2..]);
        }
        _ => text.push_str(&plain),
    }
}
