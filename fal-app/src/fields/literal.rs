//! Defaults that are literals: `default = 1` makes a `u32`, an `Option<f64>` or a boxed one alike.

use serde_json::Value;

/// A type that a literal of type `L` stands for; whole numbers are `i128`.
#[diagnostic::on_unimplemented(
    message = "this literal is no default for `{Self}`",
    label = "no default for `{Self}`"
)]
pub trait FromLiteral<L>: Sized {
    /// The value.
    fn from_literal(literal: L) -> Self;
}

/// The value that a literal stands for.
pub fn literal<T: FromLiteral<L>, L>(literal: L) -> T {
    T::from_literal(literal)
}

macro_rules! numbers {
    ($($literal:ident: $($number:ident)*;)*) => {$($(
        impl FromLiteral<$literal> for $number {
            /// Whole numbers fit: [`FieldOf::default_integers`](super::FieldOf::default_integers) refuses others at compile time.
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

/// The empty list.
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
