//! Enums whose variants hold other types.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde_json::Value;

use super::image_size::SIDES;
use super::match_quality::MatchQuality;
use super::place::{Enums, Place};
use super::read::refused;
use super::table::{Shape, Union};
use super::value::Input;

/// An enum whose variants hold other types.
pub trait Variants: Sized {
    /// Reads the value of the variant with that name.
    ///
    /// # Errors
    /// The deserializer's own.
    fn read_variant<'de, D: Deserializer<'de>>(
        name: &str,
        from: D,
        place: &Place<'_>,
    ) -> Result<Self, D::Error>;
}

/// Reads an enum: where the table has named the variant that one, else the one that the value itself tells.
///
/// The latter holds the value back until its variant is known. An enum within would do so again, at each depth, and an
/// untagged one would try its variants for each variant around it: it is left to the table.
///
/// # Errors
/// The deserializer's own.
pub fn read_union<'de, T: Variants, D: Deserializer<'de>>(
    from: D,
    place: &Place<'_>,
    union: &'static Union,
) -> Result<T, D::Error> {
    match place.enums() {
        Enums::Named => from.deserialize_seq(Named {
            place,
            of: PhantomData,
        }),
        Enums::Told => {
            let value = Value::deserialize(from)?;
            let place = place.inside_an_enum();
            let read = match union.tag {
                Some(tag) => tagged(value, tag, &place),
                None => untagged(&value, &place, union),
            };
            read.map_err(D::Error::custom)
        }
        Enums::Refused => Err(refused()),
    }
}

/// `["variant", value]`: so the table writes what it has decided.
struct Named<'p, T> {
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Variants> Visitor<'de> for Named<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a variant and its value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        let name: String = items.next_element()?.ok_or_else(refused)?;
        let seed = VariantSeed {
            name: &name,
            place: self.place,
            of: PhantomData,
        };
        items.next_element_seed(seed)?.ok_or_else(refused)
    }
}

struct VariantSeed<'p, T> {
    name: &'p str,
    place: &'p Place<'p>,
    of: PhantomData<T>,
}

impl<'de, T: Variants> DeserializeSeed<'de> for VariantSeed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::read_variant(self.name, from, self.place)
    }
}

/// An enum with `#[serde(tag = "…")]`.
fn tagged<T: Variants>(value: Value, tag: &str, place: &Place<'_>) -> Result<T, serde_json::Error> {
    let name = value.get(tag).and_then(Value::as_str).map(str::to_owned);
    T::read_variant(&name.ok_or_else(refused)?, value, place)
}

/// An enum with `#[serde(untagged)]`, as pydantic's smart mode: of the variants that take the value the one that knows
/// most of it, then the one that takes it as it is, then the first.
///
/// Where a member is unknown to that one, another variant might know it and take the value by a conversion: the table
/// decides.
fn untagged<T: Variants>(
    value: &Value,
    place: &Place<'_>,
    union: &'static Union,
) -> Result<T, serde_json::Error> {
    let mut best: Option<(MatchQuality, &Shape, T)> = None;
    for variant in union.variants {
        let quality = MatchQuality::of(&variant.shape, value).ok_or_else(refused)?;
        if best
            .as_ref()
            .is_some_and(|(before, ..)| !quality.is_better_than(*before))
        {
            continue;
        }
        if let Ok(read) = T::read_variant(variant.name, value, place) {
            best = Some((quality, &variant.shape, read));
        }
    }
    match best {
        Some((_, shape, read)) if is_known(shape, value) => Ok(read),
        _ => Err(refused()),
    }
}

impl MatchQuality {
    /// How a value fits that the one pass takes; `None` where an enum within is to be decided first.
    fn of(shape: &Shape, value: &Value) -> Option<Self> {
        let quality = match (shape, value) {
            (Shape::Optional(of), value) if !value.is_null() => Self::of(of, value)?,
            // One with a tag takes objects alone.
            (Shape::Union(of), _) if of().tag.is_none() || value.is_object() => return None,
            (Shape::Number { .. }, Value::Number(number)) if !number.is_f64() => Self::STRICT,
            (Shape::Any, _) => Self::STRICT,
            (Shape::List(of), Value::Array(items)) => {
                items.iter().try_fold(Self::EXACT, |quality, item| {
                    Some(quality.and(Self::of(of, item)?))
                })?
            }
            (Shape::Object(table) | Shape::Medium { table, .. }, Value::Object(members)) => members
                .iter()
                .filter_map(|(name, value)| Some((table().find(name)?, value)))
                .try_fold(Self::object(0), |quality, (field, value)| {
                    Some(
                        quality
                            .and(Self::object(1))
                            .and(Self::of(&field.shape, value)?),
                    )
                })?,
            (Shape::Medium { .. }, _) => Self::object(1),
            (Shape::ImageSize, Value::Object(members)) => {
                let sides = members.keys().filter(|side| SIDES.find(side).is_some());
                Self::object(sides.count())
            }
            _ => Self::EXACT,
        };
        Some(quality)
    }
}

/// Whether all members of all objects are declared.
fn is_known(shape: &Shape, value: &Value) -> bool {
    match (shape, value) {
        (Shape::Optional(of), value) => is_known(of, value),
        (Shape::List(of), Value::Array(items)) => items.iter().all(|item| is_known(of, item)),
        (Shape::Object(table), Value::Object(members)) => members.iter().all(|(name, value)| {
            let field = table().find(name);
            field.is_some_and(|field| is_known(&field.shape, value))
        }),
        _ => true,
    }
}

/// The value that a variant holds, to be read. Where its type is no input, `read` is found in [`NoVariant`], so that
/// only the table complains of the type.
#[derive(Debug)]
pub struct Held<T, D> {
    from: D,
    variant: NoVariant<T>,
}

impl<T, D> Held<T, D> {
    /// What it is read from.
    #[must_use]
    pub const fn new(from: D) -> Self {
        Self {
            from,
            variant: NoVariant(PhantomData),
        }
    }
}

impl<'de, T: Input, D: Deserializer<'de>> Held<T, D> {
    /// Reads it.
    ///
    /// # Errors
    /// It is no `T`.
    pub fn read(self, place: &Place<'_>) -> Result<T, D::Error> {
        T::read(self.from, place)
    }
}

impl<T, D> Deref for Held<T, D> {
    type Target = NoVariant<T>;

    fn deref(&self) -> &NoVariant<T> {
        &self.variant
    }
}

/// What a type that is no input has instead of reading.
#[derive(Debug)]
pub struct NoVariant<T>(PhantomData<T>);

impl<T> NoVariant<T> {
    /// As [`Held::read`].
    ///
    /// # Errors
    /// Always.
    pub fn read<E: Error>(&self, _: &Place<'_>) -> Result<T, E> {
        Err(refused())
    }
}
