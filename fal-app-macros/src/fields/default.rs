//! The expressions of defaults and examples.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprArray, ExprLit, ExprTuple, Lit, Type};

use super::args::Number;
use crate::attribute::Value;
use crate::syntax::parts::ungrouped;

/// The expression that makes a value of the field's type.
pub(super) fn value(expr: &Expr, ty: &Type) -> TokenStream {
    if is_literal(expr) {
        let literal = describe(expr);
        quote!(__p::LiteralFor::<#ty>::new(#literal).value())
    } else if is_arithmetic(expr) && is_plain(ty) {
        // In a conversion rustc would take the numbers for `i32`s.
        ungrouped(expr).to_token_stream()
    } else {
        let expr = ungrouped(expr);
        quote!(__p::converted(#expr))
    }
}

/// The literal, for the const evaluation to compare with the field's type and rules.
pub(super) fn described(expr: &Expr) -> Option<TokenStream> {
    is_literal(expr).then(|| describe(expr))
}

/// The literal that a value is made of, for the const evaluation to compare with the rules of its field: `9`, `Some(9)`,
/// `"a fox".into()`.
pub(crate) fn literal_of(value: &Expr) -> Option<TokenStream> {
    let inside = match ungrouped(value) {
        Expr::Call(call) if call.args.len() == 1 && makes_the_same(&call.func) => call.args.first(),
        Expr::MethodCall(call) if call.args.is_empty() => {
            let same = ["into", "to_owned", "to_string"]
                .iter()
                .any(|name| call.method == name);
            same.then_some(&*call.receiver)
        }
        _ => None,
    };
    described(inside.unwrap_or(value))
}

/// `Some` or `String::from`.
fn makes_the_same(function: &Expr) -> bool {
    let Expr::Path(function) = function else {
        return false;
    };
    let names: Vec<String> = function
        .path
        .segments
        .iter()
        .map(|name| name.ident.to_string())
        .collect();
    names.ends_with(&["Some".to_owned()])
        || names.ends_with(&["String".to_owned(), "from".to_owned()])
}

/// The constant, for the const evaluation to compare with the field's rules: a path or numbers, where the field's type is
/// one whose values have rules. Under another name, as that of an alias, the default is compared when the app starts.
pub(super) fn constant(expr: &Expr, ty: &Type) -> Option<TokenStream> {
    const WITH_RULES: [&str; 14] = [
        "i8",
        "i16",
        "i32",
        "i64",
        "isize",
        "u8",
        "u16",
        "u32",
        "u64",
        "usize",
        "f32",
        "f64",
        "String",
        "ImageSize",
    ];
    let Type::Path(named) = ty else { return None };
    let name = &named.path.segments.last()?.ident;
    if is_literal(expr) || !is_plain(ty) || !WITH_RULES.iter().any(|known| name == known) {
        return None;
    }
    let is_float = name == "f32" || name == "f64";
    match ungrouped(expr) {
        // rustc says what is wrong with these where the value is made, and would say it again here.
        Expr::Path(path) if path.path.is_ident("None") => None,
        expr if is_arithmetic(expr) && is_float && mentions_whole_number(expr) => None,
        Expr::Path(path) => Some(quote!(__p::Constant(#path).literal())),
        expr if is_arithmetic(expr) => Some(quote!(__p::Constant::<#ty>(#expr).literal())),
        expr if is_size(expr) => Some(quote!(__p::Constant(#expr).literal())),
        _ => None,
    }
}

/// `ImageSize::new(640, 480)`
fn is_size(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else { return false };
    let Expr::Path(function) = &*call.func else {
        return false;
    };
    let names: Vec<String> = function
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    names.ends_with(&["ImageSize".to_owned(), "new".to_owned()])
        && call.args.iter().all(is_arithmetic)
}

/// Numbers, strings, booleans, and lists and tuples of these.
fn is_literal(expr: &Expr) -> bool {
    let expr = ungrouped(expr);
    match expr {
        Expr::Array(array) => array.elems.iter().all(is_literal),
        Expr::Tuple(tuple) => !tuple.elems.is_empty() && tuple.elems.iter().all(is_literal),
        Expr::Lit(ExprLit {
            lit: Lit::Str(_) | Lit::Bool(_),
            ..
        }) => true,
        _ => Number::read(expr).is_some(),
    }
}

/// Whether it is made of numbers alone, as `60 * 60`.
fn is_arithmetic(expr: &Expr) -> bool {
    match ungrouped(expr) {
        Expr::Binary(binary) => is_arithmetic(&binary.left) && is_arithmetic(&binary.right),
        Expr::Unary(unary) => is_arithmetic(&unary.expr),
        Expr::Paren(paren) => is_arithmetic(&paren.expr),
        expr => Number::read(expr).is_some(),
    }
}

/// Whether a whole number is among the numbers of an arithmetic expression.
fn mentions_whole_number(expr: &Expr) -> bool {
    match ungrouped(expr) {
        Expr::Binary(binary) => {
            mentions_whole_number(&binary.left) || mentions_whole_number(&binary.right)
        }
        Expr::Unary(unary) => mentions_whole_number(&unary.expr),
        Expr::Paren(paren) => mentions_whole_number(&paren.expr),
        expr => matches!(Number::read(expr), Some(Number::Integer(_))),
    }
}

/// Whether a type is a name without parameters, as `u32`.
fn is_plain(ty: &Type) -> bool {
    let is_bare = |segment: &syn::PathSegment| segment.arguments.is_none();
    match ty {
        Type::Path(ty) => ty.path.segments.iter().all(is_bare),
        // What a `macro_rules!` passes on.
        Type::Group(ty) => is_plain(&ty.elem),
        _ => false,
    }
}

fn describe(expr: &Expr) -> TokenStream {
    let expr = ungrouped(expr);
    match (expr, Number::read(expr)) {
        (_, Some(Number::Integer(value))) => {
            let value = Literal::i128_unsuffixed(value);
            quote!(__p::Literal::Integer(#value))
        }
        (_, Some(Number::Float(value))) => {
            let value = Literal::f64_unsuffixed(value);
            quote!(__p::Literal::Number(#value))
        }
        (Expr::Array(ExprArray { elems, .. }) | Expr::Tuple(ExprTuple { elems, .. }), _) => {
            let items = elems.iter().map(describe);
            quote!(__p::Literal::List(&[#(#items),*]))
        }
        (
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }),
            _,
        ) => {
            let text = text.value();
            quote!(__p::Literal::Text(#text))
        }
        _ => quote!(__p::Literal::Boolean(#expr)),
    }
}
