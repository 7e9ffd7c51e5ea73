//! Refuses two methods of a block that do not go together.

use syn::Attribute;

use crate::endpoints::model::{Callee, Endpoint, EndpointKind, Endpoints, Setups};
use crate::errors::{Errors, error};

pub(super) fn pairs(block: &Endpoints<'_>, errors: &mut Errors) {
    if let Setups::Right(setups) = &block.setup {
        each_pair(setups, |first, second| two_setups(first, second, errors));
    }
    each_pair(&block.teardowns, |first, second| {
        two_teardowns(first, second, errors);
    });
    each_pair(&block.endpoints, |first, second| {
        two_health_checks(first, second, errors);
        two_endpoints_on_one_path(first, second, errors);
    });
    for endpoint in &block.endpoints {
        for other in &block.endpoints {
            endpoint_on_the_path_of_another(endpoint, other, errors);
        }
    }
}

fn each_pair<T>(items: &[T], mut rules: impl FnMut(&T, &T)) {
    for (i, second) in items.iter().enumerate() {
        for first in &items[..i] {
            rules(first, second);
        }
    }
}

/// The `#[cfg]`s under which both exist.
fn both<'a>(first: &Callee<'a>, second: &Callee<'a>) -> Vec<&'a Attribute> {
    first.cfgs().into_iter().chain(second.cfgs()).collect()
}

fn two_setups(first: &Callee<'_>, second: &Callee<'_>, errors: &mut Errors) {
    let (one, two) = (first.name, second.name);
    errors.push_where(
        &both(first, second),
        error(
            two,
            format_args!("`{two}` is a second `#[setup]`"),
            format_args!("keep one of `{one}` and `{two}`"),
        ),
    );
}

fn two_teardowns(first: &Callee<'_>, second: &Callee<'_>, errors: &mut Errors) {
    let (one, two) = (first.name, second.name);
    errors.push_where(
        &both(first, second),
        error(
            two,
            format_args!("`{two}` is a second `#[teardown]`"),
            format_args!("keep one of `{one}` and `{two}`"),
        ),
    );
}

fn two_health_checks(first: &Endpoint<'_>, second: &Endpoint<'_>, errors: &mut Errors) {
    if let (EndpointKind::HealthCheck(_), EndpointKind::HealthCheck(_)) =
        (&first.kind, &second.kind)
    {
        let (one, two) = (first.method.name, second.method.name);
        errors.push_where(
            &both(&first.method, &second.method),
            error(
                two,
                format_args!("`{two}` is a second health check"),
                format_args!("the platform asks one: keep one of `{one}` and `{two}`"),
            ),
        );
    }
}

fn two_endpoints_on_one_path(first: &Endpoint<'_>, second: &Endpoint<'_>, errors: &mut Errors) {
    let (path, one, two) = (first.path.value(), first.method.name, second.method.name);
    if path == second.path.value() {
        errors.push_where(
            &both(&first.method, &second.method),
            error(
                &second.path,
                format_args!("endpoint `{one}` is already on `{path}`"),
                format_args!("give `{two}` a path of its own"),
            ),
        );
    }
}

/// The server answers `/cancel` and `/quote` below each path itself.
fn endpoint_on_the_path_of_another(
    endpoint: &Endpoint<'_>,
    other: &Endpoint<'_>,
    errors: &mut Errors,
) {
    let (path, above) = (endpoint.path.value(), other.path.value());
    let above = above.trim_end_matches('/');
    let mut owned = ["cancel", "quote"].into_iter();
    let owned = owned.find(|owned| path == format!("{above}/{owned}"));
    if let (Some(owned), EndpointKind::Work { .. }) = (owned, &other.kind) {
        let name = other.method.name;
        errors.push_where(
            &both(&other.method, &endpoint.method),
            error(
                &endpoint.path,
                format_args!(
                    "the server itself answers `{path}`: it is the `/{owned}` of endpoint `{name}`"
                ),
                "choose another path",
            ),
        );
    }
}
