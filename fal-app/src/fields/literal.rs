//! Defaults and examples that are literals: `default = 1` makes a `u32`, an `Option<f64>` or a boxed one alike.

#![allow(
    clippy::panic,
    reason = "of the const evaluation: a wrong declaration does not compile"
)]

use std::marker::PhantomData;
use std::ops::Deref;

use serde_json::Value;

use super::rules::{self, Broken};
use super::table::{Rules, Shape};

/// A literal as the author wrote it, which the const evaluation holds against the type of the field.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Number(f64),
    /// `true` or `false`.
    Boolean,
    /// A string.
    Text(&'static str),
    /// A list of literals.
    List(&'static [Literal]),
    /// The width and height of an `ImageSize`, which has no literal: a constant.
    Size(u32, u32),
}

impl Literal {
    /// Whether it stands for a value of that shape.
    #[track_caller]
    pub(crate) const fn check(&self, shape: &Shape) {
        match (self, shape.outermost()) {
            (_, Shape::Any)
            | (Self::Integer(_) | Self::Number(_), Shape::Number { .. })
            | (Self::Boolean, Shape::Boolean)
            | (Self::Text(_), Shape::Text | Shape::MediaUrl(_) | Shape::Medium(..)) => {}
            (Self::Integer(value), Shape::Integer { min, max }) => {
                if *value < *min || *max < *value {
                    panic!("this number does not fit the type of the field");
                }
            }
            (Self::List(items), Shape::List(of)) => {
                let mut items = *items;
                while let [item, rest @ ..] = items {
                    item.check(of);
                    items = rest;
                }
            }
            (_, Shape::Text) => panic!("the field is a string\nhelp: write `\"…\"`"),
            (_, Shape::MediaUrl(_) | Shape::Medium(..)) => {
                panic!("the field is a medium\nhelp: write its URL: `\"https://…\"`")
            }
            (_, Shape::Integer { .. }) => {
                panic!("the field is a whole number\nhelp: write a number without a fraction")
            }
            (_, Shape::Number { .. }) => panic!("the field is a number\nhelp: write a number"),
            (_, Shape::Boolean) => panic!("the field is a `bool`\nhelp: write `true` or `false`"),
            (_, Shape::List(_)) => panic!("the field is a list\nhelp: write `[…]`"),
            (_, Shape::Choice(_)) => {
                panic!("the field is an enum\nhelp: write one of its variants, as `Format::Jpeg`")
            }
            (_, Shape::ImageSize) => panic!(
                "the field is an `ImageSize`\nhelp: write `ImageSize::SQUARE_HD` or `ImageSize::new(width, height)`"
            ),
            _ => panic!("this literal is no value of the field\nhelp: write a value of its type"),
        }
    }
}

impl Literal {
    /// Whether it is of the kind of that shape: rustc reports elsewhere that a constant is not.
    pub(crate) const fn is_of_kind(&self, shape: &Shape) -> bool {
        matches!(
            (self, shape),
            (
                Self::Integer(_),
                Shape::Integer { .. } | Shape::Number { .. }
            ) | (Self::Number(_), Shape::Number { .. })
                | (Self::Text(_), Shape::Text | Shape::MediaUrl(_))
                | (Self::Size(..), Shape::ImageSize)
        )
    }

    /// Whether a field of that shape and those rules may have it: the rules that runtime and const evaluation share.
    pub(crate) const fn obeys(&self, shape: &Shape, rules: &Rules) -> Result<(), Broken> {
        let length = match self {
            Self::Text(text) => rules::length(rules, rules::code_points(text)),
            Self::List(items) => rules::length(rules, items.len()),
            Self::Integer(_) | Self::Number(_) | Self::Boolean | Self::Size(..) => Ok(()),
        };
        match length {
            Ok(()) => self.scalars_obey(shape.innermost(), rules),
            broken => broken,
        }
    }

    /// The rules of scalars reach into lists.
    const fn scalars_obey(&self, shape: &Shape, rules: &Rules) -> Result<(), Broken> {
        match (self, shape) {
            (Self::Integer(value), Shape::Integer { .. }) => rules::integer(rules, *value),
            (Self::Integer(value), _) => rules::number(rules, *value as f64),
            (Self::Number(value), _) => rules::number(rules, *value),
            (Self::Text(text), _) => rules::one_of_strings(rules, text),
            (Self::Boolean | Self::Size(..), _) => Ok(()),
            (Self::List(items), _) => {
                let mut items = *items;
                while let [item, rest @ ..] = items {
                    if let broken @ Err(_) = item.scalars_obey(shape, rules) {
                        return broken;
                    }
                    items = rest;
                }
                Ok(())
            }
        }
    }
}

/// A type that a literal of type `L` stands for; whole numbers are `i128`, the empty list is `()`.
pub trait FromLiteral<L>: Sized {
    /// The value.
    fn from_literal(literal: L) -> Self;
}

/// A value of type `T` made from a literal.
#[derive(Debug)]
pub struct LiteralFor<T, L> {
    literal: L,
    no_value: NoValue<T>,
}

impl<T, L> LiteralFor<T, L> {
    /// The literal.
    #[must_use]
    pub const fn new(literal: L) -> Self {
        Self {
            literal,
            no_value: NoValue(PhantomData),
        }
    }
}

impl<T: FromLiteral<L>, L: Copy> LiteralFor<T, L> {
    /// The value.
    #[must_use]
    pub fn value(&self) -> T {
        T::from_literal(self.literal)
    }
}

/// Where the literal stands for no `T`, `value` is found here: only the field complains, by [`Literal::check`].
impl<T, L> Deref for LiteralFor<T, L> {
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

macro_rules! numbers {
    ($($literal:ident: $($number:ident)*;)*) => {$($(
        impl FromLiteral<$literal> for $number {
            /// A number that does not fit was refused when the field was declared.
            fn from_literal(literal: $literal) -> Self {
                literal as Self
            }
        }
    )*)*};
}

numbers! {
    i128: i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64;
    f64: f32 f64;
}

impl FromLiteral<bool> for bool {
    fn from_literal(literal: bool) -> Self {
        literal
    }
}

impl FromLiteral<&'static str> for String {
    fn from_literal(literal: &'static str) -> Self {
        literal.to_owned()
    }
}

impl FromLiteral<&'static str> for &'static str {
    fn from_literal(literal: &'static str) -> Self {
        literal
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Option<T> {
    fn from_literal(literal: L) -> Self {
        Some(T::from_literal(literal))
    }
}

impl<L, T: FromLiteral<L>> FromLiteral<L> for Box<T> {
    fn from_literal(literal: L) -> Self {
        Self::new(T::from_literal(literal))
    }
}

impl<L, T: FromLiteral<L>, const N: usize> FromLiteral<[L; N]> for Vec<T> {
    fn from_literal(literal: [L; N]) -> Self {
        literal.into_iter().map(T::from_literal).collect()
    }
}

impl<T> FromLiteral<()> for Vec<T> {
    fn from_literal((): ()) -> Self {
        Self::new()
    }
}

macro_rules! any {
    ($($literal:ty)*) => {$(
        impl FromLiteral<$literal> for Value {
            fn from_literal(literal: $literal) -> Self {
                serde_json::json!(literal)
            }
        }
    )*};
}

any!(i128 f64 bool &'static str);
