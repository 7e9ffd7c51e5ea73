//! Enums whose variants hold other types.

use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::at::At;
use super::fit::Fit;
use super::image_size::SIDES;
use super::read::refused;
use super::table::{Shape, Union};
use super::value::Input;

/// Reads one variant.
pub type ReadVariant<T> = fn(&Value, &At<'_>) -> Result<T, serde_json::Error>;

/// Reads an enum with `#[serde(tag = "…")]`.
///
/// # Errors
/// The deserializer's own.
pub fn read_tagged<'de, T, D: Deserializer<'de>>(
    from: D,
    at: &At<'_>,
    union: &'static Union,
    variants: &[ReadVariant<T>],
) -> Result<T, D::Error> {
    let value = Value::deserialize(from)?;
    let name = union
        .tag
        .and_then(|tag| value.get(tag))
        .and_then(Value::as_str);
    let index = union
        .variants
        .iter()
        .position(|variant| Some(variant.name) == name);
    let read = index
        .and_then(|index| variants.get(index))
        .ok_or_else(refused)?;
    read(&value, at).map_err(D::Error::custom)
}

/// Reads an enum with `#[serde(untagged)]`, as pydantic's smart mode: of the variants that take the value the one that
/// knows most of it, then the one that takes it as it is, then the first.
///
/// Where a member is unknown to that one, another variant might know it and take the value by a conversion: the table
/// decides.
///
/// # Errors
/// The deserializer's own.
pub fn read_untagged<'de, T, D: Deserializer<'de>>(
    from: D,
    at: &At<'_>,
    union: &'static Union,
    variants: &[ReadVariant<T>],
) -> Result<T, D::Error> {
    let value = Value::deserialize(from)?;
    let mut best: Option<(Fit, &Shape, T)> = None;
    for (variant, read) in union.variants.iter().zip(variants) {
        let fit = Fit::of(&variant.shape, &value);
        if best
            .as_ref()
            .is_some_and(|(before, ..)| !fit.is_better_than(*before))
        {
            continue;
        }
        if let Ok(read) = read(&value, at) {
            best = Some((fit, &variant.shape, read));
        }
    }
    match best {
        Some((_, shape, read)) if is_known(shape, &value) => Ok(read),
        _ => Err(refused()),
    }
}

impl Fit {
    /// How a value fits that the one pass takes.
    fn of(shape: &Shape, value: &Value) -> Self {
        match (shape, value) {
            (Shape::Optional(of), value) if !value.is_null() => Self::of(of, value),
            (Shape::Number { .. }, Value::Number(number)) if !number.is_f64() => Self::STRICT,
            (Shape::Any, _) => Self::STRICT,
            (Shape::List(of), Value::Array(items)) => items
                .iter()
                .map(|item| Self::of(of, item))
                .fold(Self::EXACT, Self::and),
            (Shape::Object(table) | Shape::Medium { table, .. }, Value::Object(members)) => members
                .iter()
                .filter_map(|(name, value)| Some((table().find(name)?, value)))
                .map(|(field, value)| Self::object(1).and(Self::of(&field.shape, value)))
                .fold(Self::object(0), Self::and),
            (Shape::Medium { .. }, _) => Self::object(1),
            (Shape::ImageSize, Value::Object(members)) => {
                let sides = members.keys().filter(|side| SIDES.find(side).is_some());
                Self::object(sides.count())
            }
            _ => Self::EXACT,
        }
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

/// A value that one variant reads. Where its type is no input, `read` is found in [`NoVariant`], so that only the
/// table complains of the type.
#[derive(Debug)]
pub struct Buffered<'v, T> {
    value: &'v Value,
    variant: NoVariant<T>,
}

impl<'v, T> Buffered<'v, T> {
    /// The value.
    #[must_use]
    pub const fn new(value: &'v Value) -> Self {
        Self {
            value,
            variant: NoVariant(std::marker::PhantomData),
        }
    }
}

impl<T: Input> Buffered<'_, T> {
    /// Reads it.
    ///
    /// # Errors
    /// It is no `T`.
    pub fn read(&self, at: &At<'_>) -> Result<T, serde_json::Error> {
        T::read(self.value, at)
    }
}

impl<T> Deref for Buffered<'_, T> {
    type Target = NoVariant<T>;

    fn deref(&self) -> &NoVariant<T> {
        &self.variant
    }
}

/// What a type that is no input has instead of reading.
#[derive(Debug)]
pub struct NoVariant<T>(std::marker::PhantomData<T>);

impl<T> NoVariant<T> {
    /// As [`Buffered::read`].
    ///
    /// # Errors
    /// Always.
    pub fn read(&self, _: &At<'_>) -> Result<T, serde_json::Error> {
        Err(refused())
    }
}
