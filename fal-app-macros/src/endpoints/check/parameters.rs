//! Refuses wrong parameters of an endpoint.

use quote::ToTokens;
use syn::{
    FnArg, Ident, Lifetime, Pat, PatType, Receiver, ReceiverKind, Safety, Signature, Type,
    TypeReference,
};

use crate::endpoints::model::ContextPlace;
use crate::errors::{Errors, error};
use crate::syntax::method_attribute::AttributeKind;
use crate::syntax::parts::{items_of, mentions, name_of, shown};

/// The name of the context's type, by which it is known.
const CONTEXT: &str = "RequestContext";

/// What a method takes besides the app.
#[derive(Clone, Copy)]
pub(super) struct Parameters<'a> {
    pub(super) input: Option<&'a Type>,
    /// What the method calls its input, where that is one name.
    pub(super) name: Option<&'a Ident>,
    pub(super) context: Option<ContextPlace>,
}

/// The parameters, unless something in them is wrong.
pub(super) fn parameters<'a>(
    signature: &'a Signature,
    kind: AttributeKind,
    errors: &mut Errors,
) -> Option<Parameters<'a>> {
    let rules = [
        errors.take(endpoint_unsafe(signature)),
        errors.take(endpoint_without_self(signature)),
        errors.take(endpoint_with_generics(signature, kind)),
    ];
    let (contexts, inputs): (Vec<_>, Vec<_>) = parameters_but_self(signature)
        .enumerate()
        .partition(|(_, parameter)| mentions(&parameter.ty, CONTEXT));
    // Without a receiver, the first parameter may be meant as it.
    rules.iter().all(Option::is_some).then_some(())?;
    errors.take(endpoint_with_two_contexts(signature, &contexts))?;
    for (_, context) in &contexts {
        errors.take(endpoint_context_not_by_reference(signature, context))?;
    }
    errors.take(endpoint_with_two_inputs(signature, &inputs))?;
    let input = inputs.first();
    if let Some((_, input)) = input {
        errors.take(endpoint_input_by_reference(signature, &input.ty))?;
    }
    let context = contexts.first().map(|(place, _)| match input {
        Some((input, _)) if input < place => ContextPlace::AfterInput,
        _ => ContextPlace::BeforeInput,
    });
    Some(Parameters {
        input: input.map(|(_, input)| &*input.ty),
        name: input.and_then(|(_, input)| match &*input.pat {
            Pat::Ident(name) => Some(&name.ident),
            _ => None,
        }),
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
        Some(FnArg::Receiver(Receiver { kind, .. })) if is_shared_reference(kind) => {
            return Ok(());
        }
        Some(receiver @ FnArg::Receiver(_)) => receiver.to_token_stream(),
        _ => name.to_token_stream(),
    };
    Err(error(
        &at,
        format_args!("endpoint `{name}` does not take `&self`"),
        format_args!("write `fn {name}(&self, …)`: many requests share the app"),
    ))
}

/// The inputs of a session may be an `impl Stream`; `session` refuses others.
fn endpoint_with_generics(signature: &Signature, kind: AttributeKind) -> syn::Result<()> {
    let generics = &signature.generics;
    let mut types = parameters_but_self(signature).map(|parameter| &*parameter.ty);
    let is_a_series = |of: &Type| {
        kind == AttributeKind::Realtime
            && ["Stream", "Iterator"]
                .iter()
                .any(|name| items_of(of, name).is_some())
    };
    let is_generic = |of: &Type| matches!(of, Type::ImplTrait(_)) && !is_a_series(of);
    let at = match types.find(|of| is_generic(of)) {
        Some(anonymous) => anonymous.to_token_stream(),
        None if generics.params.len() == generics.lifetimes().count() => return Ok(()),
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

/// `&self` or `self: &Self`.
fn is_shared_reference(receiver: &ReceiverKind) -> bool {
    match receiver {
        ReceiverKind::Reference(_, lifetime, mutability) => {
            mutability.is_none() && !is_static(lifetime.as_ref())
        }
        ReceiverKind::Typed(_, of) => matches!(&**of, Type::Reference(of) if is_shared(of)),
        _ => false,
    }
}

fn is_shared(reference: &TypeReference) -> bool {
    reference.mutability.is_none() && !is_static(reference.lifetime.as_ref())
}

/// What a request borrows does not live for ever.
fn is_static(lifetime: Option<&Lifetime>) -> bool {
    lifetime.is_some_and(|lifetime| lifetime.ident == "static")
}

/// The app keeps the context, and lends it to the method.
fn endpoint_context_not_by_reference(signature: &Signature, context: &PatType) -> syn::Result<()> {
    let lent = match &*context.ty {
        Type::Reference(reference) => {
            is_shared(reference) && name_of(&reference.elem).is_some_and(|name| name == CONTEXT)
        }
        _ => false,
    };
    if lent {
        return Ok(());
    }
    let name = match &*context.pat {
        Pat::Ident(name) => name.ident.to_string(),
        _ => "_".to_owned(),
    };
    Err(error(
        &context.ty,
        format_args!(
            "endpoint `{}` takes its context as `{}`",
            signature.ident,
            shown(&context.ty)
        ),
        format_args!("write `{name}: &RequestContext`"),
    ))
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

/// One of two may be meant as the context: other tools call it so.
fn endpoint_with_two_inputs(
    signature: &Signature,
    inputs: &[(usize, &PatType)],
) -> syn::Result<()> {
    let [_, (_, second), ..] = inputs else {
        return Ok(());
    };
    let message = format!("endpoint `{}` takes two inputs", signature.ident);
    let mut inputs = inputs.iter().map(|(_, input)| *input);
    Err(
        match inputs.find(|input| is_named_as_a_context(&input.ty)) {
            Some(context) => error(
                context,
                message,
                format_args!(
                    "the context of a request is `{}: &RequestContext`",
                    shown(&context.pat)
                ),
            ),
            None => error(
                second,
                message,
                "a request has one: put all fields into one struct with `#[input]`",
            ),
        },
    )
}

fn is_named_as_a_context(of: &Type) -> bool {
    let of = match of {
        Type::Reference(reference) => &reference.elem,
        of => of,
    };
    name_of(of).is_some_and(|name| name == "Request" || name == "Context")
}

fn endpoint_input_by_reference(signature: &Signature, of: &Type) -> syn::Result<()> {
    match of {
        Type::Reference(reference) => Err(error(
            of,
            format_args!(
                "endpoint `{}` takes its input by reference",
                signature.ident
            ),
            format_args!(
                "take it by value: `{}`; only the context comes by reference, and is known by its name `&RequestContext`",
                shown(&reference.elem)
            ),
        )),
        _ => Ok(()),
    }
}
