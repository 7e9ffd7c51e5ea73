//! Any value of MessagePack: `rmpv::Value`, which holds bytes, extensions and keys that are no texts too.

use std::fmt;

use bytes::Bytes;
use rmpv::Value;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::fields::aside::{Aside, Special};
use crate::fields::lookup::refused;
use crate::fields::place::Place;
use crate::fields::table::Shape;
use crate::fields::tree::{Depth, FieldTree};
use crate::fields::types::container::{any_items, any_members, fit};
use crate::fields::value::{Answer, Described, Input, Output};
use crate::fields::writer::Writer;

impl Described for Value {
    const SHAPE: Shape = Shape::Any;

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Nil => writer.null(),
            Self::Boolean(value) => writer.serialize(value),
            Self::Integer(value) => match (value.as_u64(), value.as_i64()) {
                (Some(value), _) => writer.serialize(&value),
                (None, value) => writer.serialize(&value.unwrap_or_default()),
            },
            Self::F32(value) => writer.number(f64::from(*value)),
            Self::F64(value) => writer.number(*value),
            Self::String(text) => match text.as_str() {
                Some(text) => writer.string(text),
                None => writer.bytes(&Bytes::copy_from_slice(text.as_bytes())),
            },
            Self::Binary(bytes) => writer.bytes(&Bytes::copy_from_slice(bytes)),
            Self::Array(items) => writer.list(items),
            Self::Map(members) => {
                let mut object = writer.object();
                for (key, value) in members {
                    match key.as_str() {
                        Some(name) => object.member(name, |writer| value.write(writer)),
                        None => {
                            object.keyed(|writer| key.write(writer), |writer| value.write(writer))
                        }
                    }
                }
                object.end();
            }
            Self::Ext(kind, data) => writer.extension(*kind, Bytes::copy_from_slice(data)),
        }
    }
}

impl Input for Value {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor(place))
    }
}

impl<D: Depth> FieldTree<D> for Value {}

impl Output for Value {}

impl Answer for Value {}

struct ValueVisitor<'p>(&'p Place<'p>);

impl ValueVisitor<'_> {
    /// A text, or what it stands for.
    fn text<E: Error>(&self, text: &str) -> Result<Value, E> {
        let special = self.0.special(text);
        let bytes = match &special {
            None => text.len(),
            Some(Special::Aside(Aside::Bytes(data) | Aside::Extension(_, data))) => data.len(),
            Some(Special::Float(_)) => 0,
        };
        if !self.0.take(bytes) {
            return Err(refused());
        }
        Ok(match special {
            None => Value::from(text),
            Some(Special::Aside(Aside::Bytes(data))) => Value::Binary(data.to_vec()),
            Some(Special::Aside(Aside::Extension(kind, data))) => Value::Ext(*kind, data.to_vec()),
            Some(Special::Float(value)) => Value::F64(value),
        })
    }
}

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any MessagePack")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Nil)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.text(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<Value, A::Error> {
        any_items(from, self.0).map(Value::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Value, A::Error> {
        let mut members = any_members(from, self.0)?;
        fit(&mut members, self.0);
        Ok(Value::Map(members))
    }
}
