//! The values that a declaration holds: numbers, and the expressions of defaults and examples.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprUnary, Lit, Type, UnOp};

use crate::attribute::old_words::ungrouped;

/// A number as it is written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        match ungrouped(expr) {
            Expr::Lit(ExprLit {
                lit: Lit::Int(int), ..
            }) => int.base10_parse().ok().map(Self::Integer),
            Expr::Lit(ExprLit {
                lit: Lit::Float(float),
                ..
            }) => float.base10_parse().ok().map(Self::Float),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match Self::of(expr)? {
                Self::Integer(value) => Some(Self::Integer(-value)),
                Self::Float(value) => Some(Self::Float(-value)),
            },
            _ => None,
        }
    }

    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// As a `Bound` of the table.
    pub(crate) fn bound(self) -> TokenStream {
        match self {
            Self::Integer(value) => {
                let value = Literal::i128_unsuffixed(value);
                quote!(__p::Bound::Integer(#value))
            }
            Self::Float(value) => {
                let value = Literal::f64_unsuffixed(value);
                quote!(__p::Bound::Number(#value))
            }
        }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => write!(f, "{value:?}"),
        }
    }
}

/// The expression of a default or an example.
#[derive(Clone)]
pub(crate) struct Value {
    expr: Expr,
}

impl Value {
    pub(crate) fn new(expr: &Expr) -> Self {
        Self {
            expr: ungrouped(expr).clone(),
        }
    }

    /// Its number, where it is a literal one.
    pub(crate) fn number(&self) -> Option<Number> {
        Number::of(&self.expr)
    }

    /// Its text, where it is a literal one.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.expr {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        }
    }

    /// Its items, where it is a list of literals.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        match &self.expr {
            Expr::Array(array) if is_literal(&self.expr) => {
                Some(array.elems.iter().map(Self::new).collect())
            }
            _ => None,
        }
    }

    /// Whether it is the same each time it is made (`docs/billing.md` §1.9).
    pub(crate) fn is_constant(&self) -> bool {
        is_literal(&self.expr) || matches!(self.expr, Expr::Path(_))
    }

    /// The expression that makes a value of the field's type.
    pub(crate) fn made(&self, ty: &Type) -> TokenStream {
        if is_literal(&self.expr) {
            let literal = literal(&self.expr);
            quote!(__p::Made::<#ty, _>::from(#literal).value())
        } else {
            let expr = &self.expr;
            quote!(::core::convert::Into::into(#expr))
        }
    }

    /// The literal as the table holds it against the field's type.
    pub(crate) fn described(&self) -> Option<TokenStream> {
        is_literal(&self.expr).then(|| described(&self.expr))
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.expr.to_tokens(tokens);
    }
}

fn is_literal(expr: &Expr) -> bool {
    match ungrouped(expr) {
        Expr::Array(array) => {
            array.elems.iter().all(is_literal)
                && array
                    .elems
                    .iter()
                    .map(kind)
                    .all(|other| other == array.elems.first().and_then(kind))
        }
        scalar => kind(scalar).is_some(),
    }
}

#[derive(PartialEq)]
enum Kind {
    Number,
    String,
    Boolean,
    List,
}

fn kind(expr: &Expr) -> Option<Kind> {
    let expr = ungrouped(expr);
    match expr {
        Expr::Array(_) => Some(Kind::List),
        Expr::Lit(ExprLit {
            lit: Lit::Str(_), ..
        }) => Some(Kind::String),
        Expr::Lit(ExprLit {
            lit: Lit::Bool(_), ..
        }) => Some(Kind::Boolean),
        _ => Number::of(expr).map(|_| Kind::Number),
    }
}

/// A literal with the type by which the runtime knows its kind: a whole number is an `i128`, an empty list `()`.
fn literal(expr: &Expr) -> TokenStream {
    let expr = ungrouped(expr);
    match (expr, Number::of(expr)) {
        (_, Some(number)) => number_literal(number, false),
        (Expr::Array(array), _) if array.elems.is_empty() => quote!(()),
        (Expr::Array(array), _) => {
            let numbers = array.elems.iter().map(Number::of);
            let fraction = numbers
                .clone()
                .any(|number| matches!(number, Some(Number::Float(_))));
            let items = array.elems.iter().map(|item| match Number::of(item) {
                Some(number) => number_literal(number, fraction),
                None => literal(item),
            });
            quote!([#(#items),*])
        }
        _ => expr.to_token_stream(),
    }
}

fn number_literal(number: Number, fraction: bool) -> TokenStream {
    match number {
        Number::Integer(value) if !fraction => Literal::i128_suffixed(value).to_token_stream(),
        number => Literal::f64_suffixed(number.as_f64()).to_token_stream(),
    }
}

fn described(expr: &Expr) -> TokenStream {
    let expr = ungrouped(expr);
    match (expr, kind(expr), Number::of(expr)) {
        (_, _, Some(Number::Integer(value))) => {
            let value = Literal::i128_unsuffixed(value);
            quote!(__p::Literal::Integer(#value))
        }
        (_, _, Some(Number::Float(_))) => quote!(__p::Literal::Number),
        (Expr::Array(array), ..) => {
            let items = array.elems.iter().map(described);
            quote!(__p::Literal::List(&[#(#items),*]))
        }
        (_, Some(Kind::Boolean), _) => quote!(__p::Literal::Boolean),
        _ => quote!(__p::Literal::Text),
    }
}
