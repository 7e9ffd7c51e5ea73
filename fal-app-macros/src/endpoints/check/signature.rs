//! What refuses the signature of an endpoint.

use quote::ToTokens;
use syn::{FnArg, PatType, Receiver, ReceiverKind, ReturnType, Signature, Type};

use super::stream::{self, StreamOf};
use crate::endpoints::model::ContextPlace;
use crate::errors::{Errors, error};
use crate::syntax::impl_block::{Mark, MarkKind};
use crate::syntax::types::{argument, result_of};

/// A method's parameters and what it returns.
pub(super) struct CheckedSignature<'a> {
    pub(super) input: Option<&'a Type>,
    pub(super) context: Option<ContextPlace>,
    /// The `T` of `Result<T>`, or of `Result<Billed<T>>`.
    pub(super) output: &'a Type,
    /// The `Billed<T>`.
    pub(super) billed: Option<&'a Type>,
    /// Where `output` is one item of many.
    pub(super) stream: Option<StreamOf<'a>>,
}

pub(super) fn signature<'a>(
    signature: &'a Signature,
    mark: &Mark,
    errors: &mut Errors,
) -> Option<CheckedSignature<'a>> {
    let right = [
        errors.take(endpoint_unsafe(signature)),
        errors.take(endpoint_without_self(signature)),
        errors.take(endpoint_with_generics(signature)),
        errors.take(endpoint_error_of_another_type(signature)),
    ];
    let parameters = parameters(signature, errors);
    let returned = match mark.kind {
        MarkKind::Stream => stream::returned(signature, errors).map(|of| (of.item, Some(of))),
        _ => errors
            .take(
                stream::endpoint_returns_a_stream(signature)
                    .and_then(|()| endpoint_without_result(signature)),
            )
            .map(|returned| (returned, None)),
    };
    let returned = returned.filter(|(returned, _)| {
        errors
            .take(endpoint_returns_a_reference(returned))
            .is_some()
    });
    let ((input, context), (returned, stream)) = (parameters?, returned?);
    let billed = argument(returned, "Billed", 0);
    right
        .into_iter()
        .all(|rule| rule.is_some())
        .then(|| CheckedSignature {
            input,
            context,
            output: billed.unwrap_or(returned),
            billed: billed.map(|_| returned),
            stream,
        })
}

fn endpoint_unsafe(signature: &Signature) -> syn::Result<()> {
    match &signature.safety {
        syn::Safety::Unsafe(word) => Err(error(
            word,
            format_args!("endpoint `{}` is unsafe", signature.ident),
            "remove `unsafe`",
        )),
        _ => Ok(()),
    }
}

fn endpoint_without_self(signature: &Signature) -> syn::Result<()> {
    let name = &signature.ident;
    let message = format!("endpoint `{name}` does not take `&self`");
    let help = format!("write `fn {name}(&self, …)`: many requests share the app");
    match signature.inputs.first() {
        Some(FnArg::Receiver(Receiver {
            kind: ReceiverKind::Reference(_, _, None),
            ..
        })) => Ok(()),
        Some(receiver @ FnArg::Receiver(_)) => Err(error(receiver, message, help)),
        _ => Err(error(name, message, help)),
    }
}

fn endpoint_with_generics(signature: &Signature) -> syn::Result<()> {
    let generics = &signature.generics;
    let anonymous = parameters_but_self(signature).map(|parameter| &*parameter.ty);
    let anonymous = anonymous
        .into_iter()
        .find(|of| matches!(of, Type::ImplTrait(_)));
    let at = match anonymous {
        Some(anonymous) => anonymous.to_token_stream(),
        None if generics.params.is_empty() => return Ok(()),
        None => generics.to_token_stream(),
    };
    Err(error(
        &at,
        format_args!("endpoint `{}` has generics", signature.ident),
        "name the types",
    ))
}

