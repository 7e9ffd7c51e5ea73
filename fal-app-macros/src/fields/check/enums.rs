//! From an enum to its declaration.

use quote::ToTokens;
use syn::{Fields, Ident, ItemEnum};

use super::rules;
use super::structs::{field_on_a_type, generic_input, names};
use crate::errors::{Errors, error};
use crate::fields::args::attributes::{self, Attributes};
use crate::fields::args::serde::{Place, Serde, Site};
use crate::fields::direction::{self, Sides};
use crate::fields::model::{Choice, Declared, Item, Kind, Names, Union, Variant};
use crate::fields::rename;

pub(crate) fn declared_enum(
    sides: Sides,
    mut item: ItemEnum,
    errors: &mut Errors,
) -> (Item, Option<Declared>) {
    let (sides, also) = direction::both(sides, &mut item.attrs, errors);
    let keep_serde = attributes::derives_serde(&item.attrs);
    let site = Site {
        sides,
        place: Place::Enum,
    };
    let of_type = attributes::take(&mut item.attrs, site, keep_serde, errors);
    field_on_a_type(&of_type, errors);
    let mut variants = Vec::new();
    for variant in &mut item.variants {
        let site = Site {
            sides,
            place: Place::Variant,
        };
        let taken = attributes::take(&mut variant.attrs, site, keep_serde, errors);
        field_on_a_variant(&taken, errors);
        variants.push((taken, variant.clone()));
    }
    let kind = if generic_input(sides, &item.generics, errors) {
        variants_of(&item.ident, &of_type.serde, variants, errors)
    } else {
        Kind::Wrong
    };
    let declared = Declared {
        sides,
        also,
        vis: item.vis.clone(),
        ident: item.ident.clone(),
        generics: item.generics.clone(),
        doc: of_type.doc,
        kind,
    };
    (item.into_token_stream(), Some(declared))
}

fn variants_of(
    ident: &Ident,
    of_type: &Serde,
    variants: Vec<(Attributes, syn::Variant)>,
    errors: &mut Errors,
) -> Kind {
    if enum_without_variants(ident, &variants, errors) {
        return Kind::Wrong;
    }
    if variants
        .iter()
        .all(|(_, variant)| matches!(variant.fields, Fields::Unit))
    {
        return choices(of_type, variants, errors);
    }
    union(ident, of_type, variants, errors)
}

fn choices(
    of_type: &Serde,
    variants: Vec<(Attributes, syn::Variant)>,
    errors: &mut Errors,
) -> Kind {
    tag_on_choices(of_type, errors);
    let choices: Vec<Choice> = variants
        .into_iter()
        .map(|(taken, variant)| Choice {
            names: variant_names(&variant.ident, &taken.serde, of_type),
            cfg: taken.cfg,
            ident: variant.ident,
        })
        .collect();
    let always = choices.iter().filter(|choice| choice.cfg.is_empty());
    rules::name_taken_twice(
        always.flat_map(|choice| choice.names.all().map(|name| (name, &choice.ident as _))),
        errors,
    );
    Kind::Choice(choices)
}

fn union(
    ident: &Ident,
    of_type: &Serde,
    variants: Vec<(Attributes, syn::Variant)>,
    errors: &mut Errors,
) -> Kind {
    let mut members = Vec::new();
    let count = variants.len();
    for (taken, variant) in variants {
        let ty = errors.take(variant_without_one_value(&variant));
        alias_of_a_union_variant(&taken, errors);
        let name = variant_names(&variant.ident, &taken.serde, of_type).name;
        members.extend(ty.map(|ty| Variant {
            cfg: taken.cfg,
            ident: variant.ident,
            name,
            ty,
        }));
    }
    if members.len() < count || !union_without_a_form(ident, of_type, errors) {
        return Kind::Wrong;
    }
    Kind::Union(Union {
        tag: of_type.tag.as_ref().map(syn::LitStr::value),
        variants: members,
    })
}

/// Variants are in snake case unless they are renamed.
fn variant_names(ident: &Ident, serde: &Serde, of_type: &Serde) -> Names {
    let case = of_type.rename_all.as_deref().unwrap_or("snake_case");
    names(ident, serde, Some(case), rename::variant)
}

fn field_on_a_variant(taken: &Attributes, errors: &mut Errors) {
    if let Some(word) = taken.field.first() {
        errors.push(error(
            &word.name,
            "`#[field]` stands on a variant",
            "put it on a field whose type is this enum",
        ));
    }
}

fn enum_without_variants<T>(ident: &Ident, variants: &[T], errors: &mut Errors) -> bool {
    if variants.is_empty() {
        errors.push(error(
            ident,
            format_args!("`{ident}` has no variant"),
            "an enum lists the values that are allowed",
        ));
    }
    variants.is_empty()
}

fn tag_on_choices(of_type: &Serde, errors: &mut Errors) {
    let at: Option<&dyn ToTokens> = match (&of_type.tag, &of_type.untagged) {
        (Some(tag), _) => Some(tag),
        (None, Some(untagged)) => Some(&untagged.name),
        (None, None) => None,
    };
    if let Some(at) = at {
        errors.push(error(
            &at.to_token_stream(),
            "an enum of plain names is written as a string, and has no tag",
            "remove it, or let the variants hold types",
        ));
    }
}

fn union_without_a_form(ident: &Ident, of_type: &Serde, errors: &mut Errors) -> bool {
    match (&of_type.tag, &of_type.untagged) {
        (Some(_), None) | (None, Some(_)) => true,
        (Some(_), Some(untagged)) => {
            errors.push(error(
                &untagged.name,
                "an enum is either tagged or untagged",
                "keep one of the two",
            ));
            false
        }
        (None, None) => {
            errors.push(error(
                ident,
                format_args!("how the variants of `{ident}` are told apart is not said"),
                "write `#[serde(tag = \"type\")]` or `#[serde(untagged)]` on the enum",
            ));
            false
        }
    }
}

fn variant_without_one_value(variant: &syn::Variant) -> syn::Result<syn::Type> {
    let ident = &variant.ident;
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(fields.unnamed[0].ty.clone()),
        Fields::Unit => Err(error(
            ident,
            format_args!("`{ident}` holds nothing, but other variants hold a value"),
            format_args!("write `{ident}(Type)`, or let no variant hold a value"),
        )),
        Fields::Unnamed(_) | Fields::Named(_) => Err(error(
            ident,
            format_args!("`{ident}` holds more than one type"),
            format_args!("put its fields into a struct of their own and write `{ident}(Struct)`"),
        )),
    }
}

fn alias_of_a_union_variant(taken: &Attributes, errors: &mut Errors) {
    if let Some(alias) = taken.serde.aliases.first() {
        errors.push(error(
            alias,
            "a variant that holds a type has one name",
            "remove the alias",
        ));
    }
}
