//! Refuses a wrong enum.

use quote::ToTokens;
use syn::{Fields, Ident, ItemEnum, Meta, Path, Type};

use super::amount::{amount_of_a_union_variant, amounts};
use super::names::{
    attributes_of_type, input_with_generics, name_of_type, name_taken_twice, names,
    words_behind_cfg_attr,
};
use super::types::declared_type;
use crate::attribute::{knows, read_words};
use crate::errors::{Errors, error, refuse};
use crate::fields::args::{
    Attributes, Case, EnumSerde, FieldArgs, VariantArgs, VariantSerde, derives_serde,
};
use crate::fields::direction::Directions;
use crate::fields::model::{Choice, Declared, Kind, Names, Union, Variant};
use crate::fields::rename;

/// A variant with what its attributes say.
struct Written<'a> {
    variant: &'a syn::Variant,
    attributes: Attributes,
    field: VariantArgs,
    serde: VariantSerde,
}

/// The declaration of the enum, from which our attributes are taken off.
pub(super) fn declared_enum(
    directions: Directions,
    taken_off: Vec<Path>,
    item: &mut ItemEnum,
    errors: &mut Errors,
) -> Declared {
    let keep_serde = derives_serde(&item.attrs);
    let of_type = attributes_of_type(&mut item.attrs, keep_serde, errors);
    let serde: EnumSerde = read_words("`#[serde]` on an enum", of_type.serde, errors);
    let (mut variants, types) = (Vec::new(), errors.count());
    for ty in item
        .variants
        .iter_mut()
        .flat_map(|variant| &mut variant.fields)
    {
        declared_type(&item.ident, &mut ty.ty, errors);
    }
    let are_types = errors.count() == types;
    for variant in &mut item.variants {
        words_behind_cfg_attr(&variant.attrs, errors);
        let mut attributes = Attributes::take(&mut variant.attrs, keep_serde, errors);
        attributes
            .field
            .retain(|word| errors.take(field_on_a_variant(word)).is_some());
        let field = std::mem::take(&mut attributes.field);
        let words = std::mem::take(&mut attributes.serde);
        variants.push(Written {
            variant,
            attributes,
            field: read_words("`#[field]` on a variant", field, errors),
            serde: read_words("`#[serde]` on a variant", words, errors),
        });
    }
    let right = errors.take(input_with_generics(directions, &item.generics));
    let right = right.and(errors.take(enum_without_variants(&item.ident, variants.len())));
    let kind = right.and_then(|()| kind(&item.ident, &serde, variants, errors));
    Declared {
        directions,
        taken_off,
        vis: item.vis.clone(),
        ident: item.ident.clone(),
        name: name_of_type(&item.ident, &serde.names),
        generics: item.generics.clone(),
        doc: of_type.doc,
        kind: kind.filter(|_| are_types).unwrap_or(Kind::Wrong),
    }
}

fn kind(
    ident: &Ident,
    serde: &EnumSerde,
    variants: Vec<Written<'_>>,
    errors: &mut Errors,
) -> Option<Kind> {
    let is_unit = |written: &Written<'_>| matches!(written.variant.fields, Fields::Unit);
    if variants.iter().all(is_unit) {
        errors.take(tag_on_a_choice(serde));
        Some(Kind::Choice(choices(serde, variants, errors)))
    } else {
        union(ident, serde, variants, errors).map(Kind::Union)
    }
}

fn choices(serde: &EnumSerde, variants: Vec<Written<'_>>, errors: &mut Errors) -> Vec<Choice> {
    let written = variants
        .iter()
        .map(|written| (written.variant, &written.field));
    let mut amounts = amounts(written, errors).into_iter();
    let choices: Vec<Choice> = variants
        .into_iter()
        .map(|written| Choice {
            names: variant_names(&written, serde),
            amount: amounts.next(),
            cfg: written.attributes.cfg,
            ident: written.variant.ident.clone(),
        })
        .collect();
    let always = choices.iter().filter(|choice| choice.cfg.is_empty());
    name_taken_twice(always.map(|choice| (&choice.ident, &choice.names)), errors);
    choices
}

fn union(
    ident: &Ident,
    serde: &EnumSerde,
    variants: Vec<Written<'_>>,
    errors: &mut Errors,
) -> Option<Union> {
    let mut right = true;
    let mut members = Vec::new();
    for written in variants {
        errors.take(alias_of_a_union_variant(&written.serde));
        errors.take(amount_of_a_union_variant(&written.field));
        match errors.take(variant_without_one_value(written.variant)) {
            Some(ty) => members.push(Variant {
                name: variant_names(&written, serde).name,
                cfg: written.attributes.cfg,
                ident: written.variant.ident.clone(),
                ty: ty.clone(),
            }),
            None => right = false,
        }
    }
    let tag = right.then(|| errors.take(union_without_a_form(ident, serde)));
    Some(Union {
        tag: tag??,
        variants: members,
    })
}

/// Variants are in snake case unless they are renamed.
fn variant_names(written: &Written<'_>, serde: &EnumSerde) -> Names {
    let case = serde.names.rename_all.as_ref();
    let case = case.map_or(Case::Snake, |case| case.value.value);
    names(
        &written.variant.ident,
        &written.serde,
        Some(case),
        rename::variant,
    )
}

fn field_on_a_variant(word: &Meta) -> syn::Result<()> {
    let name = word.path().to_token_stream();
    refuse(
        knows::<FieldArgs>(word),
        word.path(),
        format_args!("`{name}` stands on a variant"),
        "put it on a field whose type is this enum: a variant takes `amount`",
    )
}

fn enum_without_variants(ident: &Ident, variants: usize) -> syn::Result<()> {
    refuse(
        variants == 0,
        ident,
        format_args!("`{ident}` has no variant"),
        "an enum lists the values that are allowed",
    )
}

fn tag_on_a_choice(serde: &EnumSerde) -> syn::Result<()> {
    let tag = serde.tag.as_ref().map(|tag| &tag.word);
    match tag.or(serde.untagged.as_ref().map(|untagged| &untagged.0)) {
        None => Ok(()),
        Some(word) => Err(error(
            word,
            "an enum of plain names is written as a string, and has no tag",
            "remove it, or let the variants hold types",
        )),
    }
}

/// The tag; `None` for an untagged enum.
fn union_without_a_form(ident: &Ident, serde: &EnumSerde) -> syn::Result<Option<String>> {
    match (&serde.tag, &serde.untagged) {
        (Some(tag), None) => Ok(Some(tag.value.value())),
        (None, Some(_)) => Ok(None),
        (Some(_), Some(untagged)) => Err(error(
            &untagged.0,
            "an enum is either tagged or untagged",
            "keep one of the two",
        )),
        (None, None) => Err(error(
            ident,
            format_args!("nothing says how the variants of `{ident}` are told apart"),
            "write `#[serde(tag = \"type\")]` or `#[serde(untagged)]` on the enum",
        )),
    }
}

fn variant_without_one_value(variant: &syn::Variant) -> syn::Result<&Type> {
    let ident = &variant.ident;
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(&fields.unnamed[0].ty),
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

fn alias_of_a_union_variant(serde: &VariantSerde) -> syn::Result<()> {
    match serde.alias.first() {
        None => Ok(()),
        Some(alias) => Err(error(
            &alias.at,
            "a variant that holds a type has one name",
            "remove the alias",
        )),
    }
}
