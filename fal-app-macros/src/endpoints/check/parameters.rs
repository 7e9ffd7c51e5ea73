//! Refuses wrong parameters of an endpoint.

use quote::ToTokens;
use syn::{FnArg, PatType, Receiver, ReceiverKind, Safety, Signature, Type};

use crate::endpoints::model::ContextPlace;
use crate::errors::{Errors, error};

/// What a method takes besides the app.
#[derive(Clone, Copy)]
pub(super) struct Parameters<'a> {
    pub(super) input: Option<&'a Type>,
    pub(super) context: Option<ContextPlace>,
}

/// The parameters, unless something in them is wrong.
pub(super) fn parameters<'a>(
    signature: &'a Signature,
    errors: &mut Errors,
) -> Option<Parameters<'a>> {
    let rules = [
        errors.take(endpoint_unsafe(signature)),
        errors.take(endpoint_without_self(signature)),
        errors.take(endpoint_with_generics(signature)),
    ];
    let (contexts, inputs): (Vec<_>, Vec<_>) = parameters_but_self(signature)
        .enumerate()
        .partition(|(_, parameter)| is_context(&parameter.ty));
    errors.take(endpoint_with_two_contexts(signature, &contexts))?;
    errors.take(endpoint_with_two_inputs(signature, &inputs))?;
    let input = inputs.first();
    if let Some((_, input)) = input {
        errors.take(endpoint_input_by_reference(signature, &input.ty))?;
    }
    let context = contexts.first().map(|(place, _)| match input {
        Some((input, _)) if input < place => ContextPlace::AfterInput,
        _ => ContextPlace::BeforeInput,
    });
    rules.iter().all(Option::is_some).then_some(Parameters {
        input: input.map(|(_, input)| &*input.ty),
        context,
    })
}

fn endpoint_unsafe(signature: &Signature) -> syn::Result<()> {
    match &signature.safety {
        Safety::Unsafe(word) => Err(error(
            word,
            format_args!("endpoint `{}` is unsafe", signature.ident),
            "remove `unsafe`",
        )),
        _ => Ok(()),
    }
}

fn endpoint_without_self(signature: &Signature) -> syn::Result<()> {
    let name = &signature.ident;
    let at = match signature.inputs.first() {
        Some(FnArg::Receiver(Receiver {
            kind: ReceiverKind::Reference(_, _, None),
            ..
        })) => return Ok(()),
        Some(receiver @ FnArg::Receiver(_)) => receiver.to_token_stream(),
        _ => name.to_token_stream(),
    };
    Err(error(
        &at,
        format_args!("endpoint `{name}` does not take `&self`"),
        format_args!("write `fn {name}(&self, …)`: many requests share the app"),
    ))
}

fn endpoint_with_generics(signature: &Signature) -> syn::Result<()> {
    let generics = &signature.generics;
    let mut types = parameters_but_self(signature).map(|parameter| &*parameter.ty);
    let at = match types.find(|of| matches!(of, Type::ImplTrait(_))) {
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
        Type::Reference(reference) => Err(error(
            of,
            format_args!(
                "endpoint `{}` takes its input by reference",
                signature.ident
            ),
            format_args!("take it by value: `{}`", reference.elem.to_token_stream()),
        )),
        _ => Ok(()),
    }
}
