//! The kinds of values that words take. Each kind knows how to say what it takes.

use darling::FromMeta;
use proc_macro2::Ident;
use syn::{Expr, Lit, Meta};

use crate::syntax::parts::{literal, ungrouped};

/// A kind of value behind `WORD =`.
pub(crate) trait Value: Sized {
    /// What it takes, for messages: "a string".
    const TAKES: &str;
    /// A right value, for messages.
    const EXAMPLE: &str;

    /// Reads a value; `None` where it is of another kind.
    fn read(value: &Expr) -> Option<Self>;

    /// A right value of the word, for messages.
    fn example() -> String {
        Self::EXAMPLE.to_owned()
    }

    /// Reads the value of `word`. The error shows `example`.
    fn of(word: &Ident, value: &Expr, example: &str) -> darling::Result<Self> {
        Self::read(ungrouped(value)).ok_or_else(|| {
            let value = ungrouped(value);
            let meant = Self::meant(value).or_else(|| without_quotes::<Self>(value));
            let example = meant.unwrap_or_else(|| example.to_owned());
            value_of_another_kind(word, value, Self::TAKES, &example)
        })
    }

    /// What a wrong value is meant to be, where that is plain.
    fn meant(_: &Expr) -> Option<String> {
        None
    }
}

/// `WORD = VALUE`
#[derive(Clone)]
pub(crate) struct Given<T> {
    /// The word.
    pub(crate) word: Ident,
    /// Its value, read.
    pub(crate) value: T,
    /// Its value as it is written, for errors to underline.
    pub(crate) at: Expr,
}

impl<T: Value> FromMeta for Given<T> {
    fn from_meta(word: &Meta) -> darling::Result<Self> {
        let name = name(word)?;
        let given = match word {
            Meta::NameValue(given) => given,
            // `auth("shared")`
            Meta::List(list)
                if list
                    .parse_args::<Expr>()
                    .is_ok_and(|value| T::read(&value).is_some()) =>
            {
                return Err(value_missing(&name, &list.tokens.to_string()));
            }
            Meta::Path(_) | Meta::List(_) => return Err(value_missing(&name, &T::example())),
        };
        let at = ungrouped(&given.value);
        Ok(Self {
            value: T::of(&name, at, &T::example())?,
            at: at.clone(),
            word: name,
        })
    }
}

/// The value in the quotes of a string: `2` of `"2"`.
fn without_quotes<T: Value>(value: &Expr) -> Option<String> {
    let Lit::Str(text) = literal(value)? else {
        return None;
    };
    T::read(&text.parse().ok()?)?;
    Some(text.value().trim().to_owned())
}

pub(super) fn name(word: &Meta) -> darling::Result<Ident> {
    Ok(word.path().require_ident()?.clone())
}

fn value_missing(word: &Ident, example: &str) -> darling::Error {
    darling::Error::custom(format_args!(
        "`{word}` needs a value\nhelp: write `{word} = {example}`"
    ))
}

pub(super) fn value_of_another_kind(
    word: &Ident,
    value: &Expr,
    takes: &str,
    example: &str,
) -> darling::Error {
    let help = match constant(value) {
        Some(constant) => format!(
            "write the value itself: an attribute sees the name `{constant}`, not what it stands for"
        ),
        None => format!("write `{word} = {example}`"),
    };
    darling::Error::custom(format_args!("`{word}` takes {takes}\nhelp: {help}")).with_span(value)
}

/// The name of a constant, as `MAX_STEPS` or `limits::MAX_STEPS`.
fn constant(value: &Expr) -> Option<&Ident> {
    let Expr::Path(path) = ungrouped(value) else {
        return None;
    };
    let name = &path.path.segments.last()?.ident;
    let is_upper = |name: &str| name.len() > 1 && !name.contains(char::is_lowercase);
    is_upper(&name.to_string()).then_some(name)
}
