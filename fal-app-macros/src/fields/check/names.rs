//! Refuses wrong names, and what is wrong on structs and enums alike.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Generics, Ident, Meta};

use crate::attribute::{Given, Text};
use crate::errors::{Errors, error, refuse};
use crate::fields::args::{Case, VariantSerde};
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

pub(super) fn field_on_a_type(words: &[Meta]) -> syn::Result<()> {
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
    refuse(
        !generics.params.is_empty(),
        &generics.params.to_token_stream(),
        format_args!(
            "`#[{}]` takes no generics: callers see one form of it",
            direction.name()
        ),
        "write a type for each form",
    )
}
