//! What a word may be given.

use syn::{Expr, ExprLit, Lit, LitStr};

/// What a word may be given.
pub(crate) trait Value: Sized {
    /// What is taken: "a string".
    const TAKEN: &str;

    /// `None` where the expression is anything else.
    fn of(value: &Expr) -> Option<Self>;
}

/// A string literal.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) LitStr);

impl Text {
    /// What stands between the quotes.
    pub(crate) fn value(&self) -> String {
        self.0.value()
    }
}

impl Value for Text {
    const TAKEN: &str = "a string";

    fn of(value: &Expr) -> Option<Self> {
        match literal(value)? {
            Lit::Str(text) => Some(Self(text.clone())),
            _ => None,
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

impl Value for Whole {
    const TAKEN: &str = "a whole number from 0 to 2147483647";

    fn of(value: &Expr) -> Option<Self> {
        let number = match literal(value)? {
            Lit::Int(number) => number.base10_parse::<i32>().ok()?,
            _ => return None,
        };
        Some(Self {
            value: u32::try_from(number).ok()?,
            at: value.clone(),
        })
    }
}

/// `true` or `false`.
pub(crate) struct Flag(pub(crate) bool);

impl Value for Flag {
    const TAKEN: &str = "`true` or `false`";

    fn of(value: &Expr) -> Option<Self> {
        match literal(value)? {
            Lit::Bool(flag) => Some(Self(flag.value)),
            _ => None,
        }
    }
}

fn literal(value: &Expr) -> Option<&Lit> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}
