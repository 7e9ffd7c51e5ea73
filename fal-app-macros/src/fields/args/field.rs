//! The words of `#[field(…)]` as they are written. Each value is of the right kind.

use std::fmt;

use darling::FromMeta;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Meta, UnOp};

use crate::attribute::{Flag, Given, List, Nested, Operand, Text, Value, has_no_suffix};
use crate::syntax::parts::ungrouped;

/// `#[field(…)]`
#[derive(Default, FromMeta)]
pub(crate) struct FieldArgs {
    pub(crate) default: Option<DefaultArg>,
    pub(crate) default_factory: Option<Given<Operand>>,
    #[darling(flatten)]
    pub(crate) rules: RuleArgs,
    pub(crate) examples: Option<Given<List<Operand>>>,
    pub(crate) title: Option<Given<Text>>,
    pub(crate) hidden: Option<Flag>,
    pub(crate) ui: Option<UiArg>,
}

/// What a field must obey, or in `items(…)` each of its items.
#[derive(Default, FromMeta)]
pub(crate) struct RuleArgs {
    pub(crate) ge: Option<Given<Number>>,
    pub(crate) gt: Option<Given<Number>>,
    pub(crate) le: Option<Given<Number>>,
    pub(crate) lt: Option<Given<Number>>,
    pub(crate) multiple_of: Option<Given<Number>>,
    pub(crate) one_of: Option<Given<List<Scalar>>>,
    pub(crate) min_length: Option<Given<Count>>,
    pub(crate) max_length: Option<Given<Count>>,
    pub(crate) pattern: Option<Given<Text>>,
    pub(crate) min_width: Option<Given<Pixels>>,
    pub(crate) max_width: Option<Given<Pixels>>,
    pub(crate) min_height: Option<Given<Pixels>>,
    pub(crate) max_height: Option<Given<Pixels>>,
    pub(crate) max_area: Option<Given<Count>>,
    pub(crate) max_file_size: Option<Given<Count>>,
    pub(crate) items: Option<Nested>,
}

/// `#[field(…)]` on a variant.
#[derive(Default, FromMeta)]
pub(crate) struct VariantArgs {
    pub(crate) amount: Option<Given<Operand>>,
}

/// `default` or `default = EXPR`.
pub(crate) enum DefaultArg {
    /// The type's own `Default`.
    Bare(Ident),
    Value(Expr),
}

impl FromMeta for DefaultArg {
    fn from_meta(word: &Meta) -> darling::Result<Self> {
        match word {
            Meta::Path(path) => Ok(Self::Bare(path.require_ident()?.clone())),
            _ => Given::<Operand>::from_meta(word).map(|given| Self::Value(given.at)),
        }
    }
}

/// `ui = "image"` or `ui(…)`
pub(crate) enum UiArg {
    Field(Given<Text>),
    Words(Nested),
}

impl FromMeta for UiArg {
    fn from_meta(word: &Meta) -> darling::Result<Self> {
        match word {
            Meta::List(_) => Nested::from_meta(word).map(Self::Words),
            _ => Given::from_meta(word).map(Self::Field),
        }
    }
}

/// `ui(…)`
#[derive(Default, FromMeta)]
pub(crate) struct UiArgs {
    pub(crate) field: Option<Given<Text>>,
    pub(crate) important: Option<Flag>,
    pub(crate) hint: Option<Given<Text>>,
}

/// A number as it is written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i128),
    Float(f64),
}

impl Value for Number {
    const TAKES: &str = "a number";
    const EXAMPLE: &str = "1";

    fn read(value: &Expr) -> Option<Self> {
        match ungrouped(value) {
            Expr::Lit(ExprLit {
                lit: Lit::Int(int), ..
            }) if has_no_suffix(int.suffix()) => int.base10_parse().ok().map(Self::Integer),
            Expr::Lit(ExprLit {
                lit: Lit::Float(float),
                ..
            }) if has_no_suffix(float.suffix()) => float.base10_parse().ok().map(Self::Float),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match Self::read(expr)? {
                Self::Integer(value) => Some(Self::Integer(-value)),
                Self::Float(value) => Some(Self::Float(-value)),
            },
            _ => None,
        }
    }
}

/// As a `Bound` of the table.
impl ToTokens for Number {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Integer(value) => {
                let value = Literal::i128_unsuffixed(*value);
                quote!(__p::Bound::Integer(#value))
            }
            Self::Float(value) => {
                let value = Literal::f64_unsuffixed(*value);
                quote!(__p::Bound::Number(#value))
            }
        });
    }
}

/// A whole number that is not negative.
#[derive(Clone, Copy)]
pub(crate) struct Count(u64);

impl Value for Count {
    const TAKES: &str = "a whole number of at least 0";
    const EXAMPLE: &str = "1";

    fn read(value: &Expr) -> Option<Self> {
        whole(value).map(Self)
    }
}

/// A number of pixels.
#[derive(Clone, Copy)]
pub(crate) struct Pixels(u32);

impl Value for Pixels {
    const TAKES: &str = "a whole number from 0 to 4294967295";
    const EXAMPLE: &str = "1024";

    fn read(value: &Expr) -> Option<Self> {
        whole(value).map(Self)
    }
}

fn whole<T: TryFrom<i128>>(value: &Expr) -> Option<T> {
    match Number::read(value)? {
        Number::Integer(value) => T::try_from(value).ok(),
        Number::Float(_) => None,
    }
}

impl ToTokens for Count {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Literal::u64_unsuffixed(self.0).to_tokens(tokens);
    }
}

impl ToTokens for Pixels {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Literal::u32_unsuffixed(self.0).to_tokens(tokens);
    }
}

/// An item of `one_of = […]`.
#[derive(Clone)]
pub(crate) enum Scalar {
    Integer(i128, Expr),
    Text(LitStr),
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer, _) => integer.fmt(f),
            Self::Text(text) => text.value().fmt(f),
        }
    }
}

impl Value for Scalar {
    const TAKES: &str = "whole numbers or strings";
    const EXAMPLE: &str = "480, 720";

    fn read(value: &Expr) -> Option<Self> {
        match Text::read(value) {
            Some(text) => Some(Self::Text(text.0)),
            None => Some(Self::Integer(whole(value)?, value.clone())),
        }
    }
}

impl ToTokens for Scalar {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Integer(_, at) => at.to_tokens(tokens),
            Self::Text(text) => text.to_tokens(tokens),
        }
    }
}
