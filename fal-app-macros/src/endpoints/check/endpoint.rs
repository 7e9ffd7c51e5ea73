//! Refuses a wrong endpoint, stream or session.

use syn::ReturnType;

use super::example::examples;
use super::health_check::health_check;
use super::parameters::{Parameters, parameters};
use super::returned::{Returned, returned};
use super::session::{realtime_without_its_feature, session};
use super::words::{content_type, max_body_mib, path, sync_mode};
use crate::attribute::doc_comment;
use crate::billing::{self, Billing, Subject};
use crate::endpoints::args::EndpointArgs;
use crate::endpoints::model::{Callee, Endpoint, EndpointKind, Input, Output, Stream};
use crate::errors::{Errors, error, refuse};
use crate::syntax::impl_block::Method;
use crate::syntax::method_attribute::{AttributeKind, MethodAttribute};
use crate::syntax::parts::{argument, first_argument, shown};

/// A method with `#[endpoint]`, `#[stream]` or `#[realtime]`.
pub(super) struct CheckedEndpoint<'a> {
    /// The endpoint, unless something in it is wrong.
    pub(super) right: Option<Endpoint<'a>>,
    /// Whether it has no `#[billable]`, and should have one in an app where callers pay.
    pub(super) is_unbilled: bool,
}

pub(super) fn endpoint<'a>(
    method: &'a Method,
    callee: Callee<'a>,
    attribute: &MethodAttribute,
    errors: &mut Errors,
) -> CheckedEndpoint<'a> {
    let args = EndpointArgs::read(attribute, errors);
    let is_work = args
        .as_ref()
        .is_some_and(|args| args.health_check.is_none());
    CheckedEndpoint {
        is_unbilled: is_work && says_nothing_of_billing(method),
        right: right(method, callee, attribute, args, errors),
    }
}

/// A method that returns a `Billed` has another error.
fn says_nothing_of_billing(method: &Method) -> bool {
    let returned = match &method.signature.output {
        ReturnType::Type(_, returned) => first_argument(returned),
        ReturnType::Default => None,
    };
    let billed = returned.and_then(|returned| argument(returned, "Billed", 0));
    billed.is_none() && method.all(AttributeKind::Billable).next().is_none()
}

/// The endpoint, unless something in it is wrong.
fn right<'a>(
    method: &'a Method,
    callee: Callee<'a>,
    attribute: &MethodAttribute,
    args: Option<EndpointArgs>,
    errors: &mut Errors,
) -> Option<Endpoint<'a>> {
    let is_session = attribute.kind == AttributeKind::Realtime;
    if is_session {
        errors.take(realtime_without_its_feature(attribute))?;
    }
    let parameters = parameters(&method.signature, attribute.kind, errors);
    let returned = returned(&method.signature, attribute.kind, errors);
    let Some(args) = args else {
        if !is_session {
            work(method, attribute, None, parameters, returned, errors);
        }
        return None;
    };
    let (session, parameters) = if is_session {
        session(
            &method.signature,
            &args.session,
            parameters,
            returned,
            errors,
        )
        .unzip()
    } else {
        (None, parameters)
    };
    let path = path(attribute, &args, errors);
    let content_type = content_type(&args, errors);
    // With wrong parameters, nobody knows whether there is an input.
    let has_input = parameters
        .as_ref()
        .is_none_or(|parameters| parameters.input.is_some());
    let max_body_mib = max_body_mib(&args, callee.name, has_input, errors);
    let kind = match &args.health_check {
        Some(written) => {
            if let Some(value) = &args.sync_mode {
                sync_mode(&value.value.0, callee.name, false, errors);
            }
            let input = parameters.and_then(|parameters| parameters.input);
            let check = health_check(method, written, input, errors);
            errors.take(billed_without_custom(returned?, None))?;
            check.map(EndpointKind::HealthCheck)
        }
        None => work(method, attribute, Some(&args), parameters, returned, errors),
    };
    let (parameters, returned, content_type) = (parameters?, returned?, content_type?);
    // Without its session, it would be taken for an endpoint.
    let is_whole = session.is_some() == is_session;
    is_whole.then_some(())?;
    Some(Endpoint {
        method: callee,
        path: path?,
        doc: doc_comment(&method.attrs),
        listing: args.listing,
        max_body_mib,
        takes_context: parameters.context,
        returned: returned.whole,
        output: returned.output,
        stream: returned.stream.map(|of| Stream {
            content_type,
            may_fail: of.may_fail,
            is_iterator: of.is_iterator,
        }),
        session,
        kind: kind?,
    })
}

