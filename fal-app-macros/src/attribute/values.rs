//! The kinds of values that words take. Each kind knows how to say what it takes.

use std::fmt::Debug;

use darling::FromMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{Expr, Lit, LitStr, Meta};

use super::read::read;
use crate::errors::{Errors, advice};
use crate::syntax::parts::{literal, shown, ungrouped};

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
            let example = Self::meant(ungrouped(value)).unwrap_or_else(|| example.to_owned());
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

fn name(word: &Meta) -> darling::Result<Ident> {
    Ok(word.path().require_ident()?.clone())
}

fn value_missing(word: &Ident, example: &str) -> darling::Error {
    darling::Error::custom(format_args!(
        "`{word}` needs a value\nhelp: write `{word} = {example}`"
    ))
}

fn value_of_another_kind(word: &Ident, value: &Expr, takes: &str, example: &str) -> darling::Error {
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
    /// What stands in the parentheses.
    pub(crate) tokens: TokenStream,
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

impl ToTokens for Bool {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl<T> ToTokens for Choice<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.text.to_tokens(tokens);
    }
}
