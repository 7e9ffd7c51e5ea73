//! From the item to its declaration: what it is, and what its attributes say.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Fields, Ident, ItemEnum, ItemStruct};

use super::attributes::{self, Attributes};
use super::check;
use super::model::{Choice, Declared, Field, Item, Kind, Names, Sides, Union, Variant};
use super::rename;
use super::rules::Rules;
use super::serde::{Place, Serde, Site};
use crate::errors::{Errors, error};

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
            on_another_item(sides, &other, errors);
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
    let sides = both_sides(sides, &mut item.attrs, errors);
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
        let taken = attributes::take(&mut field.attrs, site, keep_serde, errors);
        if let Some(ident) = field.ident.clone() {
            fields.push(declared_field(
                ident,
                field.ty.clone(),
                taken,
                &of_type.serde,
                errors,
            ));
        }
    }
    fields_named_apart(&fields, errors);
    let named = without_names(sides, &item, errors) & generic(sides, &item.generics, errors);
    let kind = if named {
        Kind::Struct(fields)
    } else {
        Kind::Wrong
    };
    let declared = Declared {
        sides,
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
    check::rules(&rules, errors);
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
    check::name_taken_twice(
        always.flat_map(|field| field.names.all().map(|name| (name, &field.ident as _))),
        errors,
    );
}

fn declared_enum(
    sides: Sides,
    mut item: ItemEnum,
    errors: &mut Errors,
) -> (Item, Option<Declared>) {
    let sides = both_sides(sides, &mut item.attrs, errors);
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
    let kind = if generic(sides, &item.generics, errors) {
        variants_of(&item.ident, &of_type.serde, variants, errors)
    } else {
        Kind::Wrong
    };
    let declared = Declared {
        sides,
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
    if variants.is_empty() {
        errors.push(error(
            ident,
            format_args!("`{ident}` has no variant"),
            "an enum lists the values that are allowed",
        ));
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
    check::name_taken_twice(
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
        let ty = errors.take(variant_holds_one_value(&variant));
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

impl Names {
    fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

fn names(
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

/// Variants are in snake case unless they are renamed.
fn variant_names(ident: &Ident, serde: &Serde, of_type: &Serde) -> Names {
    let case = of_type.rename_all.as_deref().unwrap_or("snake_case");
    names(ident, serde, Some(case), rename::variant)
}

/// Takes the other of the two attributes off, for which this one speaks too.
fn both_sides(mut sides: Sides, attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Sides {
    attributes.retain(|attribute| {
        let last = attribute
            .path()
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        let (input, output) = (
            last.as_deref() == Some("input"),
            last.as_deref() == Some("output"),
        );
        if (input && sides == Sides::INPUT) || (output && sides == Sides::OUTPUT) {
            errors.push(error(
                attribute.path(),
                format_args!("`#[{}]` is given twice", sides.name()),
                "remove one of the two",
            ));
        }
        sides.input |= input;
        sides.output |= output;
        !input && !output
    });
    sides
}

fn on_another_item(sides: Sides, item: &syn::Item, errors: &mut Errors) {
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

fn field_on_a_type(taken: &Attributes, errors: &mut Errors) {
    if let Some(word) = taken.field.first() {
        errors.push(error(
            &word.name,
            "`#[field]` stands on a type",
            "put it on one of its fields",
        ));
    }
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

fn without_names(sides: Sides, item: &ItemStruct, errors: &mut Errors) -> bool {
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

fn generic(sides: Sides, generics: &syn::Generics, errors: &mut Errors) -> bool {
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

fn variant_holds_one_value(variant: &syn::Variant) -> syn::Result<syn::Type> {
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
