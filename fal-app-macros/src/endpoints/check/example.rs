//! Refuses a wrong `#[example(EXPR)]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprStruct, FieldValue, Ident, Member, Token, Type};

use crate::attribute::{arguments, looks_like_json};
use crate::endpoints::model::Example;
use crate::errors::{Errors, error, refuse};
use crate::syntax::impl_block::Method;
use crate::syntax::method_attribute::{AttributeKind, MethodAttribute};
use crate::syntax::parts::{shown, ungrouped};

/// The examples of a method, unless one of them is wrong.
pub(super) fn examples(
    method: &Method,
    has_input: bool,
    input: Option<&Type>,
    errors: &mut Errors,
) -> Option<Vec<Example>> {
    let input = input.map_or_else(|| "PaintInput".to_owned(), shown);
    let written: Vec<_> = method.all(AttributeKind::Example).collect();
    if let Some(first) = written.first() {
        errors.take(example_without_input(method, first, has_input));
    }
    let examples: Vec<_> = written
        .into_iter()
        .map(|written| errors.take(example(written, &input)))
        .collect();
    examples.into_iter().collect()
}

fn example(attribute: &MethodAttribute, input: &str) -> syn::Result<Example> {
    let value = arguments(&attribute.attr)?;
    example_without_value(attribute, &value, input)?;
    let value = example_not_one_value(&value, input)?;
    match ungrouped(&value) {
        Expr::Struct(literal) if literal.dot2_token.is_some() && literal.rest.is_none() => {
            partial(literal)
        }
        _ => Ok(Example::Whole(value)),
    }
}

fn partial(literal: &ExprStruct) -> syn::Result<Example> {
    let fields = literal.fields.iter().map(example_field_without_name);
    Ok(Example::Partial {
        path: literal.path.clone(),
        fields: fields.collect::<syn::Result<_>>()?,
    })
}

fn example_without_input(
    method: &Method,
    attribute: &MethodAttribute,
    has_input: bool,
) -> syn::Result<()> {
    let name = &method.signature.ident;
    refuse(
        !has_input,
        attribute.attr.path(),
        format_args!("endpoint `{name}` takes no input, so that there is nothing to show"),
        "remove `#[example]`, or give the method an input",
    )
}

fn example_without_value(
    attribute: &MethodAttribute,
    value: &TokenStream,
    input: &str,
) -> syn::Result<()> {
    refuse(
        value.is_empty(),
        attribute.attr.path(),
        "`#[example]` has no value",
        instead(input),
    )
}

fn instead(input: &str) -> String {
    format!(
        "write `#[example({input} {{ field: value, .. }})]`, or `#[example({input}::required(…))]`"
    )
}

/// The one expression. JSON and `field = value` are none.
fn example_not_one_value(written: &TokenStream, input: &str) -> syn::Result<Expr> {
    let values = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(written.clone());
    let is_json = looks_like_json(written)
        || matches!(values.as_ref().map(Punctuated::first), Ok(Some(Expr::Macro(called))) if called.mac.path.is_ident("json"));
    let (at, message, help) = match values {
        _ if is_json => (
            written.clone(),
            format!("an example is a value of `{input}`, not JSON"),
            instead(input),
        ),
        Ok(values) if matches!(values.first(), Some(Expr::Assign(_))) => (
            written.clone(),
            format!("an example is one value of `{input}`"),
            instead(input),
        ),
        Ok(values) if values.len() > 1 => (
            values
                .iter()
                .skip(1)
                .map(ToTokens::to_token_stream)
                .collect(),
            "`#[example]` takes one value".to_owned(),
            "write an `#[example(…)]` for each".to_owned(),
        ),
        Ok(values) => {
            return values
                .into_iter()
                .next()
                .map_or_else(|| syn::parse2(written.clone()), Ok);
        }
        Err(_) => (
            written.clone(),
            "this is not a value of Rust".to_owned(),
            instead(input),
        ),
    };
    Err(error(&at, message, help))
}

fn example_field_without_name(field: &FieldValue) -> syn::Result<(Ident, Expr)> {
    match &field.member {
        Member::Named(name) => Ok((name.clone(), field.expr.clone())),
        Member::Unnamed(index) => Err(error(
            index,
            "a field of an input has a name",
            "write `name: value`",
        )),
    }
}
