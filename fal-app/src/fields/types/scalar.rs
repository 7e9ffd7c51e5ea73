//! Strings, bytes, booleans and numbers.

use std::fmt;

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::fields::aside::{Aside, Special};
use crate::fields::lookup::refused;
use crate::fields::place::Place;
use crate::fields::rules;
use crate::fields::table::{Rules, Shape};
use crate::fields::tree::{Depth, FieldTree};
use crate::fields::value::{Described, Input, Output};
use crate::fields::writer::Writer;

impl Described for String {
    const SHAPE: Shape = Shape::Text;

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Input for String {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_string(StringVisitor(place))
    }
}

impl<D: Depth> FieldTree<D> for String {}

impl Output for String {}

struct StringVisitor<'p>(&'p Place<'p>);

impl StringVisitor<'_> {
    fn is_allowed(&self, value: &str) -> bool {
        rules::string(self.0.rules(), value).is_ok()
            && self.0.special(value).is_none()
            && self.0.take(value.len())
    }
}

impl Visitor<'_> for StringVisitor<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        if self.is_allowed(value) {
            Ok(value.to_owned())
        } else {
            Err(refused())
        }
    }

    fn visit_string<E: Error>(self, value: String) -> Result<String, E> {
        if self.is_allowed(&value) {
            Ok(value)
        } else {
            Err(refused())
        }
    }
}

impl Described for &'static str {
    const SHAPE: Shape = Shape::Text;

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Output for &'static str {}

impl Described for Bytes {
    const SHAPE: Shape = Shape::Bytes;

    fn write(&self, writer: &mut Writer) {
        writer.bytes(self);
    }
}

impl Input for Bytes {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_str(BytesVisitor(place))
    }
}

impl<D: Depth> FieldTree<D> for Bytes {}

impl Output for Bytes {}

struct BytesVisitor<'p>(&'p Place<'p>);

impl Visitor<'_> for BytesVisitor<'_> {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    /// Those of a session are a part of its message. A text stands for its bytes in UTF-8, as pydantic reads it.
    fn visit_str<E: Error>(self, value: &str) -> Result<Bytes, E> {
        match self.0.special(value) {
            Some(Special::Aside(Aside::Bytes(bytes))) => Ok(bytes.clone()),
            Some(_) => Err(refused()),
            None if self.0.take(value.len()) => Ok(Bytes::copy_from_slice(value.as_bytes())),
            None => Err(refused()),
        }
    }
}

impl Described for bool {
    const SHAPE: Shape = Shape::Boolean;

    fn write(&self, writer: &mut Writer) {
        writer.serialize(self);
    }
}

impl Input for bool {
    fn read<'de, D: Deserializer<'de>>(from: D, _: &Place<'_>) -> Result<Self, D::Error> {
        Self::deserialize(from)
    }
}

impl<D: Depth> FieldTree<D> for bool {}

impl Output for bool {}

struct IntegerVisitor<'r>(&'r Rules);

impl Visitor<'_> for IntegerVisitor<'_> {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i128, E> {
        self.visit_i128(i128::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i128, E> {
        self.visit_i128(i128::from(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<i128, E> {
        if rules::integer(self.0, value).is_ok() {
            Ok(value)
        } else {
            Err(refused())
        }
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl Described for $integer {
            const SHAPE: Shape = Shape::Integer { min: $integer::MIN as i128, max: $integer::MAX as i128 };

            fn write(&self, writer: &mut Writer) {
                writer.serialize(self);
            }
        }

        impl Input for $integer {
            fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
                let value = from.deserialize_i64(IntegerVisitor(place.rules()))?;
                Self::try_from(value).map_err(|_| refused())
            }
        }

        impl<D: Depth> FieldTree<D> for $integer {}

        impl Output for $integer {}
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

struct NumberVisitor<'p>(&'p Place<'p>);

impl NumberVisitor<'_> {
    fn read<'de, D: Deserializer<'de>>(self, from: D) -> Result<f64, D::Error> {
        // In MessagePack a number may be NaN or an infinity, for which a text stands.
        if self.0.is_packed() {
            from.deserialize_any(self)
        } else {
            from.deserialize_f64(self)
        }
    }
}

impl Visitor<'_> for NumberVisitor<'_> {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        if rules::number(self.0.rules(), value).is_ok() {
            Ok(value)
        } else {
            Err(refused())
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<f64, E> {
        match self.0.special(value) {
            Some(Special::Float(value)) => self.visit_f64(value),
            _ => Err(refused()),
        }
    }
}

impl Described for f64 {
    const SHAPE: Shape = Shape::Number { single: false };

    fn write(&self, writer: &mut Writer) {
        writer.number(*self);
    }
}

impl Input for f64 {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        NumberVisitor(place).read(from)
    }
}

impl<D: Depth> FieldTree<D> for f64 {}

impl Output for f64 {}

impl Described for f32 {
    const SHAPE: Shape = Shape::Number { single: true };

    fn write(&self, writer: &mut Writer) {
        writer.number(*self);
    }
}

impl Input for f32 {
    /// The rules hold for the number that was sent: `0.1` obeys `le = 0.1`, although the nearest `f32` is greater.
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        let sent = NumberVisitor(place).read(from)?;
        let value = sent as Self;
        if value.is_finite() || !sent.is_finite() {
            Ok(value)
        } else {
            Err(refused())
        }
    }
}

impl<D: Depth> FieldTree<D> for f32 {}

impl Output for f32 {}
