//! What refuses a `#[stream]` alone: what its method returns, how its items are sent, how it is billed.

use quote::ToTokens;
use syn::{GenericArgument, LitStr, PathArguments, ReturnType, Signature, Type, TypeParamBound};

use super::endpoint::is_custom;
use super::signature::of_another_error;
use crate::billing::Billing;
use crate::endpoints::args::EndpointArgs;
use crate::errors::{Errors, error};
use crate::syntax::impl_block::Mark;
use crate::syntax::types::result_of;

/// What a stream's method returns.
#[derive(Clone, Copy)]
pub(super) struct StreamOf<'a> {
    /// The `T` of `Item = Result<T>`.
    pub(super) item: &'a Type,
    /// Whether a `Result` holds the stream.
    pub(super) may_fail: bool,
    /// `impl Iterator`: a blocking thread drives it.
    pub(super) is_iterator: bool,
}

pub(super) fn returned<'a>(signature: &'a Signature, errors: &mut Errors) -> Option<StreamOf<'a>> {
    let (may_fail, many) = errors.take(stream_without_a_stream(signature))?;
    errors.take(stream_of_an_async_iterator(signature, &many))?;
    let item = errors.take(stream_items_without_result(signature, &many))?;
    errors.take(of_another_error(signature, many.item))?;
    Some(StreamOf {
        item,
        may_fail,
        is_iterator: many.name == "Iterator",
    })
}

/// `impl Stream<Item = …>` or `impl Iterator<Item = …>`.
struct Many<'a> {
    name: &'a syn::Ident,
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
        let known = last.ident == "Stream" || last.ident == "Iterator";
        known.then_some(Many {
            name: &last.ident,
            item,
        })
    })
}

pub(super) fn endpoint_returns_a_stream(signature: &Signature) -> syn::Result<()> {
    let ReturnType::Type(_, returned) = &signature.output else {
        return Ok(());
    };
    match many(result_of(returned).unwrap_or(returned)) {
        None => Ok(()),
        Some(many) => Err(error(
            many.name,
            format_args!("endpoint `{}` answers one value", signature.ident),
            "write `#[stream(\"/stream\")]` to send many",
        )),
    }
}

fn stream_without_a_stream(signature: &Signature) -> syn::Result<(bool, Many<'_>)> {
    let name = &signature.ident;
    let returned = match &signature.output {
        ReturnType::Default => {
            return Err(error(
                name,
                format_args!("stream `{name}` returns nothing"),
                "write `-> impl Stream<Item = Result<…>>`",
            ));
        }
        ReturnType::Type(_, returned) => &**returned,
    };
    let inner = result_of(returned);
    let may_fail = inner.is_some();
    let inner = inner.unwrap_or(returned);
    many(inner).map(|many| (may_fail, many)).ok_or_else(|| {
        let item = match inner {
            Type::ImplTrait(_) => "…".to_owned(),
            item => item.to_token_stream().to_string().replace(' ', ""),
        };
        let message = format!("stream `{name}` returns no stream");
        let help = format!(
            "write `-> impl Stream<Item = Result<{item}>>`, or from a plain `fn` `impl Iterator<…>`"
        );
        error(returned, message, help)
    })
}

fn stream_of_an_async_iterator(signature: &Signature, many: &Many<'_>) -> syn::Result<()> {
    if many.name != "Iterator" || signature.asyncness.is_none() {
        return Ok(());
    }
    Err(error(
        many.name,
        format_args!("`async fn {}` returns an iterator", signature.ident),
        "remove `async`: a blocking thread drives it; or return a `Stream`",
    ))
}

fn stream_items_without_result<'a>(
    signature: &Signature,
    many: &Many<'a>,
) -> syn::Result<&'a Type> {
    result_of(many.item).ok_or_else(|| {
        let item = many.item.to_token_stream();
        error(
            many.item,
            format_args!("the items of stream `{}` cannot fail", signature.ident),
            format_args!("write `Item = Result<{item}>`"),
        )
    })
}

/// As it is written; `Some(None)` for events.
pub(super) fn content_type(args: &EndpointArgs, errors: &mut Errors) -> Option<Option<LitStr>> {
    let Some(written) = &args.content_type else {
        return Some(None);
    };
    errors.take(stream_content_type_not_plain(&written.0))?;
    Some(Some(written.0.clone()))
}

fn stream_content_type_not_plain(written: &LitStr) -> syn::Result<()> {
    let value = written.value();
    if value.starts_with("text/event-stream") {
        let help = "remove `content_type`: without one each item is sent as an event";
        return Err(error(written, "events are written by the server", help));
    }
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic());
    let (media, parameters) = value.split_once("; ").unwrap_or((&value, "p=v"));
    if media
        .split_once('/')
        .is_some_and(|(of, sub)| plain(of) && plain(sub))
        && plain(parameters)
    {
        return Ok(());
    }
    Err(error(
        written,
        format_args!("`{value}` is no content type"),
        "write `content_type = \"audio/mpeg\"`",
    ))
}

pub(super) fn custom_on_a_stream(
    stream: Option<&StreamOf<'_>>,
    billing: &Billing,
    mark: Option<&Mark>,
) -> syn::Result<()> {
    match (stream, mark) {
        (Some(_), Some(mark)) if is_custom(billing) => Err(error(
            &mark.args()?,
            "a stream cannot say its units itself: they leave before its items",
            "write a meter that reads `input`, `flat` or `per_compute_second`",
        )),
        _ => Ok(()),
    }
}
