//! What refuses a `#[setup]` or a `#[teardown]`.

use quote::ToTokens;
use syn::{FnArg, Receiver, ReceiverKind, ReturnType};

use crate::endpoints::model::{Callee, Hook};
use crate::errors::{Errors, error};
use crate::syntax::impl_block::{Mark, MarkKind, Method};
use crate::syntax::types::result_of;

pub(super) fn setup<'a>(method: &'a Method, mark: &Mark, errors: &mut Errors) -> Option<Hook<'a>> {
    let right = [
        hook_with_arguments(mark),
        attribute_on_a_hook(method, mark),
        hook_with_generics(method, mark),
        setup_with_parameters(method),
        setup_without_result(method),
    ];
    hook(method, right, errors)
}

pub(super) fn teardown<'a>(
    method: &'a Method,
    mark: &Mark,
    errors: &mut Errors,
) -> Option<Hook<'a>> {
    let right = [
        hook_with_arguments(mark),
        attribute_on_a_hook(method, mark),
        hook_with_generics(method, mark),
        teardown_without_self(method),
        teardown_with_a_result(method),
    ];
    hook(method, right, errors)
}

fn hook<'a>(
    method: &'a Method,
    right: [syn::Result<()>; 5],
    errors: &mut Errors,
) -> Option<Hook<'a>> {
    let wrong = right
        .into_iter()
        .filter_map(|rule| errors.take(rule).xor(Some(())))
        .count();
    let signature = &method.signature;
    let callee = Callee::new(
        &signature.ident,
        signature.asyncness.is_some(),
        &method.attrs,
    );
    (wrong == 0).then_some(Hook { method: callee })
}

fn hook_with_arguments(mark: &Mark) -> syn::Result<()> {
    let args = mark.args()?;
    if args.is_empty() {
        return Ok(());
    }
    let name = mark.kind.name();
    Err(error(
        &args,
        format_args!("`#[{name}]` takes nothing"),
        format_args!("write `#[{name}]`"),
    ))
}

fn attribute_on_a_hook(method: &Method, mark: &Mark) -> syn::Result<()> {
    let stray = method
        .marks
        .iter()
        .find(|other| matches!(other.kind, MarkKind::Billable | MarkKind::Example));
    match stray {
        None => Ok(()),
        Some(stray) => {
            let (stray_name, name) = (stray.kind.name(), mark.kind.name());
            let message = format!("`#[{stray_name}]` belongs on an endpoint, not on `#[{name}]`");
            Err(error(stray.attr.path(), message, "remove it"))
        }
    }
}

fn hook_with_generics(method: &Method, mark: &Mark) -> syn::Result<()> {
    let generics = &method.signature.generics;
    if generics.params.is_empty() {
        return Ok(());
    }
    Err(error(
        generics,
        format_args!("`#[{}]` has no generics", mark.kind.name()),
        "name the types",
    ))
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

fn setup_without_result(method: &Method) -> syn::Result<()> {
    let help = format!("write `fn {}() -> Result<Self>`", method.signature.ident);
    match &method.signature.output {
        ReturnType::Type(_, returned) if result_of(returned).is_some() => Ok(()),
        ReturnType::Type(_, returned) => {
            let message = format!(
                "`#[setup]` returns `{}`, which is no `Result`",
                returned.to_token_stream()
            );
            Err(error(returned, message, help))
        }
        ReturnType::Default => Err(error(
            &method.signature.ident,
            "`#[setup]` returns nothing",
            help,
        )),
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
    let wrong = inputs
        .iter()
        .nth(usize::from(by_value))
        .map(ToTokens::to_token_stream);
    if by_value && wrong.is_none() {
        return Ok(());
    }
    let at = wrong.unwrap_or_else(|| method.signature.ident.to_token_stream());
    let help = format!("write `fn {}(self)`", method.signature.ident);
    Err(error(
        &at,
        "`#[teardown]` takes `self` and nothing else",
        help,
    ))
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