fn work<'a>(
    method: &Method,
    attribute: &MethodAttribute,
    args: Option<&EndpointArgs>,
    parameters: Option<Parameters<'a>>,
    returned: Option<Returned<'a>>,
    errors: &mut Errors,
) -> Option<EndpointKind<'a>> {
    let name = &method.signature.ident;
    // With wrong parameters, nobody knows whether there is an input.
    let has_input = parameters.is_none_or(|parameters| parameters.input.is_some());
    let subject = Subject {
        endpoint: name,
        has_input,
        parameter: parameters.and_then(|parameters| parameters.name),
        is_stream: attribute.kind == AttributeKind::Stream,
        is_deferred: false,
        is_session: attribute.kind == AttributeKind::Realtime,
    };
    let billable = method.all(AttributeKind::Billable).next();
    let billing = match billable {
        Some(billable) => billing::billing(billable, &subject, errors).map(Some),
        None => Some(None),
    };
    let examples = examples(
        method,
        has_input,
        parameters.and_then(|parameters| parameters.input),
        errors,
    );
    let sync_mode = match args.and_then(|args| args.sync_mode.as_ref()) {
        Some(value) => sync_mode(&value.value.0, name, has_input, errors).map(Some),
        None => Some(None),
    };
    let (parameters, returned, billing) = (parameters?, returned?, billing?);
    errors.take(billed_without_custom(returned, billing.as_ref()))?;
    if let (Some(billable), Some(billing)) = (billable, &billing) {
        errors.take(custom_on_a_stream(returned, billing, billable))?;
        errors.take(custom_without_billed(returned, billing))?;
    }
    let (examples, sync_mode) = (examples?, sync_mode?);
    Some(EndpointKind::Work {
        input: parameters.input.map(|of| Input {
            of,
            examples,
            sync_mode,
        }),
        billing,
    })
}

fn billed_without_custom(returned: Returned<'_>, billing: Option<&Billing>) -> syn::Result<()> {
    match returned.billed {
        Some(billed) if !billing.is_some_and(Billing::is_custom) => Err(error(
            billed,
            "`Billed` says its units itself, and the endpoint is not `custom`",
            "write `#[billable(custom)]`, or return the value without `Billed`",
        )),
        _ => Ok(()),
    }
}

fn custom_without_billed(returned: Returned<'_>, billing: &Billing) -> syn::Result<()> {
    let (Output::Named(output) | Output::Of(output)) = returned.output;
    refuse(
        billing.is_custom() && returned.billed.is_none(),
        output,
        "a `custom` endpoint says its units in a `Billed`",
        format_args!(
            "write `-> Result<Billed<{}>>`, and return `Billed::new(value, units)`",
            shown(output)
        ),
    )
}

fn custom_on_a_stream(
    returned: Returned<'_>,
    billing: &Billing,
    billable: &MethodAttribute,
) -> syn::Result<()> {
    refuse(
        billing.is_custom() && returned.stream.is_some(),
        &crate::attribute::arguments(&billable.attr)?,
        "a stream has no answer that could say its units",
        "write a meter that reads `input`, or one that reads each item as `output` with `deferred`: `units(output.tokens), deferred`",
    )
}
