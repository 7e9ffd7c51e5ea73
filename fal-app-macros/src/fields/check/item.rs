//! Refuses a wrong item.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Path};

use super::enums::declared_enum;
use super::structs::declared_struct;
use crate::errors::{Errors, error, refuse};
use crate::fields::direction::Directions;
use crate::fields::model::{Declared, Item};

/// The item without our attributes, and its declaration if it is a struct or an enum.
pub(crate) fn check(
    direction: Directions,
    args: &TokenStream,
    item: TokenStream,
    errors: &mut Errors,
) -> (Item, Option<Declared>) {
    errors.take(input_with_arguments(direction, args));
    let kept = item.clone();
    match errors.take(syn::parse2::<syn::Item>(item)) {
        Some(syn::Item::Struct(mut item)) => {
            let (both, taken_off) = other_direction(direction, &mut item.attrs, errors);
            let declared = declared_struct(both, taken_off, &mut item, errors);
            (item.into_token_stream(), Some(declared))
        }
        Some(syn::Item::Enum(mut item)) => {
            let (both, taken_off) = other_direction(direction, &mut item.attrs, errors);
            let declared = declared_enum(both, taken_off, &mut item, errors);
            (item.into_token_stream(), Some(declared))
        }
        Some(other) => {
            errors.push(input_on_another_item(direction, &other));
            (kept, None)
        }
        None => (kept, None),
    }
}

/// Takes our other attribute off: this one does its work too.
fn other_direction(
    direction: Directions,
    attributes: &mut Vec<Attribute>,
    errors: &mut Errors,
) -> (Directions, Vec<Path>) {
    let (mut both, mut taken_off) = (direction, Vec::new());
    attributes.retain(|attribute| {
        let Some(other) = Directions::of(attribute.path()) else {
            return true;
        };
        errors.take(input_given_twice(direction, other, attribute));
        both = both.and(other);
        taken_off.push(attribute.path().clone());
        false
    });
    (both, taken_off)
}

fn input_with_arguments(direction: Directions, args: &TokenStream) -> syn::Result<()> {
    refuse(
        !args.is_empty(),
        args,
        format_args!("`#[{}]` takes no arguments", direction.name()),
        "write rules on the fields, in `#[field(…)]`",
    )
}

fn input_given_twice(
    direction: Directions,
    other: Directions,
    attribute: &Attribute,
) -> syn::Result<()> {
    refuse(
        direction == other,
        attribute.path(),
        format_args!("`#[{}]` is given twice", direction.name()),
        "remove one of the two",
    )
}

fn input_on_another_item(direction: Directions, item: &syn::Item) -> syn::Error {
    let name = direction.name();
    let ident = match item {
        syn::Item::Fn(item) => Some(&item.sig.ident),
        syn::Item::Trait(item) => Some(&item.ident),
        syn::Item::Type(item) => Some(&item.ident),
        syn::Item::Union(item) => Some(&item.ident),
        syn::Item::Mod(item) => Some(&item.ident),
        syn::Item::Const(item) => Some(&item.ident),
        syn::Item::Static(item) => Some(&item.ident),
        _ => None,
    };
    let at = ident.map_or_else(|| item.to_token_stream(), ToTokens::to_token_stream);
    error(
        &at,
        format_args!("`#[{name}]` belongs on a struct or an enum"),
        format_args!("put `#[{name}]` on a struct with named fields, or on an enum"),
    )
}
