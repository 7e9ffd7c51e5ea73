//! What refuses a health check.

use super::endpoint::billed_without_custom;
use super::signature::CheckedSignature;
use crate::attribute::old_values::Whole;
use crate::billing::Billing;
use crate::endpoints::args::HealthCheckArgs;
use crate::endpoints::model::{EndpointKind, HealthCheck};
use crate::errors::{Errors, error};
use crate::syntax::impl_block::{MarkKind, Method};

pub(super) fn health_check<'a>(
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
