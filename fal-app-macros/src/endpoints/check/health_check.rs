//! Refuses a wrong health check.

use syn::Type;

use crate::attribute::{Given, Nested, Whole};
use crate::endpoints::args::HealthCheckArgs;
use crate::errors::{Errors, error};
use crate::syntax::impl_block::Method;
use crate::syntax::method_attribute::AttributeKind;

pub(super) fn health_check(
    method: &Method,
    written: &Nested,
    input: Option<&Type>,
    errors: &mut Errors,
) -> Option<HealthCheckArgs> {
    errors.take(attribute_on_a_health_check(method));
    let has_no_input = errors.take(health_check_with_input(method, input));
    let args: HealthCheckArgs = written.read(errors);
    for number in [&args.timeout_seconds, &args.failure_threshold] {
        errors.take(health_check_zero(number.as_ref()));
    }
    has_no_input.map(|()| args)
}

fn attribute_on_a_health_check(method: &Method) -> syn::Result<()> {
    let mut others = method.ours.iter();
    match others.find(|ours| ours.kind != AttributeKind::Endpoint) {
        None => Ok(()),
        Some(other) => Err(error(
            other.attr.path(),
            format_args!(
                "`#[{}]` does not belong on a health check",
                other.kind.name()
            ),
            "remove it: the platform sends a health check no body, and nobody pays for it",
        )),
    }
}

fn health_check_with_input(method: &Method, input: Option<&Type>) -> syn::Result<()> {
    match input {
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

fn health_check_zero(number: Option<&Given<Whole>>) -> syn::Result<()> {
    match number {
        Some(zero) if zero.value.0 == 0 => Err(error(
            &zero.at,
            format_args!("`{}` is 0", zero.word),
            "write 1 or more",
        )),
        _ => Ok(()),
    }
}
