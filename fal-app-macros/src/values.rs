//! What a word may be given, as darling reads it. An error says what is taken instead.

use darling::{Error, FromMeta, Result};
use syn::{Expr, ExprLit, Lit, LitStr};

/// A string literal.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) LitStr);

impl Text {
    /// What stands between the quotes.
    pub(crate) fn value(&self) -> String {
        self.0.value()
    }
}

impl FromMeta for Text {
    fn from_expr(value: &Expr) -> Result<Self> {
        match literal(value) {
            Some(Lit::Str(text)) => Ok(Self(text.clone())),
            _ => Err(Error::custom("a string")),
        }
    }
}

/// A whole number that the platform can hold, which is an `int32`.
#[derive(Clone)]
pub(crate) struct Whole {
    /// At least 0.
    pub(crate) value: u32,
    /// As written.
    pub(crate) at: Expr,
}

impl FromMeta for Whole {
    fn from_expr(value: &Expr) -> Result<Self> {
        let number = match literal(value) {
            Some(Lit::Int(number)) => number
                .base10_parse::<i32>()
                .ok()
                .and_then(|number| u32::try_from(number).ok()),
            _ => None,
        };
        match number {
            Some(number) => Ok(Self {
                value: number,
                at: value.clone(),
            }),
            None => Err(Error::custom(format_args!(
                "a whole number from 0 to {}",
                i32::MAX
            ))),
        }
    }
}

/// `true` or `false`.
pub(crate) struct Flag(pub(crate) bool);

impl FromMeta for Flag {
    fn from_expr(value: &Expr) -> Result<Self> {
        match literal(value) {
            Some(Lit::Bool(flag)) => Ok(Self(flag.value)),
            _ => Err(Error::custom("`true` or `false`")),
        }
    }
}

fn literal(value: &Expr) -> Option<&Lit> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}
