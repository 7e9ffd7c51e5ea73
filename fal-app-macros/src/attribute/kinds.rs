//! The values that are made of others, and the words that take none.

use std::fmt::Debug;

use darling::FromMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{Expr, Meta};

use super::literals::Text;
use super::read::read;
use super::values::{Value, name, value_of_another_kind};
use crate::errors::{Errors, advice};
use crate::syntax::parts::shown;

/// A string that names a variant of the enum `T`, which derives `FromMeta`.
#[derive(Clone)]
pub(crate) struct Choice<T> {
    /// The variant.
    pub(crate) value: T,
    /// The string as it is written.
    pub(crate) text: Text,
}

impl<T: Debug> Choice<T> {
    /// The variant's identifier, for an enum whose variants the runtime names alike.
    pub(crate) fn variant(&self) -> Ident {
        Ident::new(&format!("{:?}", self.value), Span::call_site())
    }
}

impl<T: FromMeta> Value for Choice<T> {
    const TAKES: &str = Text::TAKES;
    const EXAMPLE: &str = Text::EXAMPLE;

    fn read(value: &Expr) -> Option<Self> {
        let text = Text::read(value)?;
        let value = T::from_string(&text.value()).ok()?;
        Some(Self { value, text })
    }

    fn of(word: &Ident, value: &Expr, example: &str) -> darling::Result<Self> {
        let text = Text::of(word, value, example)?;
        match T::from_string(&text.value()) {
            Ok(value) => Ok(Self { value, text }),
            Err(reason) => Err(value_unknown(word, &text, &reason)),
        }
    }
}

fn value_unknown(word: &Ident, text: &Text, reason: &darling::Error) -> darling::Error {
    let help = advice(reason).unwrap_or_else(|| "the documentation lists what it takes".to_owned());
    darling::Error::custom(format_args!(
        "`{word}` takes no `{}`\nhelp: {help}",
        text.value()
    ))
    .with_span(&text.0)
}

/// `[ITEM, …]`
#[derive(Clone)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T: Value> Value for List<T> {
    const TAKES: &str = "an array";
    const EXAMPLE: &str = T::EXAMPLE;

    fn read(value: &Expr) -> Option<Self> {
        match value {
            Expr::Array(array) => array
                .elems
                .iter()
                .map(T::read)
                .collect::<Option<_>>()
                .map(Self),
            _ => None,
        }
    }

    fn example() -> String {
        format!("[{}]", T::EXAMPLE)
    }

    /// One item without its brackets, or items between parentheses.
    fn meant(value: &Expr) -> Option<String> {
        let items = match value {
            Expr::Tuple(tuple) => tuple.elems.to_token_stream(),
            item => {
                T::read(item)?;
                item.to_token_stream()
            }
        };
        Some(format!("[{}]", shown(&items)))
    }

    /// Reports each wrong item.
    fn of(word: &Ident, value: &Expr, example: &str) -> darling::Result<Self> {
        let Expr::Array(array) = value else {
            let meant = Self::meant(value).unwrap_or_else(|| example.to_owned());
            return Err(value_of_another_kind(word, value, Self::TAKES, &meant));
        };
        let mut errors = darling::Error::accumulator();
        let items = array.elems.iter();
        let items = items.filter_map(|item| errors.handle(T::of(word, item, example)));
        let items = items.collect();
        errors.finish_with(Self(items))
    }
}

/// Any expression. `check` decides whether it is right.
#[derive(Clone)]
pub(crate) struct Operand(pub(crate) Expr);

impl Value for Operand {
    const TAKES: &str = "an expression";
    const EXAMPLE: &str = "…";

    fn read(value: &Expr) -> Option<Self> {
        Some(Self(value.clone()))
    }
}

/// The bare `WORD`.
#[derive(Clone)]
pub(crate) struct Flag(pub(crate) Ident);

impl FromMeta for Flag {
    fn from_meta(word: &Meta) -> darling::Result<Self> {
        let name = name(word)?;
        match word {
            Meta::Path(_) => Ok(Self(name)),
            Meta::List(_) | Meta::NameValue(_) => Err(flag_with_value(&name)),
        }
    }
}

fn flag_with_value(word: &Ident) -> darling::Error {
    darling::Error::custom(format_args!(
        "`{word}` takes no value\nhelp: write `{word}` alone"
    ))
}

/// `WORD(…)`, or the bare `WORD` for `WORD()`.
#[derive(Clone)]
pub(crate) struct Nested {
    /// The word.
    pub(crate) word: Ident,
    /// What is in the parentheses.
    pub(crate) tokens: TokenStream,
    /// The word and its parentheses, for errors to underline.
    pub(crate) at: Meta,
}

impl Nested {
    /// Reads the words in the parentheses.
    pub(crate) fn read<T: FromMeta + Default>(&self, errors: &mut Errors) -> T {
        read(&format!("`{}`", self.word), self.tokens.clone(), errors)
    }
}

impl FromMeta for Nested {
    fn from_meta(word: &Meta) -> darling::Result<Self> {
        let tokens = match word {
            Meta::Path(_) => TokenStream::new(),
            Meta::List(list) => list.tokens.clone(),
            Meta::NameValue(_) => return Err(parentheses_missing(&name(word)?)),
        };
        Ok(Self {
            word: name(word)?,
            tokens,
            at: word.clone(),
        })
    }
}

fn parentheses_missing(word: &Ident) -> darling::Error {
    darling::Error::custom(format_args!(
        "`{word}` needs parentheses\nhelp: write `{word}(…)`"
    ))
}

/// `word: Some(value)` for each of these words that is given.
macro_rules! given_fields {
    ($words:expr, [$($word:ident),* $(,)?]) => {
        [$($words.$word.as_ref().map(|given| {
            let value = &given.value;
            quote::quote!($word: ::core::option::Option::Some(#value))
        })),*].into_iter().flatten()
    };
}
pub(crate) use given_fields;

impl<T> ToTokens for Choice<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.text.to_tokens(tokens);
    }
}
