//! What refuses a block as a whole: one rule, one function, one program of its name in `tests/ui`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Path};

use super::endpoint::endpoint;
use super::setup_teardown::{setup, teardown};
use crate::endpoints::model::{Callee, Endpoint, EndpointKind, Endpoints, Hook, Setups};
use crate::errors::{Errors, error};
use crate::syntax::impl_block::{Block, Mark, MarkKind, Member, Method};

/// The block without what is wrong in it, and every error.
pub(crate) fn check<'a>(
    args: &TokenStream,
    block: &'a Block,
    errors: &mut Errors,
) -> Endpoints<'a> {
    errors.take(endpoints_with_arguments(args));
    errors.take(endpoints_on_a_trait(block));
    errors.take(endpoints_with_generics(block));
    errors.take(endpoints_without_an_endpoint(block));
    let mut checked = Endpoints {
        impl_token: block.impl_token,
        generics: &block.generics,
        app: &block.self_type,
        // What the generics are of is not known to have a `Default`.
        setup: if block.generics.params.is_empty() {
            Setups::Right(vec![])
        } else {
            Setups::Wrong
        },
        teardowns: vec![],
        endpoints: vec![],
        marks: vec![],
        unstated: vec![],
    };
    for mark in block.marks().map(|mark| mark.attr.path()) {
        if !checked.marks.iter().any(|known| same(known, mark)) {
            checked.marks.push(mark);
        }
    }
    for member in &block.members {
        match member {
            Member::Method(method) => role(method, &mut checked, errors),
            Member::Other(marks, rest) => {
                errors.take(attribute_on_no_method(marks, rest));
            }
        }
    }
    across_methods(&checked, errors);
    checked
}

/// Whether two paths of attributes, which are names alone, are one.
fn same(one: &Path, other: &Path) -> bool {
    let mut pairs = one.segments.iter().zip(&other.segments);
    one.leading_colon.is_some() == other.leading_colon.is_some()
        && one.segments.len() == other.segments.len()
        && pairs.all(|(one, other)| one.ident == other.ident)
}

fn endpoints_with_arguments(args: &TokenStream) -> syn::Result<()> {
    if args.is_empty() {
        return Ok(());
    }
    Err(error(
        args,
        "`#[endpoints]` takes nothing",
        "write `#[endpoints]`; what an endpoint says stands on its method",
    ))
}

fn endpoints_on_a_trait(block: &Block) -> syn::Result<()> {
    match &block.of_trait {
        None => Ok(()),
        Some(of_trait) => Err(error(
            of_trait,
            "`#[endpoints]` belongs on the app's own `impl`",
            format_args!("write `impl {}`", block.self_type.to_token_stream()),
        )),
    }
}

fn endpoints_with_generics(block: &Block) -> syn::Result<()> {
    if block.generics.params.is_empty() {
        return Ok(());
    }
    Err(error(
        &block.generics,
        "an app has no generics",
        "name the types: one app is one struct",
    ))
}

fn endpoints_without_an_endpoint(block: &Block) -> syn::Result<()> {
    if block.marks().any(|mark| mark.kind.answers()) {
        return Ok(());
    }
    let message = format!("`{}` has no endpoint", block.self_type.to_token_stream());
    Err(error(
        &block.self_type,
        message,
        "put `#[endpoint(\"/\")]` on a method",
    ))
}

/// A method that is half-typed is rustc's to tell.
fn attribute_on_no_method(marks: &[Mark], rest: &TokenStream) -> syn::Result<()> {
    let half_typed = rest
        .clone()
        .into_iter()
        .any(|token| token.to_string() == "fn");
    match marks.first() {
        Some(mark) if !half_typed => {
            let name = mark.kind.name();
            Err(error(
                mark.attr.path(),
                format_args!("`#[{name}]` belongs on a method"),
                "move it to one",
            ))
        }
        _ => Ok(()),
    }
}

/// What a method is by its attributes.
fn role<'a>(method: &'a Method, checked: &mut Endpoints<'a>, errors: &mut Errors) {
    for kind in [
        MarkKind::Setup,
        MarkKind::Teardown,
        MarkKind::Endpoint,
        MarkKind::Stream,
        MarkKind::Billable,
    ] {
        errors.take(attribute_given_twice(method, kind));
    }
    let roles: Vec<&Mark> = method
        .marks
        .iter()
        .filter(|mark| is_role(mark.kind))
        .collect();
    if errors.take(method_with_two_roles(&roles)).is_none() {
        return;
    }
    match roles.first() {
        None => {
            errors.take(billable_on_a_plain_method(method));
            errors.take(example_on_a_plain_method(method));
        }
        Some(mark) if mark.kind == MarkKind::Setup => {
            match (&mut checked.setup, setup(method, mark, errors)) {
                (Setups::Right(setups), Some(setup)) => setups.push(setup),
                (Setups::Right(_), None) => checked.setup = Setups::Wrong,
                (Setups::Wrong, _) => {}
            }
        }
        Some(mark) if mark.kind == MarkKind::Teardown => {
            checked.teardowns.extend(teardown(method, mark, errors))
        }
        Some(mark) => endpoint(method, mark, checked, errors),
    }
}

