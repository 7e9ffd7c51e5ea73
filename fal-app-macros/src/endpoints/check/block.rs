//! Refuses a wrong block, and sorts its methods.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Path};

use super::endpoint::endpoint;
use super::pairs::pairs;
use super::setup_teardown::{setup, teardown};
use crate::endpoints::model::{Callee, Endpoints, Setups};
use crate::errors::{Errors, error, refuse};
use crate::syntax::impl_block::{Block, Member, Method};
use crate::syntax::item::keyword;
use crate::syntax::method_attribute::{AttributeKind, MethodAttribute};

/// The block, without the parts that are refused.
pub(crate) fn check<'a>(
    args: &TokenStream,
    block: &'a Block,
    number: u64,
    errors: &mut Errors,
) -> Endpoints<'a> {
    errors.take(endpoints_with_arguments(args));
    errors.take(endpoints_on_a_trait(block));
    errors.take(endpoints_without_an_endpoint(block));
    let mut checked = Endpoints {
        impl_token: block.impl_token,
        generics: &block.generics,
        app: &block.self_type,
        number,
        setup: Setups::Right(vec![]),
        teardowns: vec![],
        endpoints: vec![],
        attributes: vec![],
        unbilled: vec![],
    };
    for path in block.our_attributes().map(|ours| ours.attr.path()) {
        if !checked.attributes.iter().any(|known| same(known, path)) {
            checked.attributes.push(path);
        }
    }
    for member in &block.members {
        match member {
            Member::Method(method) => self::method(method, &mut checked, errors),
            Member::Other(ours, rest) => {
                errors.take(attribute_not_on_a_method(ours, rest));
            }
        }
    }
    pairs(&checked, errors);
    checked
}

/// Whether two paths of attributes are the same names.
fn same(one: &Path, other: &Path) -> bool {
    let mut pairs = one.segments.iter().zip(&other.segments);
    one.leading_colon.is_some() == other.leading_colon.is_some()
        && one.segments.len() == other.segments.len()
        && pairs.all(|(one, other)| one.ident == other.ident)
}

pub(crate) fn endpoints_not_on_an_impl(item: &TokenStream) -> syn::Error {
    error(
        &keyword(item),
        "`#[endpoints]` belongs on an `impl`",
        "move it to the `impl` of the struct with `#[fal_app]`",
    )
}

pub(crate) fn endpoints_given_twice(again: Option<&Attribute>) -> syn::Result<()> {
    match again {
        None => Ok(()),
        Some(again) => Err(error(
            again.path(),
            "`#[endpoints]` is given twice",
            "remove one of the two",
        )),
    }
}

fn endpoints_with_arguments(args: &TokenStream) -> syn::Result<()> {
    refuse(
        !args.is_empty(),
        args,
        "`#[endpoints]` takes no arguments",
        "write `#[endpoints]`; the attributes of an endpoint stand on its method",
    )
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

fn endpoints_without_an_endpoint(block: &Block) -> syn::Result<()> {
    let is_meant = |attr: &Attribute| {
        let last = attr
            .path()
            .segments
            .last()
            .map(|last| last.ident.to_string());
        last.is_some_and(|last| {
            ["endpoint", "stream", "realtime"]
                .iter()
                .any(|known| is_like(&last, known))
        })
    };
    // Of a word like these, rustc says that it is no attribute.
    let mut methods = block.members.iter().filter_map(|member| match member {
        Member::Method(method) => Some(method),
        Member::Other(..) => None,
    });
    let is_misspelt = methods.any(|method| method.attrs.iter().any(is_meant));
    let mut ours = block.our_attributes();
    refuse(
        !is_misspelt && !ours.any(|ours| ours.kind.is_endpoint()),
        &block.self_type,
        format_args!("`{}` has no endpoint", block.self_type.to_token_stream()),
        "put `#[endpoint(\"/\")]` on a method",
    )
}

/// Whether two words are at most two letters apart.
fn is_like(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, with) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != with);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().is_some_and(|distance| *distance <= 2)
}

/// A method that is half-typed is reported by rustc.
fn attribute_not_on_a_method(ours: &[MethodAttribute], rest: &TokenStream) -> syn::Result<()> {
    let mut tokens = rest.clone().into_iter();
    let is_half_typed = tokens.any(|token| token.to_string() == "fn");
    match ours.first() {
        Some(first) if !is_half_typed => Err(error(
            first.attr.path(),
            format_args!("`#[{}]` belongs on a method", first.kind.name()),
            "move it to a method",
        )),
        _ => Ok(()),
    }
}

/// Adds a method to the block, by its attribute.
fn method<'a>(method: &'a Method, block: &mut Endpoints<'a>, errors: &mut Errors) {
    for kind in [
        AttributeKind::Setup,
        AttributeKind::Teardown,
        AttributeKind::Endpoint,
        AttributeKind::Stream,
        AttributeKind::Realtime,
        AttributeKind::Billable,
    ] {
        errors.take(attribute_given_twice(method, kind));
    }
    let mut roles = method.ours.iter().filter(|ours| is_role(ours.kind));
    let Some(role) = roles.next() else {
        errors.take(attribute_on_a_plain_method(method));
        return;
    };
    let other = roles.find(|other| other.kind != role.kind);
    if errors.take(method_with_two_roles(role, other)).is_none() {
        return;
    }
    match role.kind {
        AttributeKind::Setup => match (&mut block.setup, setup(method, role, errors)) {
            (Setups::Right(setups), Some(setup)) => setups.push(setup),
            (Setups::Right(_), None) => block.setup = Setups::Wrong,
            (Setups::Wrong, _) => {}
        },
        AttributeKind::Teardown => block.teardowns.extend(teardown(method, role, errors)),
        _ => {
            let signature = &method.signature;
            let is_async = signature.asyncness.is_some();
            let callee = Callee::new(&signature.ident, is_async, &method.attrs);
            let endpoint = endpoint(method, callee, role, errors);
            block
                .unbilled
                .extend(endpoint.is_unbilled.then_some(callee));
            block.endpoints.extend(endpoint.right);
        }
    }
}

fn is_role(kind: AttributeKind) -> bool {
    !matches!(kind, AttributeKind::Billable | AttributeKind::Example)
}

fn attribute_given_twice(method: &Method, kind: AttributeKind) -> syn::Result<()> {
    match method.all(kind).nth(1) {
        None => Ok(()),
        Some(second) => Err(error(
            second.attr.path(),
            format_args!(
                "`{}` has `#[{}]` twice",
                method.signature.ident,
                kind.name()
            ),
            "remove one of the two",
        )),
    }
}

fn method_with_two_roles(
    role: &MethodAttribute,
    other: Option<&MethodAttribute>,
) -> syn::Result<()> {
    match other {
        None => Ok(()),
        Some(other) => Err(error(
            other.attr.path(),
            format_args!(
                "one method is both `#[{}]` and `#[{}]`",
                role.kind.name(),
                other.kind.name()
            ),
            "write a method for each",
        )),
    }
}

fn attribute_on_a_plain_method(method: &Method) -> syn::Result<()> {
    match method.ours.first() {
        None => Ok(()),
        Some(ours) => Err(error(
            ours.attr.path(),
            format_args!(
                "`#[{}]` belongs on an endpoint, and `{}` is not one",
                ours.kind.name(),
                method.signature.ident
            ),
            "add `#[endpoint(\"/…\")]` to the method",
        )),
    }
}