fn endpoint_without_result(signature: &Signature) -> syn::Result<&Type> {
    let name = &signature.ident;
    match &signature.output {
        ReturnType::Default => Err(error(
            name,
            format_args!("endpoint `{name}` returns nothing"),
            "write `-> Result<()>`",
        )),
        ReturnType::Type(_, returned) => result_of(returned).ok_or_else(|| {
            let value = match &**returned {
                Type::Reference(reference) => &reference.elem,
                value => value,
            };
            let value = value.to_token_stream();
            error(
                returned,
                format_args!("endpoint `{name}` does not return a `Result`"),
                format_args!("write `-> Result<{value}>`"),
            )
        }),
    }
}

fn endpoint_error_of_another_type(signature: &Signature) -> syn::Result<()> {
    match &signature.output {
        ReturnType::Type(_, returned) => of_another_error(signature, returned),
        ReturnType::Default => Ok(()),
    }
}

/// A `Result` with an error that is not ours.
pub(super) fn of_another_error(signature: &Signature, returned: &Type) -> syn::Result<()> {
    let failure = argument(returned, "Result", 1);
    let ours = |of: &Type| matches!(of, Type::Path(of) if of.path.segments.last().is_some_and(|last| last.ident == "Error"));
    match failure.filter(|failure| !ours(failure)) {
        None => Ok(()),
        Some(failure) => {
            let message = format!(
                "endpoint `{}` fails with `{}`",
                signature.ident,
                failure.to_token_stream()
            );
            Err(error(
                failure,
                message,
                "leave it out: `?` makes an `Error` of what can be one",
            ))
        }
    }
}

fn endpoint_returns_a_reference(returned: &Type) -> syn::Result<()> {
    match returned {
        Type::Reference(_) => Err(error(
            returned,
            "an endpoint cannot answer a reference",
            "return the value itself",
        )),
        _ => Ok(()),
    }
}

type Parameters<'a> = (Option<&'a Type>, Option<ContextPlace>);

fn parameters<'a>(signature: &'a Signature, errors: &mut Errors) -> Option<Parameters<'a>> {
    let (contexts, inputs): (Vec<_>, Vec<_>) = parameters_but_self(signature)
        .enumerate()
        .partition(|(_, parameter)| is_context(&parameter.ty));
    errors.take(endpoint_with_two_contexts(signature, &contexts))?;
    errors.take(endpoint_with_two_inputs(signature, &inputs))?;
    let (context, input) = (contexts.first(), inputs.first());
    if let Some((_, input)) = input {
        errors.take(endpoint_input_by_reference(signature, &input.ty))?;
    }
    let place = context.map(|(place, _)| match input {
        Some((input, _)) if input < place => ContextPlace::AfterInput,
        _ => ContextPlace::BeforeInput,
    });
    Some((input.map(|(_, input)| &*input.ty), place))
}

fn parameters_but_self(signature: &Signature) -> impl Iterator<Item = &PatType> {
    signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    })
}

fn is_context(of: &Type) -> bool {
    let Type::Reference(reference) = of else {
        return false;
    };
    match &*reference.elem {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "RequestContext"),
        _ => false,
    }
}

fn endpoint_with_two_contexts(
    signature: &Signature,
    contexts: &[(usize, &PatType)],
) -> syn::Result<()> {
    match contexts.get(1) {
        None => Ok(()),
        Some((_, second)) => Err(error(
            second,
            format_args!("endpoint `{}` takes two contexts", signature.ident),
            "remove one of the two",
        )),
    }
}

fn endpoint_with_two_inputs(
    signature: &Signature,
    inputs: &[(usize, &PatType)],
) -> syn::Result<()> {
    match inputs.get(1) {
        None => Ok(()),
        Some((_, second)) => Err(error(
            second,
            format_args!("endpoint `{}` takes two inputs", signature.ident),
            "a request has one: put all fields into one struct with `#[input]`",
        )),
    }
}

fn endpoint_input_by_reference(signature: &Signature, of: &Type) -> syn::Result<()> {
    match of {
        Type::Reference(reference) => {
            let message = format!(
                "endpoint `{}` takes its input by reference",
                signature.ident
            );
            let help = format!("take it by value: `{}`", reference.elem.to_token_stream());
            Err(error(of, message, help))
        }
        _ => Ok(()),
    }
}