fn is_role(kind: MarkKind) -> bool {
    kind.answers() || matches!(kind, MarkKind::Setup | MarkKind::Teardown)
}

fn attribute_given_twice(method: &Method, kind: MarkKind) -> syn::Result<()> {
    match method.marks.iter().filter(|mark| mark.kind == kind).nth(1) {
        None => Ok(()),
        Some(second) => {
            let message = format!(
                "`{}` has `#[{}]` twice",
                method.signature.ident,
                kind.name()
            );
            Err(error(second.attr.path(), message, "remove one of the two"))
        }
    }
}

fn method_with_two_roles(roles: &[&Mark]) -> syn::Result<()> {
    match (
        roles.first(),
        roles.iter().find(|mark| mark.kind != roles[0].kind),
    ) {
        (Some(first), Some(second)) => {
            let (first, other) = (first.kind.name(), second.kind.name());
            let message = format!("one method is both `#[{first}]` and `#[{other}]`");
            Err(error(
                second.attr.path(),
                message,
                "write a method for each",
            ))
        }
        _ => Ok(()),
    }
}

fn billable_on_a_plain_method(method: &Method) -> syn::Result<()> {
    on_a_plain_method(method, MarkKind::Billable)
}

fn example_on_a_plain_method(method: &Method) -> syn::Result<()> {
    on_a_plain_method(method, MarkKind::Example)
}

fn on_a_plain_method(method: &Method, kind: MarkKind) -> syn::Result<()> {
    match method.marks.iter().find(|mark| mark.kind == kind) {
        None => Ok(()),
        Some(mark) => {
            let message = format!(
                "`#[{}]` belongs on an endpoint, and `{}` is none",
                kind.name(),
                method.signature.ident
            );
            Err(error(
                mark.attr.path(),
                message,
                "add `#[endpoint(\"/…\")]` to the method",
            ))
        }
    }
}

fn across_methods(checked: &Endpoints<'_>, errors: &mut Errors) {
    if let Setups::Right(setups) = &checked.setup {
        two_setups(setups, errors);
    }
    two_teardowns(&checked.teardowns, errors);
    for (i, endpoint) in checked.endpoints.iter().enumerate() {
        for before in &checked.endpoints[..i] {
            two_health_checks(before, endpoint, errors);
            two_endpoints_on_one_path(before, endpoint, errors);
        }
        for other in &checked.endpoints {
            endpoint_on_the_path_of_another(endpoint, other, errors);
        }
    }
}

fn two_setups(setups: &[Hook<'_>], errors: &mut Errors) {
    two_hooks(setups, "setup", errors);
}

fn two_teardowns(teardowns: &[Hook<'_>], errors: &mut Errors) {
    two_hooks(teardowns, "teardown", errors);
}

fn two_hooks(hooks: &[Hook<'_>], attribute: &str, errors: &mut Errors) {
    for (i, second) in hooks.iter().enumerate() {
        for first in &hooks[..i] {
            let message = format!("`{}` is a second `#[{attribute}]`", second.method.name);
            let help = format!(
                "keep one of `{}` and `{}`",
                first.method.name, second.method.name
            );
            errors.push_where(
                &both(&first.method, &second.method),
                error(second.method.name, message, help),
            );
        }
    }
}

fn two_health_checks(first: &Endpoint<'_>, second: &Endpoint<'_>, errors: &mut Errors) {
    if let (EndpointKind::HealthCheck(_), EndpointKind::HealthCheck(_)) =
        (&first.kind, &second.kind)
    {
        let message = format!("`{}` is a second health check", second.method.name);
        let help = format!(
            "the platform asks one: keep one of `{}` and `{}`",
            first.method.name, second.method.name
        );
        errors.push_where(
            &both(&first.method, &second.method),
            error(second.method.name, message, help),
        );
    }
}

fn two_endpoints_on_one_path(first: &Endpoint<'_>, second: &Endpoint<'_>, errors: &mut Errors) {
    if first.path.value() == second.path.value() {
        let (one, two) = (first.method.name, second.method.name);
        let message = format!("endpoint `{one}` is already on `{}`", first.path.value());
        let help = format!("give `{two}` a path of its own");
        errors.push_where(
            &both(&first.method, &second.method),
            error(&second.path, message, help),
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
    let owned = ["cancel", "quote"]
        .into_iter()
        .find(|owned| path == format!("{above}/{owned}"));
    if let (Some(owned), EndpointKind::Work { .. }) = (owned, &other.kind) {
        let message = format!(
            "`{path}` is the server's own: the `/{owned}` of endpoint `{}`",
            other.method.name
        );
        errors.push_where(
            &both(&other.method, &endpoint.method),
            error(&endpoint.path, message, "choose another path"),
        );
    }
}

/// The conditions under which both exist.
fn both<'a>(first: &Callee<'a>, second: &Callee<'a>) -> Vec<&'a Attribute> {
    first.cfgs().into_iter().chain(second.cfgs()).collect()
}
