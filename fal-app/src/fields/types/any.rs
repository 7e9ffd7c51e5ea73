//! Any JSON, and the empty output.

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::container::{any_items, any_members};
use crate::fields::lookup::refused;
use crate::fields::place::Place;
use crate::fields::table::Shape;
use crate::fields::tree::{Depth, FieldTree};
use crate::fields::value::{Answer, Described, Input, Output};
use crate::fields::writer::Writer;

impl Described for Value {
    const SHAPE: Shape = Shape::Any;

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Array(items) => writer.list(items),
            Self::Object(members) => {
                let mut object = writer.object();
                for (name, value) in members {
                    object.member(name, |writer| value.write(writer));
                }
                object.end();
            }
            scalar => writer.serialize(scalar),
        }
    }
}

impl Input for Value {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_any(AnyVisitor(place))
    }
}

struct AnyVisitor<'p>(&'p Place<'p>);

impl<'de> Visitor<'de> for AnyVisitor<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(refused)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        if self.0.special(value).is_none() && self.0.take(value.len()) {
            Ok(Value::from(value))
        } else {
            Err(refused())
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<Value, A::Error> {
        any_items(from, self.0).map(Value::Array)
    }

    /// The members are kept in a list until their number is known. An object that grows takes up to twice the memory.
    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Value, A::Error> {
        let members = any_members(from, self.0)?;
        let [listed, entries, index] = object_sizes(&members);
        if !self.0.take(entries) || !self.0.take(index) {
            return Err(refused());
        }
        let mut object = Map::with_capacity(members.len());
        object.extend(members);
        self.0.give_back(listed);
        Ok(Value::Object(object))
    }
}

/// The memory of members in a list, and of the entries and the index of an object with these members, in bytes. An entry
/// has a hash beside the member. The index has a power of two of places, and uses at most seven of eight.
fn object_sizes(members: &Vec<(String, Value)>) -> [usize; 3] {
    let member = size_of::<(String, Value)>();
    let places = (members.len() * 8 / 7).next_power_of_two();
    [
        members.capacity() * member,
        members.len() * (member + size_of::<u64>()),
        places * (size_of::<usize>() + 1),
    ]
}

impl<D: Depth> FieldTree<D> for Value {}

impl Output for Value {}

impl Answer for Value {}

impl Described for () {
    const SHAPE: Shape = Shape::Null;

    fn write(&self, writer: &mut Writer) {
        writer.null();
    }
}

impl Output for () {}

impl Answer for () {}
