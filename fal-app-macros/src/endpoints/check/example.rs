//! Refuses a wrong `#[example(EXPR)]`.

use proc_macro2::TokenStream;
use syn::{Expr, ExprStruct, FieldValue, Ident, Member};

use crate::attribute::arguments;
use crate::endpoints::model::Example;
use crate::errors::{Errors, error, refuse};
use crate::syntax::impl_block::Method;
use crate::syntax::method_attribute::{AttributeKind, MethodAttribute};
use crate::syntax::parts::ungrouped;

/// The examples of a method, unless one of them is wrong.
pub(super) fn examples(
    method: &Method,
    has_input: bool,
    errors: &mut Errors,
) -> Option<Vec<Example>> {
    let written: Vec<_> = method.all(AttributeKind::Example).collect();
    if let Some(first) = written.first() {
        errors.take(example_without_input(method, first, has_input));
    }
    let examples: Vec<_> = written
        .into_iter()
        .map(|written| errors.take(example(written)))
        .collect();
    examples.into_iter().collect()
}

fn example(attribute: &MethodAttribute) -> syn::Result<Example> {
    let value = arguments(&attribute.attr)?;
    example_without_value(attribute, &value)?;
    let value: Expr = syn::parse2(value)?;
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

fn example_without_value(attribute: &MethodAttribute, value: &TokenStream) -> syn::Result<()> {
    refuse(
        value.is_empty(),
        attribute.attr.path(),
        "`#[example]` has no value",
        "write an input: `#[example(PaintInput::required(\"a fox\"))]`",
    )
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
