//! Refuses wrong types that a stream returns.

use syn::{Ident, Signature, Type, TypeParamBound};

use super::alias::may_be_an_alias;
use super::error_type::error_of_another_type;
use crate::errors::{Errors, error, refuse};
use crate::syntax::parts::{associated, first_argument, last_argument, name_of, result_of, shown};

/// How a stream is returned.
#[derive(Clone, Copy)]
pub(super) struct ReturnedStream {
    /// Whether a `Result` holds the stream.
    pub(super) may_fail: bool,
    /// `impl Iterator`: a blocking thread drives it.
    pub(super) is_iterator: bool,
}

pub(super) fn returned_stream<'a>(
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

/// Whether it is a stream or an iterator, or a `Result` of one.
pub(super) fn holds_a_stream(whole: &Type) -> bool {
    held(whole).is_some()
}

fn held(whole: &Type) -> Option<Many<'_>> {
    many(first_argument(whole).unwrap_or(whole))
}

pub(super) fn endpoint_returns_a_stream(
    signature: &Signature,
    whole: Option<&Type>,
) -> syn::Result<()> {
    match whole.and_then(held) {
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
    match returned {
        Type::ImplTrait(returned) => returned.bounds.iter().find_map(many_of_a_bound),
        _ => None,
    }
}

fn many_of_a_bound(bound: &TypeParamBound) -> Option<Many<'_>> {
    let TypeParamBound::Trait(of) = bound else {
        return None;
    };
    let name = &of.path.segments.last()?.ident;
    let item = ["Stream", "Iterator"]
        .iter()
        .find_map(|name| associated(bound, name, "Item"))?;
    Some(Many { name, item })
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
    // An alias of `Result` holds a stream too.
    let inside = first_argument(whole)
        .filter(|inside| result_of(whole).is_some() || matches!(inside, Type::ImplTrait(_)));
    let many = many(inside.unwrap_or(whole)).ok_or_else(|| {
        error(
            whole,
            format_args!("stream `{name}` does not return a stream"),
            instead_of(whole),
        )
    });
    Ok((inside.is_some(), many?))
}

/// The `impl` to write for what was returned: another form of a stream, a list, or one item.
fn instead_of(whole: &Type) -> String {
    let held = result_of(whole).unwrap_or(whole);
    let (of, item) = match boxed(held) {
        Some(many) => (many.name.to_string(), many.item),
        None => {
            let holds_items = name_of(held).is_some_and(|name| {
                ["BoxStream", "LocalBoxStream", "Vec", "Option"]
                    .iter()
                    .any(|known| name == known)
            });
            let item = last_argument(held).filter(|_| holds_items);
            ("Stream".to_owned(), item.unwrap_or(held))
        }
    };
    let item = match item {
        Type::ImplTrait(_) | Type::TraitObject(_) => "Result<…>".to_owned(),
        item if result_of(item).is_some() => shown(item),
        item => format!("Result<{}>", shown(item)),
    };
    let written = format!("write `-> impl {of}<Item = {item}>`");
    if of == "Iterator" {
        written
    } else {
        format!("{written}, or from a plain `fn` `-> impl Iterator<Item = {item}>`")
    }
}

/// The stream in `Pin<Box<dyn Stream<Item = …>>>`, at any depth.
fn boxed(held: &Type) -> Option<Many<'_>> {
    match held {
        Type::TraitObject(object) => object.bounds.iter().find_map(many_of_a_bound),
        _ => first_argument(held).and_then(boxed),
    }
}

fn stream_of_an_async_iterator(signature: &Signature, many: &Many<'_>) -> syn::Result<()> {
    refuse(
        many.name == "Iterator" && signature.asyncness.is_some(),
        many.name,
        format_args!("`async fn {}` returns an iterator", signature.ident),
        "remove `async`, so that a blocking thread drives it, or return a `Stream`",
    )
}

/// The compiler knows what `NAME<T>` is: it finds a `Result<T>` where it compares the items.
fn stream_items_without_result<'a>(
    signature: &Signature,
    many: &Many<'a>,
) -> syn::Result<&'a Type> {
    let alias = first_argument(many.item).filter(|_| may_be_an_alias(many.item));
    result_of(many.item).or(alias).ok_or_else(|| {
        error(
            many.item,
            format_args!("the items of stream `{}` cannot fail", signature.ident),
            format_args!("write `Item = Result<{}>`", shown(many.item)),
        )
    })
}
