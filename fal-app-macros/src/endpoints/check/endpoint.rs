//! What refuses an `#[endpoint]`, and what a `#[stream]` has in common with it: one rule, one function, one program of
//! its name in `tests/ui`.

use quote::ToTokens;
use syn::ReturnType;

use super::example::example;
use super::health_check::health_check;
use super::path::path;
use super::signature::{CheckedSignature, signature};
use super::stream;
use super::sync_mode::{endpoint_sync_mode_without_input, sync_mode};
use crate::attribute::doc_comment;
use crate::attribute::old_values::Text;
use crate::billing::{Billing, Formula, Subject, billing};
use crate::endpoints::args::{self, EndpointArgs};
use crate::endpoints::model::{Callee, Endpoint, EndpointKind, Endpoints, Input, Stream};
use crate::errors::{Errors, error};
use crate::syntax::impl_block::{Mark, MarkKind, Method};
use crate::syntax::types::{argument, result_of};

/// Adds what is right of the method to the block.
pub(super) fn endpoint<'a>(
    method: &'a Method,
    mark: &Mark,
    block: &mut Endpoints<'a>,
    errors: &mut Errors,
) {
    let callee = Callee::new(
        &method.signature.ident,
        method.signature.asyncness.is_some(),
        &method.attrs,
    );
    let args = args::parse(mark, errors);
    let is_work = args
        .as_ref()
        .is_some_and(|args| args.health_check.is_none());
    if is_work && says_nothing_of_billing(method) {
        block.unstated.push(callee);
    }
    block
        .endpoints
        .extend(right(method, callee, mark, args.as_ref(), errors));
}

/// A `Billed` without `custom` says something, wrongly.
fn says_nothing_of_billing(method: &Method) -> bool {
    let returned = match &method.signature.output {
        ReturnType::Type(_, returned) => result_of(returned),
        ReturnType::Default => None,
    };
    let billed = returned.and_then(|returned| argument(returned, "Billed", 0));
    billed.is_none() && marks(method, MarkKind::Billable).next().is_none()
}

/// The endpoint, unless something in it is wrong.
fn right<'a>(
    method: &'a Method,
    callee: Callee<'a>,
    mark: &Mark,
    args: Option<&EndpointArgs>,
    errors: &mut Errors,
) -> Option<Endpoint<'a>> {
    let path = args.and_then(|args| path(args, errors));
    let signature = signature(&method.signature, mark, errors);
    let kind = match args.and_then(|args| args.health_check.as_ref()) {
        Some(health) => {
            let sync_mode = args.and_then(|args| args.sync_mode.as_ref());
            errors.take(sync_mode.map_or(Ok(()), |value| {
                endpoint_sync_mode_without_input(value, method, false)
            }));
            health_check(method, health, signature.as_ref(), errors)
        }
        None => work(method, mark, args, signature.as_ref(), errors),
    };
    let content_type = args.map(|args| stream::content_type(args, errors));
    let (args, signature, content_type) = (args?, signature?, content_type??);
    let stream = signature.stream.map(|of| Stream {
        content_type,
        may_fail: of.may_fail,
        is_iterator: of.is_iterator,
    });
    Some(Endpoint {
        method: callee,
        path: path?,
        doc: doc_comment::text(&method.attrs),
        title: args.title.as_ref().map(Text::value),
        category: args.category.as_ref().map(Text::value),
        unlisted: args.unlisted,
        takes_context: signature.context,
        output: signature.output,
        stream,
        kind: kind?,
    })
}

fn work<'a>(
    method: &'a Method,
    mark: &Mark,
    args: Option<&EndpointArgs>,
    signature: Option<&CheckedSignature<'a>>,
    errors: &mut Errors,
) -> Option<EndpointKind<'a>> {
    // With a wrong signature the input is not known, and none is missed.
    let has_input = signature.is_none_or(|signature| signature.input.is_some());
    let subject = Subject {
        endpoint: &method.signature.ident,
        has_input,
        is_stream: mark.kind == MarkKind::Stream,
    };
    let billable = marks(method, MarkKind::Billable).next();
    let billing = match billable {
        Some(mark) => billing(mark, &subject, errors),
        None => Some(Billing::Unstated),
    };
    let examples: Vec<_> = marks(method, MarkKind::Example)
        .map(|mark| errors.take(example(mark)))
        .collect();
    let sync_mode = args
        .and_then(|args| args.sync_mode.as_ref())
        .map(|value| errors.take(sync_mode(value, method, has_input)));
    let (signature, billing) = (signature?, billing?);
    errors.take(billed_without_custom(signature, &billing))?;
    errors.take(stream::custom_on_a_stream(
        signature.stream.as_ref(),
        &billing,
        billable,
    ))?;
    errors.take(custom_without_billed(signature, &billing, billable))?;
    errors.take(example_without_input(method, signature))?;
    let examples = examples.into_iter().collect::<Option<Vec<_>>>()?;
    let sync_mode = sync_mode.map_or(Some(None), |sync_mode| sync_mode.map(Some))?;
    Some(EndpointKind::Work {
        input: signature.input.map(|of| Input {
            of,
            examples,
            sync_mode,
        }),
        billing,
    })
}

fn marks(method: &Method, kind: MarkKind) -> impl Iterator<Item = &Mark> {
    method.marks.iter().filter(move |mark| mark.kind == kind)
}

pub(super) fn is_custom(billing: &Billing) -> bool {
    matches!(
        billing,
        Billing::Metered {
            formula: Formula::Custom,
            ..
        }
    )
}

pub(super) fn billed_without_custom(
    signature: &CheckedSignature<'_>,
    billing: &Billing,
) -> syn::Result<()> {
    match signature.billed {
        Some(billed) if !is_custom(billing) => Err(error(
            billed,
            "`Billed` says its units itself, and the endpoint is not `custom`",
            "write `#[billable(custom)]`, or return the value without `Billed`",
        )),
        _ => Ok(()),
    }
}

fn custom_without_billed(
    signature: &CheckedSignature<'_>,
    billing: &Billing,
    mark: Option<&Mark>,
) -> syn::Result<()> {
    match mark {
        Some(_) if is_custom(billing) && signature.billed.is_none() => {
            let output = signature.output.to_token_stream();
            let help = format!(
                "write `-> Result<Billed<{output}>>`, and return `Billed::new(value, units)`"
            );
            Err(error(
                signature.output,
                "a `custom` endpoint says its units in a `Billed`",
                help,
            ))
        }
        _ => Ok(()),
    }
}

fn example_without_input(method: &Method, signature: &CheckedSignature<'_>) -> syn::Result<()> {
    match marks(method, MarkKind::Example).next() {
        Some(mark) if signature.input.is_none() => Err(error(
            mark.attr.path(),
            format_args!(
                "endpoint `{}` takes no input that `#[example]` could show",
                method.signature.ident
            ),
            "remove it, or give the method an input",
        )),
        _ => Ok(()),
    }
}
