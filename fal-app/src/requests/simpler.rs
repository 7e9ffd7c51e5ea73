//! From a request that shows something to the simplest one that still does.

use serde_json::{Map, Value};

use super::declared::{Declared, size};
use crate::fields::{Shape, Table, Variant};

/// How many requests are tried. Each may run a method.
const TRIES: usize = 600;

pub(super) fn simplest(
    input: Declared,
    mut request: Value,
    mut shows: impl FnMut(&Value) -> bool,
) -> Value {
    let mut tries = 0;
    loop {
        let simpler = input.simpler(&request).into_iter().find(|simpler| {
            tries += 1;
            tries <= TRIES && simpler != &request && shows(simpler)
        });
        match simpler {
            Some(simpler) => request = simpler,
            None => return request,
        }
    }
}

impl Declared {
    /// Simpler values than this one, the simplest first. Each step leads down: to a shorter text, a smaller number, fewer
    /// members.
    fn simpler(self, value: &Value) -> Vec<Value> {
        if value.is_null() {
            return Vec::new();
        }
        match (self.shape, value) {
            (Shape::Optional(of), value) => {
                let inside = self.inside(*of, self.rules).simpler(value);
                [Value::Null].into_iter().chain(inside).collect()
            }
            (Shape::Object(table), Value::Object(members)) => {
                self.simpler_objects(table(), members)
            }
            (Shape::Union(union), Value::Object(members)) => {
                let union = union();
                let named = union.tag.and_then(|tag| members.get(tag)?.as_str());
                let is_it = |variant: &&Variant| named.is_none_or(|name| variant.name == name);
                let variants = union.variants.iter().filter(is_it);
                variants
                    .flat_map(|variant| self.variant(variant).simpler(value))
                    .collect()
            }
            (Shape::Union(union), value) => {
                let variants = union().variants.iter();
                variants
                    .flat_map(|variant| self.variant(variant).simpler(value))
                    .collect()
            }
            (Shape::List(of), Value::Array(items)) => self.simpler_lists(of, items),
            (Shape::Tuple(shapes), Value::Array(items)) => {
                let inside = items.iter().zip(shapes).enumerate();
                inside
                    .flat_map(|(index, (item, of))| self.at(items, index, of, item))
                    .collect()
            }
            (Shape::Map(of), Value::Object(members)) => {
                let fewer = members.keys().map(|name| without(members, name));
                let inside = members.iter().flat_map(|(name, member)| {
                    let simpler = self.item(of).simpler(member).into_iter();
                    simpler.map(|simpler| with(members, name, simpler))
                });
                fewer.chain(inside).collect()
            }
            (Shape::Integer { .. }, Value::Number(number)) => match number.as_i64() {
                Some(number) => self.smaller(number),
                None => self.simplest().into_iter().collect(),
            },
            (Shape::Number { .. }, Value::Number(number)) => {
                self.smaller_fractions(number.as_f64().unwrap_or_default())
            }
            (Shape::Text | Shape::Bytes, Value::String(text)) => self.shorter(text),
            (Shape::Choice(choices), Value::String(name)) => {
                let before = choices().names.iter().take_while(|before| *before != name);
                before.map(|name| (*name).into()).collect()
            }
            (Shape::Boolean, Value::Bool(true)) => vec![false.into()],
            (Shape::ImageSize, value) => self.smaller_sizes(value),
            (Shape::MediaUrl(_) | Shape::Medium(..), Value::String(_)) => Vec::new(),
            (Shape::Any, Value::Object(members)) => {
                let fewer = members.keys().map(|name| without(members, name));
                [Value::Null].into_iter().chain(fewer).collect()
            }
            (Shape::Any, _) => vec![Value::Null],
            // A value of another type than is declared, in a request that is refused.
            (_, _) => self.simplest().into_iter().collect(),
        }
    }

    /// Without each member, then with each member simpler.
    fn simpler_objects(self, table: &Table, members: &Map<String, Value>) -> Vec<Value> {
        let mut simpler: Vec<Value> = members.keys().map(|name| without(members, name)).collect();
        for (name, member) in members {
            let Some(field) = table.find(name) else {
                continue;
            };
            let values = self.field(field).simpler(member).into_iter();
            simpler.extend(values.map(|value| with(members, name, value)));
        }
        simpler
    }

