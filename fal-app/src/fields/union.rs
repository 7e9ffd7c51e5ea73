//! Enums whose variants hold other types.

use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::at::At;
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
    let mut best: Option<(Fit, T)> = None;
    for (variant, read) in union.variants.iter().zip(variants) {
        let fit = Fit::of(&variant.shape, &value);
        if best.as_ref().is_some_and(|(before, _)| *before >= fit) {
            continue;
        }
        if let Ok(read) = read(&value, at) {
            best = Some((fit, read));
        }
    }
    match best {
        Some((fit, read)) if fit.whole => Ok(read),
        _ => Err(refused()),
    }
}

/// How well a value, which a shape takes, is known to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// Members that are declared fields, at any depth.
    fields: usize,
    /// Whether nothing was converted: a whole number is no number with a fraction.
    exact: bool,
    /// Whether all members of the outermost object are declared.
    whole: bool,
}

impl Fit {
    const SCALAR: Self = Self {
        fields: 0,
        exact: true,
        whole: true,
    };

    fn of(shape: &Shape, value: &Value) -> Self {
        match (shape, value) {
            (Shape::Optional(shape), value) => Self::of(shape, value),
            (Shape::Number { .. }, Value::Number(number)) => Self {
                exact: number.is_f64(),
                ..Self::SCALAR
            },
            (Shape::List(shape), Value::Array(items)) => items
                .iter()
                .map(|item| Self::of(shape, item))
                .fold(Self::SCALAR, Self::and),
            (Shape::Object(table), Value::Object(members)) => {
                let known = members
                    .iter()
                    .filter_map(|(name, value)| Some((table().find(name)?, value)));
                let inner = known.map(|(field, value)| Self::of(&field.shape, value).under());
                let fit = inner.fold(Self::SCALAR, Self::and);
                Self {
                    whole: members.keys().all(|name| table().find(name).is_some()),
                    ..fit
                }
            }
            _ => Self::SCALAR,
        }
    }

    fn under(self) -> Self {
        Self {
            fields: self.fields + 1,
            ..self
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields + other.fields,
            exact: self.exact && other.exact,
            whole: self.whole,
        }
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
