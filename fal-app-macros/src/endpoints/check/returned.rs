//! Refuses wrong types that a method returns.

use quote::ToTokens;
use syn::{
    GenericArgument, Ident, PathArguments, ReturnType, Signature, Type, TypeParamBound, TypePath,
};

use crate::errors::{Errors, error, refuse};
use crate::syntax::method_attribute::AttributeKind;
use crate::syntax::parts::{argument, result_of};

/// What a method returns.
#[derive(Clone, Copy)]
pub(super) struct Returned<'a> {
    /// The `T` of `Result<T>`, of `Result<Billed<T>>` or of `Item = Result<T>`.
    pub(super) output: &'a Type,
    /// The `Billed<T>`.
    pub(super) billed: Option<&'a Type>,
    /// For a stream, whose items are `output`.
    pub(super) stream: Option<ReturnedStream>,
}

/// How a stream is returned.
#[derive(Clone, Copy)]
pub(super) struct ReturnedStream {
    /// Whether a `Result` holds the stream.
    pub(super) may_fail: bool,
    /// `impl Iterator`: a blocking thread drives it.
    pub(super) is_iterator: bool,
}

/// What the method returns, unless something in it is wrong.
pub(super) fn returned<'a>(
    signature: &'a Signature,
    kind: AttributeKind,
    errors: &mut Errors,
) -> Option<Returned<'a>> {
    let whole = match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, returned) => Some(&**returned),
    };
    let error_is_ours =
        errors.take(whole.map_or(Ok(()), |whole| error_of_another_type(signature, whole)));
    let (output, stream) = if kind == AttributeKind::Stream {
        let (output, stream) = returned_stream(signature, whole, errors)?;
        (output, Some(stream))
    } else {
        errors.take(endpoint_returns_a_stream(signature, whole))?;
        (
            errors.take(endpoint_without_result(signature, whole))?,
            None,
        )
    };
    errors.take(endpoint_returns_a_reference(output))?;
    error_is_ours?;
    let billed = argument(output, "Billed", 0);
    Some(Returned {
        output: billed.unwrap_or(output),
        billed: billed.map(|_| output),
        stream,
    })
}

fn returned_stream<'a>(
    signature: &Signature,
    whole: Option<&'a Type>,
    errors: &mut Errors,
) -> Option<(&'a Type, ReturnedStream)> {
    let (may_fail, many) = errors.take(stream_without_a_stream(signature, whole))?;
    errors.take(stream_of_an_async_iterator(signature, &many))?;
    let item = errors.take(stream_items_without_result(signature, &many))?;
    errors.take(error_of_another_type(signature, many.item))?;
    let is_iterator = many.name == "Iterator";
    Some((
        item,
        ReturnedStream {
            may_fail,
            is_iterator,
        },
    ))
}

fn endpoint_without_result<'a>(
    signature: &Signature,
    whole: Option<&'a Type>,
) -> syn::Result<&'a Type> {
    let name = &signature.ident;
    let Some(whole) = whole else {
        return Err(error(
            name,
            format_args!("endpoint `{name}` returns nothing"),
            "write `-> Result<()>`",
        ));
    };
    result_of(whole).ok_or_else(|| {
        let value = match whole {
            Type::Reference(reference) => &reference.elem,
            value => value,
        };
        error(
            whole,
            format_args!("endpoint `{name}` does not return a `Result`"),
            format_args!("write `-> Result<{}>`", value.to_token_stream()),
        )
    })
}

/// In the `Result` of an endpoint, and in that of a stream's items, the error is the `Error` of fal-app.
fn error_of_another_type(signature: &Signature, returned: &Type) -> syn::Result<()> {
    let is_ours = |of: &Type| matches!(of, Type::Path(TypePath { path, .. }) if path.segments.last().is_some_and(|last| last.ident == "Error"));
    match argument(returned, "Result", 1) {
        Some(another) if !is_ours(another) => Err(error(
            another,
            format_args!(
                "endpoint `{}` fails with `{}`",
                signature.ident,
                another.to_token_stream()
            ),
            "leave it out: `?` turns other errors into the `Error` of fal-app",
        )),
        _ => Ok(()),
    }
}

fn endpoint_returns_a_reference(output: &Type) -> syn::Result<()> {
    match output {
        Type::Reference(_) => Err(error(
            output,
            "an endpoint cannot return a reference",
            "return the value itself",
        )),
        _ => Ok(()),
    }
}

fn endpoint_returns_a_stream(signature: &Signature, whole: Option<&Type>) -> syn::Result<()> {
    match whole.and_then(|whole| many(result_of(whole).unwrap_or(whole))) {
        None => Ok(()),
        Some(many) => Err(error(
            many.name,
            format_args!("endpoint `{}` answers one value", signature.ident),
            "write `#[stream(\"/stream\")]` to send many",
        )),
    }
}

/// `impl Stream<Item = …>` or `impl Iterator<Item = …>`.
struct Many<'a> {
    name: &'a Ident,
    item: &'a Type,
}

fn many(returned: &Type) -> Option<Many<'_>> {
    let Type::ImplTrait(returned) = returned else {
        return None;
    };
    returned.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        let item = arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(of) if of.ident == "Item" => Some(&of.ty),
            _ => None,
        })?;
        let is_many = last.ident == "Stream" || last.ident == "Iterator";
        is_many.then_some(Many {
            name: &last.ident,
            item,
        })
    })
}

fn stream_without_a_stream<'a>(
    signature: &Signature,
    whole: Option<&'a Type>,
) -> syn::Result<(bool, Many<'a>)> {
    let name = &signature.ident;
    let Some(whole) = whole else {
        return Err(error(
            name,
            format_args!("stream `{name}` returns nothing"),
            "write `-> impl Stream<Item = Result<…>>`",
        ));
    };
    let inside = result_of(whole);
    let returned = inside.unwrap_or(whole);
    let many = many(returned).ok_or_else(|| {
        let item = match returned {
            Type::ImplTrait(_) => "…".to_owned(),
            item => item.to_token_stream().to_string().replace(' ', ""),
        };
        error(
            whole,
            format_args!("stream `{name}` does not return a stream"),
            format_args!(
                "write `-> impl Stream<Item = Result<{item}>>`, or from a plain `fn` `impl Iterator<…>`"
            ),
        )
    });
    Ok((inside.is_some(), many?))
}

fn stream_of_an_async_iterator(signature: &Signature, many: &Many<'_>) -> syn::Result<()> {
    refuse(
        many.name == "Iterator" && signature.asyncness.is_some(),
        many.name,
        format_args!("`async fn {}` returns an iterator", signature.ident),
        "remove `async`, so that a blocking thread drives it, or return a `Stream`",
    )
}

fn stream_items_without_result<'a>(
    signature: &Signature,
    many: &Many<'a>,
) -> syn::Result<&'a Type> {
    result_of(many.item).ok_or_else(|| {
        error(
            many.item,
            format_args!("the items of stream `{}` cannot fail", signature.ident),
            format_args!("write `Item = Result<{}>`", many.item.to_token_stream()),
        )
    })
}
