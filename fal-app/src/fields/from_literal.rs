//! The values that literals stand for.

use std::marker::PhantomData;
use std::ops::Deref;

use serde_json::{Number, Value};

use super::literal::Literal;

/// A type that a literal stands for.
pub trait FromLiteral: Sized {
    /// The value. `None` for a literal of another kind: the field was refused when it was declared.
    fn from_literal(literal: &Literal) -> Option<Self>;
}

/// A value of type `T` made from a literal.
#[derive(Debug)]
pub struct LiteralFor<T> {
    literal: Literal,
    no_value: NoValue<T>,
}

impl<T> LiteralFor<T> {
    /// The literal.
    #[must_use]
    pub const fn new(literal: Literal) -> Self {
        Self {
            literal,
            no_value: NoValue(PhantomData),
        }
    }
}

impl<T: FromLiteral> LiteralFor<T> {
    /// The value.
    #[must_use]
    pub fn value(&self) -> T {
        T::from_literal(&self.literal).unwrap_or_else(|| self.no_value.value())
    }
}

/// Where no literal stands for a `T`, `value` is found here: only the field complains, by `Literal::check`.
impl<T> Deref for LiteralFor<T> {
    type Target = NoValue<T>;

    fn deref(&self) -> &NoValue<T> {
        &self.no_value
    }
}

/// What a literal makes that stands for no value of the type.
#[derive(Debug)]
pub struct NoValue<T>(PhantomData<T>);

impl<T> NoValue<T> {
    /// As [`LiteralFor::value`].
    #[must_use]
    pub fn value(&self) -> T {
        unreachable!("a program with such a literal does not compile")
    }
}

macro_rules! literals {
    ($($of:ty: { $($literal:pat => $value:expr),* };)*) => {$(
        impl FromLiteral for $of {
            fn from_literal(literal: &Literal) -> Option<Self> {
                match *literal {
                    $($literal => Some($value),)*
                    _ => None,
                }
            }
        }
    )*};
}

literals! {
    bool: { Literal::Boolean(value) => value };
    f32: { Literal::Integer(value) => value as Self, Literal::Number(value) => value as Self };
    f64: { Literal::Integer(value) => value as Self, Literal::Number(value) => value };
    String: { Literal::Text(text) => text.to_owned() };
    &'static str: { Literal::Text(text) => text };
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl FromLiteral for $integer {
            fn from_literal(literal: &Literal) -> Option<Self> {
                match *literal {
                    Literal::Integer(value) => Self::try_from(value).ok(),
                    _ => None,
                }
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl<T: FromLiteral> FromLiteral for Option<T> {
    fn from_literal(literal: &Literal) -> Option<Self> {
        T::from_literal(literal).map(Some)
    }
}

impl<T: FromLiteral> FromLiteral for Box<T> {
    fn from_literal(literal: &Literal) -> Option<Self> {
        T::from_literal(literal).map(Self::new)
    }
}

impl<T: FromLiteral> FromLiteral for Vec<T> {
    fn from_literal(literal: &Literal) -> Option<Self> {
        literal.items()?.iter().map(T::from_literal).collect()
    }
}

impl FromLiteral for Value {
    fn from_literal(literal: &Literal) -> Option<Self> {
        Some(match *literal {
            // A whole number that JSON's integers cannot hold is the nearest float, as one that a caller sends.
            Literal::Integer(value) => {
                let number = Number::from_i128(value).or_else(|| Number::from_f64(value as f64));
                Self::Number(number?)
            }
            Literal::Number(value) => Self::from(value),
            Literal::Boolean(value) => Self::from(value),
            Literal::Text(text) => Self::from(text),
            Literal::List(items) => Self::Array(Vec::from_literal(&Literal::List(items))?),
            Literal::Size(..) => return None,
        })
    }
}
