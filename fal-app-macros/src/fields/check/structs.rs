//! From the item to its declaration: what it is, and what its attributes say.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Fields, Ident, ItemStruct};

use super::enums::declared_enum;
use super::rules;
use crate::errors::{Errors, error};
use crate::fields::args::attributes::{self, Attributes};
use crate::fields::args::field::Rules;
use crate::fields::args::serde::{Place, Serde, Site};
use crate::fields::direction::{self, Sides};
use crate::fields::model::{Declared, Field, Item, Kind, Names};
use crate::fields::rename;

/// The item without our attributes, and what it declares; nothing for what is neither struct nor enum.
pub(crate) fn item(
    sides: Sides,
    item: TokenStream,
    errors: &mut Errors,
) -> (Item, Option<Declared>) {
    let kept = item.clone();
    match errors.take(syn::parse2::<syn::Item>(item)) {
        Some(syn::Item::Struct(item)) => declared_struct(sides, item, errors),
        Some(syn::Item::Enum(item)) => declared_enum(sides, item, errors),
        Some(other) => {
            input_on_another_item(sides, &other, errors);
            (kept, None)
        }
        None => (kept, None),
    }
}

fn declared_struct(
    sides: Sides,
    mut item: ItemStruct,
    errors: &mut Errors,
) -> (Item, Option<Declared>) {
    let (sides, also) = direction::both(sides, &mut item.attrs, errors);
    let keep_serde = attributes::derives_serde(&item.attrs);
    let site = Site {
        sides,
        place: Place::Struct,
    };
    let of_type = attributes::take(&mut item.attrs, site, keep_serde, errors);
    field_on_a_type(&of_type, errors);
    let mut fields = Vec::new();
    for field in &mut item.fields {
        let site = Site {
            sides,
            place: Place::Field,
        };
        let mut of_field = Errors::default();
        let taken = attributes::take(&mut field.attrs, site, keep_serde, &mut of_field);
        let cfg = taken.cfg.clone();
        if let Some(ident) = field.ident.clone() {
            fields.push(declared_field(
                ident,
                field.ty.clone(),
                taken,
                &of_type.serde,
                &mut of_field,
            ));
        }
        errors.extend_where(&cfg, of_field);
    }
    fields_named_apart(&fields, errors);
    let named =
        struct_without_names(sides, &item, errors) & generic_input(sides, &item.generics, errors);
    let kind = if named {
        Kind::Struct(fields)
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

fn declared_field(
    ident: Ident,
    ty: syn::Type,
    taken: Attributes,
    of_type: &Serde,
    errors: &mut Errors,
) -> Field {
    let rules = Rules::read(taken.field, errors);
    rules::rules(&rules, errors);
    let names = names(
        &ident,
        &taken.serde,
        of_type.rename_all.as_deref(),
        rename::field,
    );
    let Serde {
        serialize_with,
        skip_serializing_if,
        ..
    } = taken.serde;
    Field {
        cfg: taken.cfg,
        ident,
        ty,
        doc: taken.doc,
        names,
        rules,
        serialize_with,
        skip_serializing_if,
    }
}

fn fields_named_apart(fields: &[Field], errors: &mut Errors) {
    // Fields under a `cfg` may be alternatives of one name.
    let always = fields.iter().filter(|field| field.cfg.is_empty());
    rules::name_taken_twice(
        always.flat_map(|field| field.names.all().map(|name| (name, &field.ident as _))),
        errors,
    );
}

pub(crate) fn names(
    ident: &Ident,
    serde: &Serde,
    case: Option<&str>,
    rename: fn(&str, &str) -> String,
) -> Names {
    let plain = ident.unraw().to_string();
    let name = match (&serde.rename, case) {
        (Some(name), _) => name.value(),
        (None, Some(case)) => rename(case, &plain),
        (None, None) => plain,
    };
    Names {
        name,
        aliases: serde.aliases.iter().map(syn::LitStr::value).collect(),
    }
}

fn input_on_another_item(sides: Sides, item: &syn::Item, errors: &mut Errors) {
    let name = sides.name();
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
    errors.push(error(
        &at,
        format_args!("`#[{name}]` stands on something else than a struct or an enum"),
        format_args!("put `#[{name}]` on a struct with named fields, or on an enum"),
    ));
}

pub(crate) fn field_on_a_type(taken: &Attributes, errors: &mut Errors) {
    if let Some(word) = taken.field.first() {
        errors.push(error(
            &word.name,
            "`#[field]` stands on a type",
            "put it on one of its fields",
        ));
    }
}

fn struct_without_names(sides: Sides, item: &ItemStruct, errors: &mut Errors) -> bool {
    let (name, ident) = (sides.name(), &item.ident);
    let help = match &item.fields {
        Fields::Named(_) => return true,
        Fields::Unnamed(_) => format!("name its fields: `struct {ident} {{ field: Type }}`"),
        Fields::Unit => format!("write `struct {ident} {{}}`"),
    };
    errors.push(error(
        ident,
        format_args!("`#[{name}]` needs a struct with named fields"),
        help,
    ));
    false
}

pub(crate) fn generic_input(sides: Sides, generics: &syn::Generics, errors: &mut Errors) -> bool {
    let parameters = &generics.params;
    if parameters.is_empty() {
        return true;
    }
    errors.push(error(
        parameters,
        format_args!(
            "`#[{}]` takes no generics: what a caller sees has one shape",
            sides.name()
        ),
        "write a type for each shape",
    ));
    false
}
