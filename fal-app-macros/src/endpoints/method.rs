//! What refuses an `#[endpoint]`, and what a `#[stream]` has in common with it: one rule, one function, one program of
//! its name in `tests/ui`.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, FnArg, LitStr, PatType, Receiver, ReceiverKind, ReturnType, Signature, Type};

use super::example::example;
use super::hooks::{argument, result_of};
use super::model::{
    Callee, ContextPlace, Endpoint, EndpointKind, Endpoints, HealthCheck, Input, Stream, SyncMode,
};
use super::parse::{self, EndpointArgs, HealthCheckArgs};
use super::stream::{self, StreamOf};
use crate::billing::{Billing, Formula, Subject, billing, reads};
use crate::doc;
use crate::errors::{Errors, error};
use crate::item::{Mark, MarkKind, Method};
use crate::values::{Text, Whole};

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
    let args = parse::parse(mark, errors);
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
        doc: doc::text(&method.attrs),
        title: args.title.as_ref().map(Text::value),
        category: args.category.as_ref().map(Text::value),
        unlisted: args.unlisted,
        takes_context: signature.context,
        output: signature.output,
        stream,
        kind: kind?,
    })
}

fn path(args: &EndpointArgs, errors: &mut Errors) -> Option<LitStr> {
    let path = &args.path.0;
    errors.take(endpoint_path_without_slash(path))?;
    errors.take(endpoint_path_not_plain(path))?;
    errors.take(endpoint_path_of_the_server(
        path,
        args.health_check.is_some(),
    ))?;
    Some(path.clone())
}

fn endpoint_path_without_slash(path: &LitStr) -> syn::Result<()> {
    let value = path.value();
    if value.starts_with('/') {
        return Ok(());
    }
    Err(error(
        path,
        format_args!("the path `{value}` does not begin with `/`"),
        format_args!("write `\"/{value}\"`"),
    ))
}

fn endpoint_path_not_plain(path: &LitStr) -> syn::Result<()> {
    let value = path.value();
    let plain = |segment: &str| {
        !segment.is_empty()
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    if value == "/" || value.split('/').skip(1).all(plain) {
        return Ok(());
    }
    let help = "write letters, digits, `-`, `_`, `.` and `~` between single slashes, and no slash at the end";
    Err(error(
        path,
        format_args!("the path `{value}` is not plain"),
        help,
    ))
}

fn endpoint_path_of_the_server(path: &LitStr, is_health_check: bool) -> syn::Result<()> {
    let value = path.value();
    if value != "/openapi.json" && (value != "/health" || is_health_check) {
        return Ok(());
    }
    let help = if value == "/health" {
        "add `health_check` to replace it, or choose another path"
    } else {
        "choose another path"
    };
    Err(error(
        path,
        format_args!("`{value}` is the server's own"),
        help,
    ))
}

/// A method's parameters and what it returns.
struct CheckedSignature<'a> {
    input: Option<&'a Type>,
    context: Option<ContextPlace>,
    /// The `T` of `Result<T>`, or of `Result<Billed<T>>`.
    output: &'a Type,
    /// The `Billed<T>`.
    billed: Option<&'a Type>,
    /// Where `output` is one item of many.
    stream: Option<StreamOf<'a>>,
}

fn signature<'a>(
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

fn sync_mode(value: &Expr, method: &Method, has_input: bool) -> syn::Result<SyncMode> {
    endpoint_sync_mode_without_input(value, method, has_input)?;
    let read = reads(&value.to_token_stream());
    endpoint_sync_mode_of_the_output(read.output.or(read.receiver).as_ref())?;
    Ok(SyncMode {
        input: endpoint_sync_mode_not_of_the_input(value, read.input)?,
        value: value.clone(),
    })
}

fn endpoint_sync_mode_without_input(
    value: &Expr,
    method: &Method,
    has_input: bool,
) -> syn::Result<()> {
    if has_input {
        return Ok(());
    }
    Err(error(
        value,
        format_args!(
            "endpoint `{}` takes no input that could say `sync_mode`",
            method.signature.ident
        ),
        "remove the word, or take an input with a field `sync_mode: bool`",
    ))
}

const SYNC_MODE: &str = "write `sync_mode = input.sync_mode`";

fn endpoint_sync_mode_of_the_output(later: Option<&Ident>) -> syn::Result<()> {
    later.map_or(Ok(()), |later| {
        let message = format_args!("`sync_mode` cannot read `{later}`: the caller says it");
        Err(error(later, message, SYNC_MODE))
    })
}

fn endpoint_sync_mode_not_of_the_input(value: &Expr, input: Option<Ident>) -> syn::Result<Ident> {
    input.ok_or_else(|| {
        error(
            value,
            "`sync_mode` is what the caller says in `input`",
            SYNC_MODE,
        )
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

fn billed_without_custom(signature: &CheckedSignature<'_>, billing: &Billing) -> syn::Result<()> {
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

fn health_check<'a>(
    method: &Method,
    args: &HealthCheckArgs,
    signature: Option<&CheckedSignature<'a>>,
    errors: &mut Errors,
) -> Option<EndpointKind<'a>> {
    errors.take(attribute_on_a_health_check(method));
    let seconds = args
        .timeout_seconds
        .as_ref()
        .map(|timeout| errors.take(health_check_zero("timeout_seconds", timeout)));
    let threshold = args.failure_threshold.as_ref();
    let threshold =
        threshold.map(|threshold| errors.take(health_check_zero("failure_threshold", threshold)));
    let signature = signature?;
    errors.take(health_check_with_input(method, signature))?;
    errors.take(billed_without_custom(signature, &Billing::Free))?;
    Some(EndpointKind::HealthCheck(HealthCheck {
        start_period_seconds: args
            .start_period_seconds
            .as_ref()
            .map(|seconds| seconds.value),
        timeout_seconds: seconds.flatten(),
        failure_threshold: threshold.flatten(),
        call_regularly: args.call_regularly.as_ref().map(|flag| flag.0),
    }))
}

fn attribute_on_a_health_check(method: &Method) -> syn::Result<()> {
    match method
        .marks
        .iter()
        .find(|mark| mark.kind != MarkKind::Endpoint)
    {
        None => Ok(()),
        Some(mark) => {
            let name = mark.kind.name();
            let message = format!("`#[{name}]` does not belong on a health check");
            Err(error(
                mark.attr.path(),
                message,
                "remove it: the platform asks it, without a body, and nobody pays",
            ))
        }
    }
}

fn health_check_zero(name: &str, number: &Whole) -> syn::Result<u32> {
    if number.value >= 1 {
        return Ok(number.value);
    }
    Err(error(
        &number.at,
        format_args!("`{name}` is 0"),
        "write 1 or more",
    ))
}

fn health_check_with_input(method: &Method, signature: &CheckedSignature<'_>) -> syn::Result<()> {
    match signature.input {
        None => Ok(()),
        Some(input) => Err(error(
            input,
            format_args!(
                "health check `{}` takes an input, and the platform sends none",
                method.signature.ident
            ),
            "remove the parameter",
        )),
    }
}