    /// Half of it, one less, then each item simpler.
    fn simpler_lists(self, of: &Shape, items: &[Value]) -> Vec<Value> {
        let mut simpler = Vec::new();
        if items.len() > 1 {
            simpler.push(items[..items.len() / 2].to_vec().into());
        }
        for index in 0..items.len() {
            let mut fewer = items.to_vec();
            fewer.remove(index);
            simpler.push(fewer.into());
        }
        for (index, item) in items.iter().enumerate() {
            simpler.extend(self.at(items, index, of, item));
        }
        simpler
    }

    fn at<'v>(
        self,
        items: &'v [Value],
        index: usize,
        of: &Shape,
        item: &Value,
    ) -> impl Iterator<Item = Value> + use<'v> {
        let simpler = self.item(of).simpler(item).into_iter();
        simpler.map(move |simpler| {
            let mut with = items.to_vec();
            with[index] = simpler;
            with.into()
        })
    }

    /// Towards the simplest by halves, then by one.
    fn smaller(self, number: i64) -> Vec<Value> {
        let simplest = self
            .simplest()
            .and_then(|value| value.as_i64())
            .unwrap_or(0);
        // Below what is allowed everything is tried towards 0.
        let from = if number < simplest { 0 } else { simplest };
        let mut smaller = Vec::new();
        let mut distance = number.saturating_sub(from);
        while distance != 0 {
            smaller.push(number - distance);
            distance /= 2;
        }
        smaller.dedup();
        smaller.into_iter().map(Value::from).collect()
    }

    fn smaller_fractions(self, number: f64) -> Vec<Value> {
        let simplest = self
            .simplest()
            .and_then(|value| value.as_f64())
            .unwrap_or(0.0);
        let tried = [
            simplest,
            number.trunc(),
            simplest.midpoint(number).trunc(),
            number - 1.0,
            (number * 10.0).trunc() / 10.0,
            (number * 1000.0).trunc() / 1000.0,
        ];
        let distance = (number - simplest).abs();
        let is_simpler = |tried: &f64| {
            let nearer = (tried - simplest).abs() < distance;
            nearer && (*tried - number).abs() > f64::EPSILON
        };
        tried
            .into_iter()
            .filter(is_simpler)
            .map(Value::from)
            .collect()
    }

    /// Half of a text, without its first or its last letter, then of simpler letters.
    fn shorter(self, text: &str) -> Vec<Value> {
        let letters: Vec<char> = text.chars().collect();
        let least = usize::try_from(self.rules.min_length.unwrap_or(0)).unwrap_or(0);
        let cut = |length: usize| letters.iter().take(length).collect::<String>();
        let mut shorter: Vec<String> = Vec::new();
        let mut distance = letters.len().saturating_sub(least);
        while distance > 0 {
            shorter.push(cut(letters.len() - distance));
            distance /= 2;
        }
        if letters.len() > 1 {
            shorter.push(letters.iter().skip(1).collect());
        }
        if letters.iter().any(|letter| *letter != 'a') && self.rules.pattern.is_none() {
            shorter.push("a".repeat(letters.len()));
        }
        shorter.into_iter().map(Value::from).collect()
    }

    /// Each side by halves. A preset becomes a small size.
    fn smaller_sizes(self, value: &Value) -> Vec<Value> {
        let least = self.simplest();
        let side = |name: &str, of: &Value| of.get(name).and_then(Value::as_u64).unwrap_or(512);
        let mut sizes: Vec<Value> = least.clone().into_iter().collect();
        if value.is_object() {
            let (width, height) = (side("width", value), side("height", value));
            let from = |name: &str| least.as_ref().map_or(1, |least| side(name, least));
            let sides = |side: u64, least: u64| {
                let mut smaller = Vec::new();
                let mut distance = side.saturating_sub(least);
                while distance > 0 {
                    smaller.extend(u32::try_from(side - distance).ok());
                    distance /= 2;
                }
                smaller
            };
            let whole = |side: u64| u32::try_from(side).unwrap_or(u32::MAX);
            sizes.extend(
                sides(width, from("width"))
                    .into_iter()
                    .map(|side| size(side, whole(height))),
            );
            sizes.extend(
                sides(height, from("height"))
                    .into_iter()
                    .map(|side| size(whole(width), side)),
            );
        }
        sizes
    }
}

fn with(members: &Map<String, Value>, name: &str, value: Value) -> Value {
    let mut with = members.clone();
    with.insert(name.to_owned(), value);
    Value::Object(with)
}

fn without(members: &Map<String, Value>, name: &str) -> Value {
    let mut without = members.clone();
    without.shift_remove(name);
    Value::Object(without)
}
