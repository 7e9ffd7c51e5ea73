//! From the texts of a form to the body of a request. The page has no rules of its own: what is typed is sent, and who takes
//! every other request says what is wrong with it.

use serde_json::{Map, Value};

use super::kind::{Kind, kind};
use super::state::{CUSTOM, State, child, default_json, is_preset};
use crate::fields::{Field, Rules, Shape, Table};

/// What is not sent at all, as it is not JSON: where, and why.
pub(crate) type NotJson = (String, String);

/// Reads values out of a form.
pub(super) struct Reader<'s> {
    state: &'s State,
    /// Fields that hold JSON, and do not.
    pub(super) wrong: Vec<NotJson>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(state: &'s State) -> Self {
        Self {
            state,
            wrong: Vec::new(),
        }
    }

    /// The members of an object that are sent: not those that are empty, nor those that are what they are by default.
    pub(super) fn object(&mut self, table: &Table, pointer: &str, depth: usize) -> Value {
        let mut object = Map::new();
        for field in table.fields {
            if field.hidden {
                continue;
            }
            if let Some(value) = self.field(field, pointer, depth) {
                object.insert(field.name.to_owned(), value);
            }
        }
        Value::Object(object)
    }

    fn field(&mut self, field: &Field, pointer: &str, depth: usize) -> Option<Value> {
        let below = child(pointer, field.name);
        let (shape, rules) = (&field.shape, &field.rules);
        let value = self.value(shape, rules, &below, depth);
        let default = default_json(field);
        let mut by_default = State::default();
        by_default.fill(shape, rules, &below, default.as_ref(), depth);
        let mut reader = Reader::new(&by_default);
        let default = reader.value(shape, rules, &below, depth);
        match (value, default) {
            // A list without rows is sent where it would not be empty by default.
            (None, Some(_)) if matches!(kind(shape, rules, depth), Kind::List(_)) => {
                Some(Value::Array(Vec::new()))
            }
            (None, Some(_)) if matches!(kind(shape, rules, depth), Kind::Map(_)) => {
                Some(Value::Object(Map::new()))
            }
            (Some(value), Some(default)) if value == default && !field.required() => None,
            (Some(Value::Bool(false)), None) if !field.required() && !is_optional(shape) => None,
            (value, _) => value,
        }
    }

    /// A value; `None` where none is sent.
    pub(super) fn value(
        &mut self,
        shape: &Shape,
        rules: &Rules,
        pointer: &str,
        depth: usize,
    ) -> Option<Value> {
        let text = self.state.text(pointer);
        let number = |text: &str| match serde_json::from_str(text.trim()) {
            Ok(Value::Number(number)) => Value::Number(number),
            _ => Value::from(text),
        };
        match kind(shape, rules, depth) {
            Kind::Object(table) => Some(self.object(table, pointer, depth + 1)),
            Kind::Maybe(table) => {
                let is_set = self.state.is_set(pointer);
                is_set.then(|| self.object(table, pointer, depth + 1))
            }
            Kind::List(item) => {
                let rows = self.state.rows(pointer);
                let items = (0..rows).map(|row| self.item(item, rules, pointer, row, depth));
                let items: Vec<Value> = items.collect();
                (rows > 0).then_some(Value::Array(items))
            }
            Kind::Map(item) => {
                let rows = self.state.rows(pointer);
                let members = (0..rows).map(|row| {
                    let key = self.state.key(pointer, row).to_owned();
                    (key, self.item(item, rules, pointer, row, depth))
                });
                let members: Map<String, Value> = members.collect();
                (rows > 0).then_some(Value::Object(members))
            }
            Kind::Tuple(items) => {
                let values = items.iter().enumerate().map(|(at, item)| {
                    let below = format!("{pointer}/{at}");
                    let value = self.value(item, &rules.of_items(), &below, depth + 1);
                    value.unwrap_or_default()
                });
                let values: Vec<Value> = values.collect();
                let is_empty = values.iter().all(Value::is_null);
                (!is_empty).then_some(Value::Array(values))
            }
            Kind::Tagged(union, tag) => {
                let variant = self.state.text(&child(pointer, tag));
                let mut object = Map::from_iter([(tag.to_owned(), Value::from(variant))]);
                let mut variants = union.variants.iter();
                let variant = variants.find(|one| one.name == variant);
                if let Some(Shape::Object(table)) = variant.map(|variant| variant.shape)
                    && let Value::Object(members) = self.object(table(), pointer, depth + 1)
                {
                    object.extend(members);
                }
                Some(Value::Object(object))
            }
            Kind::Check => Some(Value::Bool(!text.is_empty())),
            _ if text.is_empty() => None,
            Kind::Size { .. } if text == CUSTOM => {
                let mut size = Map::new();
                for side in ["width", "height"] {
                    let pixels = self.state.text(&child(pointer, side));
                    if !pixels.is_empty() {
                        size.insert(side.to_owned(), number(pixels));
                    }
                }
                Some(Value::Object(size))
            }
            Kind::Size { .. } if !is_preset(text) => Some(Value::from(text)),
            Kind::Number { .. } => Some(number(text)),
            Kind::Choice { .. } if is_number(shape) => Some(number(text)),
            Kind::MaybeCheck => Some(Value::Bool(text == "true")),
            Kind::Json => self.json(pointer),
            Kind::Text | Kind::Choice { .. } | Kind::Size { .. } | Kind::Media(_) => {
                Some(Value::from(text))
            }
        }
    }

    /// A text that is JSON; `None` where it is not.
    pub(super) fn json(&mut self, pointer: &str) -> Option<Value> {
        match serde_json::from_str(self.state.text(pointer)) {
            Ok(value) => Some(value),
            Err(why) => {
                let why = format!("Input should be valid JSON: {why}");
                self.wrong.push((pointer.to_owned(), why));
                None
            }
        }
    }

    /// An item of a list or a map. It has its place, also where it is empty.
    fn item(
        &mut self,
        item: &Shape,
        rules: &Rules,
        pointer: &str,
        row: usize,
        depth: usize,
    ) -> Value {
        let below = format!("{pointer}/{row}");
        let value = self.value(item, &rules.of_items(), &below, depth + 1);
        value.unwrap_or_else(|| match item {
            Shape::Optional(_) => Value::Null,
            _ => Value::from(""),
        })
    }
}

fn is_optional(shape: &Shape) -> bool {
    matches!(shape, Shape::Optional(_))
}

fn is_number(shape: &Shape) -> bool {
    match shape {
        Shape::Optional(inner) => is_number(inner),
        Shape::Integer { .. } | Shape::Number { .. } => true,
        _ => false,
    }
}
