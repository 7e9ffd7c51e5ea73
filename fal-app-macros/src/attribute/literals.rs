//! The literals that words take.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Lit, LitStr};

use super::values::Value;
use crate::syntax::parts::literal;

/// A string literal.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) LitStr);

impl Text {
    /// What is between the quotes.
    pub(crate) fn value(&self) -> String {
        self.0.value()
    }
}

impl Value for Text {
    const TAKES: &str = "a string";
    const EXAMPLE: &str = "\"…\"";

    fn read(value: &Expr) -> Option<Self> {
        match literal(value)? {
            Lit::Str(text) => Some(Self(text.clone())),
            _ => None,
        }
    }

    /// A name without its quotes.
    fn meant(value: &Expr) -> Option<String> {
        match value {
            Expr::Path(path) => Some(format!("\"{}\"", path.path.get_ident()?)),
            _ => None,
        }
    }
}

/// A whole number. The platform holds it as an `int32`.
#[derive(Clone, Copy)]
pub(crate) struct Whole(pub(crate) u32);

impl Value for Whole {
    const TAKES: &str = "a whole number from 0 to 2147483647";
    const EXAMPLE: &str = "1";

    fn read(value: &Expr) -> Option<Self> {
        match literal(value)? {
            Lit::Int(number) if has_no_suffix(number.suffix()) => {
                let number = number.base10_parse::<i32>().ok()?;
                u32::try_from(number).ok().map(Self)
            }
            _ => None,
        }
    }

    /// A number with a unit: the attribute's own is meant.
    fn meant(value: &Expr) -> Option<String> {
        match literal(value)? {
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            _ => None,
        }
    }
}

/// The largest body of a request, in MiB. The runtime has the same bound.
#[derive(Clone, Copy)]
pub(crate) struct BodyMib(u32);

impl Value for BodyMib {
    const TAKES: &str = "a whole number of MiB from 1 to 1024";
    const EXAMPLE: &str = "64";

    fn read(value: &Expr) -> Option<Self> {
        let Whole(mib) = Whole::read(value)?;
        (1..=1024).contains(&mib).then_some(Self(mib))
    }
}

/// A count of at least 1.
#[derive(Clone, Copy)]
pub(crate) struct Count(pub(crate) u32);

impl Value for Count {
    const TAKES: &str = "a whole number from 1 to 2147483647";
    const EXAMPLE: &str = "8";

    fn read(value: &Expr) -> Option<Self> {
        let Whole(count) = Whole::read(value)?;
        (count > 0).then_some(Self(count))
    }
}

/// A time, with or without a fraction.
#[derive(Clone, Copy)]
pub(crate) struct Seconds(f64);

impl Value for Seconds {
    const TAKES: &str = "a number of seconds above 0, at most a day";
    const EXAMPLE: &str = "60";

    fn read(value: &Expr) -> Option<Self> {
        const DAY: f64 = 86_400.0;
        let seconds: f64 = match literal(value)? {
            Lit::Int(number) if has_no_suffix(number.suffix()) => number.base10_parse().ok()?,
            Lit::Float(number) if has_no_suffix(number.suffix()) => number.base10_parse().ok()?,
            _ => return None,
        };
        (0.0 < seconds && seconds <= DAY).then_some(Self(seconds))
    }

    /// A number with a unit: seconds are meant.
    fn meant(value: &Expr) -> Option<String> {
        match literal(value)? {
            Lit::Int(number) if number.base10_digits() != "0" => {
                Some(number.base10_digits().to_owned())
            }
            _ => None,
        }
    }
}

/// Whether a number ends in nothing, or in a type of Rust's: `60s` is no number.
pub(crate) fn has_no_suffix(suffix: &str) -> bool {
    const TYPES: [&str; 14] = [
        "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
        "f32", "f64",
    ];
    suffix.is_empty() || TYPES.contains(&suffix)
}

/// `true` or `false`.
#[derive(Clone, Copy)]
pub(crate) struct Bool(pub(crate) bool);

impl Value for Bool {
    const TAKES: &str = "`true` or `false`";
    const EXAMPLE: &str = "true";

    fn read(value: &Expr) -> Option<Self> {
        match literal(value)? {
            Lit::Bool(flag) => Some(Self(flag.value)),
            _ => None,
        }
    }
}

impl ToTokens for Text {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.value().to_tokens(tokens);
    }
}

impl ToTokens for Whole {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl ToTokens for BodyMib {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl ToTokens for Count {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl ToTokens for Seconds {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl ToTokens for Bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
