//! Refuses wrong names, and what is wrong on structs and enums alike.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Attribute, Generics, Ident, Meta, Token, parse_quote};

use crate::attribute::{Given, Text, words};
use crate::errors::{Errors, error, refuse};
use crate::fields::args::{Attributes, Case, StructSerde, VariantSerde};
use crate::fields::direction::Directions;
use crate::fields::model::Names;

/// The names of a field or variant. `rename` writes a name in another case.
pub(super) fn names(
    ident: &Ident,
    serde: &VariantSerde,
    case: Option<Case>,
    rename: fn(Case, &str) -> String,
) -> Names {
    let own = ident.unraw().to_string();
    let text = |text: &Given<Text>| text.value.value();
    let name = match (&serde.rename, case) {
        (Some(name), _) => text(name),
        (None, Some(case)) => rename(case, &own),
        (None, None) => own,
    };
    Names {
        name,
        aliases: serde.alias.iter().map(text).collect(),
    }
}

/// Two fields or two variants have one name. Callers leave out those under a `#[cfg]`, which may be alternatives.
pub(super) fn name_taken_twice<'a>(
    named: impl Iterator<Item = (&'a Ident, &'a Names)>,
    errors: &mut Errors,
) {
    let mut taken: Vec<&str> = Vec::new();
    for (ident, names) in named {
        for name in names.all() {
            if taken.contains(&name) {
                errors.push(error(
                    ident,
                    format_args!("the name `{name}` is taken"),
                    "give each a name of its own with `#[serde(rename = \"…\")]`",
                ));
            }
            taken.push(name);
        }
    }
}

/// Only decoding would know serde's own `default`.
pub(super) fn serde_default(word: &Meta) -> syn::Result<()> {
    refuse(
        word.path().is_ident("default"),
        word.path(),
        "`#[serde(default)]` is not taken",
        "write `#[field(default)]` or `#[field(default = …)]`",
    )
}

/// The name of a type in the document.
pub(super) fn name_of_type(ident: &Ident, serde: &StructSerde) -> String {
    match &serde.rename {
        Some(name) => name.value.value(),
        None => ident.unraw().to_string(),
    }
}

/// The words of serde and of `#[field]` behind a `cfg_attr`. An attribute cannot ask whether its condition holds, and would
/// pass them over. Each error holds where the condition does. Those of a type itself rustc has expanded before.
pub(super) fn words_behind_cfg_attr(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in attributes.iter().filter(|a| a.path().is_ident("cfg_attr")) {
        behind_cfg_attr(&attribute.meta, &mut Vec::new(), errors);
    }
}

fn behind_cfg_attr(attribute: &Meta, conditions: &mut Vec<Attribute>, errors: &mut Errors) {
    let parts = Punctuated::<Meta, Token![,]>::parse_terminated;
    // rustc reports what does not parse.
    let Ok(parts) = attribute
        .require_list()
        .and_then(|list| list.parse_args_with(parts))
    else {
        return;
    };
    let mut parts = parts.iter();
    let Some(condition) = parts.next() else {
        return;
    };
    conditions.push(parse_quote!(#[cfg(#condition)]));
    for part in parts {
        let name = part.path().to_token_stream().to_string();
        if name == "cfg_attr" {
            behind_cfg_attr(part, conditions, errors);
        } else if name == "serde" || name == "field" {
            let mut found = Errors::default();
            let tokens = part.require_list().map(|list| list.tokens.clone());
            for word in words(tokens.unwrap_or_default(), &mut found) {
                found.push(word_behind_cfg_attr(&name, &word));
            }
            errors.extend_where(conditions, found);
        }
    }
    conditions.pop();
}

fn word_behind_cfg_attr(attribute: &str, word: &Meta) -> syn::Error {
    let name = word.path().to_token_stream();
    error(
        word.path(),
        format_args!("`#[{attribute}({name})]` behind `cfg_attr` is not read"),
        format_args!(
            "remove it, or write `#[{attribute}(…)]` without `cfg_attr`, on one of two fields with `#[cfg]`"
        ),
    )
}

/// What the attributes of a type say, which are taken off it.
pub(super) fn attributes_of_type(
    attributes: &mut Vec<Attribute>,
    keep_serde: bool,
    errors: &mut Errors,
) -> Attributes {
    let mut of_type = Attributes::take(attributes, keep_serde, errors);
    errors.take(field_on_a_type(&of_type.field));
    of_type
        .serde
        .retain(|word| errors.take(serde_default(word)).is_some());
    of_type
}

fn field_on_a_type(words: &[Meta]) -> syn::Result<()> {
    match words.first() {
        None => Ok(()),
        Some(word) => Err(error(
            word.path(),
            "`#[field]` stands on a type",
            "put it on one of its fields",
        )),
    }
}

pub(super) fn input_with_generics(direction: Directions, generics: &Generics) -> syn::Result<()> {
    let name = direction.name();
    let (message, help) = if generics.lifetimes().next().is_some() {
        (
            format!("a type with `#[{name}]` borrows nothing"),
            "let it own what it holds: `String` for `&str`",
        )
    } else {
        (
            format!("`#[{name}]` takes no generics: callers see one form of it"),
            "write a type for each form",
        )
    };
    refuse(
        !generics.params.is_empty(),
        &generics.params.to_token_stream(),
        message,
        help,
    )
}
