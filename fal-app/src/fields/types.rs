//! The values that need no declaration: scalars, options, boxes, lists, any JSON.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde_json::Value;

use super::place::Place;
use super::read::{Seed, refused};
use super::rules;
use super::table::{Rules, Shape};
use super::value::{Answer, Described, Input, Output};
use super::write::Writer;

impl Described for String {
    const SHAPE: Shape = Shape::Text;

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Input for String {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_string(StringVisitor(place.rules()))
    }
}

impl Output for String {}

struct StringVisitor<'r>(&'r Rules);

impl Visitor<'_> for StringVisitor<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        if rules::string(self.0, value).is_ok() {
            Ok(value.to_owned())
        } else {
            Err(refused())
        }
    }

    fn visit_string<E: Error>(self, value: String) -> Result<String, E> {
        if rules::string(self.0, &value).is_ok() {
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

        impl Output for $integer {}
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

struct NumberVisitor<'r>(&'r Rules);

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
        if rules::number(self.0, value).is_ok() {
            Ok(value)
        } else {
            Err(refused())
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
        from.deserialize_f64(NumberVisitor(place.rules()))
    }
}

impl Output for f64 {}

impl Described for f32 {
    const SHAPE: Shape = Shape::Number { single: true };

    fn write(&self, writer: &mut Writer) {
        writer.number(*self);
    }
}

impl Input for f32 {
    /// The rules hold for the number as it was sent: `0.1` is not above `le = 0.1`, though the nearest `f32` is.
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        let value = from.deserialize_f64(NumberVisitor(place.rules()))? as Self;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(refused())
        }
    }
}

impl Output for f32 {}

impl<T: Described> Described for Option<T> {
    const SHAPE: Shape = Shape::Optional(&T::SHAPE);

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }
}

impl<T: Input> Input for Option<T> {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_option(OptionVisitor {
            place,
            of: PhantomData,
        })
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Output> Output for Option<T> {}

struct OptionVisitor<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Input> Visitor<'de> for OptionVisitor<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        T::read(from, self.place).map(Some)
    }
}

impl<T: Described> Described for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn write(&self, writer: &mut Writer) {
        T::write(self, writer);
    }
}

impl<T: Input> Input for Box<T> {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        T::read(from, place).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

impl<T: Output> Output for Box<T> {}

impl<T: Described> Described for [T] {
    const SHAPE: Shape = Shape::List(&T::SHAPE);

    fn write(&self, writer: &mut Writer) {
        writer.list(self);
    }
}

impl<T: Described> Described for Vec<T> {
    const SHAPE: Shape = <[T]>::SHAPE;

    fn write(&self, writer: &mut Writer) {
        writer.list(self);
    }
}

impl<T: Input> Input for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_seq(ListVisitor {
            place,
            of: PhantomData,
        })
    }
}

impl<T: Output> Output for Vec<T> {}

struct ListVisitor<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Input> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Vec<T>, A::Error> {
        let of_items = self.place.rules().of_items();
        let mut items = Vec::new();
        while let Some(item) =
            from.next_element_seed(Seed::new(&self.place.item(&of_items, items.len())))?
        {
            items.push(item);
        }
        if rules::length(self.place.rules(), items.len()).is_ok() {
            Ok(items)
        } else {
            Err(refused())
        }
    }
}

impl Described for Value {
    const SHAPE: Shape = Shape::Any;

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Array(items) => writer.list(items),
            Self::Object(members) => {
                let mut object = writer.object();
                for (name, value) in members {
                    object.member(name, value);
                }
                object.end();
            }
            scalar => writer.serialize(scalar),
        }
    }
}

impl Input for Value {
    fn read<'de, D: Deserializer<'de>>(from: D, _: &Place<'_>) -> Result<Self, D::Error> {
        Self::deserialize(from)
    }
}

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
