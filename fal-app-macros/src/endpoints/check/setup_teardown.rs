//! Refuses a wrong `#[setup]` or `#[teardown]`.

use quote::ToTokens;
use syn::{FnArg, Receiver, ReceiverKind, ReturnType};

use super::alias::may_be_an_alias;
use super::error_type::error_of_another_type;
use crate::attribute::arguments;
use crate::endpoints::model::Callee;
use crate::errors::{Errors, error, refuse};
use crate::syntax::impl_block::Method;
use crate::syntax::method_attribute::{AttributeKind, MethodAttribute};
use crate::syntax::parts::{result_of, shown};

pub(super) fn setup<'a>(
    method: &'a Method,
    attribute: &MethodAttribute,
    errors: &mut Errors,
) -> Option<Callee<'a>> {
    let rules = [setup_with_parameters(method), setup_without_result(method)];
    callee(method, attribute, rules, errors)
}

pub(super) fn teardown<'a>(
    method: &'a Method,
    attribute: &MethodAttribute,
    errors: &mut Errors,
) -> Option<Callee<'a>> {
    let rules = [
        teardown_without_self(method),
        teardown_with_a_result(method),
    ];
    callee(method, attribute, rules, errors)
}

/// The method, if it obeys its own rules and those of both attributes.
fn callee<'a>(
    method: &'a Method,
    attribute: &MethodAttribute,
    rules: [syn::Result<()>; 2],
    errors: &mut Errors,
) -> Option<Callee<'a>> {
    let signature = &method.signature;
    let both = [
        setup_or_teardown_with_arguments(attribute),
        attribute_on_setup_or_teardown(method, attribute),
        setup_or_teardown_with_generics(method, attribute),
    ];
    let mut right = true;
    for rule in both.into_iter().chain(rules) {
        right &= errors.take(rule).is_some();
    }
    right.then(|| {
        Callee::new(
            &signature.ident,
            signature.asyncness.is_some(),
            &method.attrs,
        )
    })
}

fn setup_or_teardown_with_arguments(attribute: &MethodAttribute) -> syn::Result<()> {
    let args = arguments(&attribute.attr)?;
    let name = attribute.kind.name();
    refuse(
        !args.is_empty(),
        &args,
        format_args!("`#[{name}]` takes no arguments"),
        format_args!("write `#[{name}]`"),
    )
}

fn attribute_on_setup_or_teardown(method: &Method, attribute: &MethodAttribute) -> syn::Result<()> {
    let mut others = method.ours.iter();
    let of_endpoints = [AttributeKind::Billable, AttributeKind::Example];
    match others.find(|other| of_endpoints.contains(&other.kind)) {
        None => Ok(()),
        Some(other) => {
            let (other_name, name) = (other.kind.name(), attribute.kind.name());
            let message = format!("`#[{other_name}]` belongs on an endpoint, not on `#[{name}]`");
            Err(error(other.attr.path(), message, "remove it"))
        }
    }
}

fn setup_or_teardown_with_generics(
    method: &Method,
    attribute: &MethodAttribute,
) -> syn::Result<()> {
    let generics = &method.signature.generics;
    refuse(
        !generics.params.is_empty(),
        generics,
        format_args!("`#[{}]` has no generics", attribute.kind.name()),
        "name the types",
    )
}

fn setup_with_parameters(method: &Method) -> syn::Result<()> {
    match method.signature.inputs.first() {
        None => Ok(()),
        Some(parameter) => Err(error(
            parameter,
            "`#[setup]` takes no parameters",
            format_args!("write `fn {}() -> Result<Self>`", method.signature.ident),
        )),
    }
}

/// A type with a name of its own may be an alias of a `Result`.
fn setup_without_result(method: &Method) -> syn::Result<()> {
    let name = &method.signature.ident;
    let help = format!("write `fn {name}() -> Result<Self>`");
    match &method.signature.output {
        ReturnType::Type(_, returned)
            if result_of(returned).is_some() || may_be_an_alias(returned) =>
        {
            error_of_another_type(&method.signature, returned)
        }
        ReturnType::Type(_, returned) => Err(error(
            returned,
            format_args!(
                "`#[setup]` returns `{}`, which is not a `Result`",
                shown(returned)
            ),
            help,
        )),
        ReturnType::Default => Err(error(name, "`#[setup]` returns nothing", help)),
    }
}

fn teardown_without_self(method: &Method) -> syn::Result<()> {
    let inputs = &method.signature.inputs;
    let by_value = matches!(
        inputs.first(),
        Some(FnArg::Receiver(Receiver {
            kind: ReceiverKind::Value,
            ..
        }))
    );
    let wrong = inputs.iter().nth(usize::from(by_value));
    let name = &method.signature.ident;
    let at = wrong.map_or_else(|| name.to_token_stream(), ToTokens::to_token_stream);
    refuse(
        !by_value || wrong.is_some(),
        &at,
        "`#[teardown]` takes `self` and nothing else",
        format_args!("write `fn {name}(self)`"),
    )
}

fn teardown_with_a_result(method: &Method) -> syn::Result<()> {
    match &method.signature.output {
        ReturnType::Default => Ok(()),
        ReturnType::Type(_, returned) => Err(error(
            returned,
            "`#[teardown]` returns nothing",
            "remove the type, and log what fails",
        )),
    }
}
