//! `#[example(EXPR)]`

use proc_macro2::TokenStream;
use syn::{Expr, ExprStruct, FieldValue, Member};

use crate::attribute::old_words::ungrouped;
use crate::endpoints::model::Example;
use crate::errors::error;
use crate::syntax::impl_block::Mark;

pub(super) fn example(mark: &Mark) -> syn::Result<Example> {
    let value = mark.args()?;
    example_without_value(mark, &value)?;
    let value: Expr = syn::parse2(value)?;
    match ungrouped(&value) {
        Expr::Struct(literal) if literal.dot2_token.is_some() && literal.rest.is_none() => {
            partial(literal)
        }
        _ => Ok(Example::Whole(value)),
    }
}

fn example_without_value(mark: &Mark, value: &TokenStream) -> syn::Result<()> {
    if !value.is_empty() {
        return Ok(());
    }
    Err(error(
        mark.attr.path(),
        "`#[example]` has no value",
        "write an input: `#[example(PaintInput::required(\"a fox\"))]`",
    ))
}

fn partial(literal: &ExprStruct) -> syn::Result<Example> {
    let fields = literal
        .fields
        .iter()
        .map(named)
        .collect::<syn::Result<_>>()?;
    Ok(Example::Partial {
        path: literal.path.clone(),
        fields,
    })
}

fn named(field: &FieldValue) -> syn::Result<(syn::Ident, Expr)> {
    match &field.member {
        Member::Named(name) => Ok((name.clone(), field.expr.clone())),
        Member::Unnamed(index) => Err(error(
            index,
            "a field of an input has a name",
            "write `name: value`",
        )),
    }
}
