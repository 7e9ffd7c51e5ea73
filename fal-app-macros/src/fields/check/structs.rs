//! Refuses a wrong struct.

use syn::{Field, Fields, Ident, ItemStruct, Path};

use super::field::declared_field;
use super::names::{
    attributes_of_type, input_with_generics, name_of_type, name_taken_twice, words_behind_cfg_attr,
};
use super::types::declared_type;
use crate::attribute::read_words;
use crate::errors::{Errors, error};
use crate::fields::args::{Attributes, StructSerde, derives_serde};
use crate::fields::direction::Directions;
use crate::fields::model::{Declared, Kind};

/// The declaration of the struct, from which our attributes are taken off.
pub(super) fn declared_struct(
    directions: Directions,
    taken_off: Vec<Path>,
    item: &mut ItemStruct,
    errors: &mut Errors,
) -> Declared {
    let keep_serde = derives_serde(&item.attrs);
    let of_type = attributes_of_type(&mut item.attrs, keep_serde, errors);
    let serde: StructSerde = read_words("`#[serde]` on a struct", of_type.serde, errors);
    let name = name_of_type(&item.ident, &serde);
    let case = serde.rename_all.map(|case| case.value.value);
    each_once(&mut item.fields, errors);
    let (mut fields, mut are_types) = (Vec::new(), true);
    for field in &mut item.fields {
        let mut of_field = Errors::default();
        words_behind_cfg_attr(&field.attrs, &mut of_field);
        let written = Attributes::take(&mut field.attrs, keep_serde, &mut of_field);
        let cfg = written.cfg.clone();
        if let Some(ident) = field.ident.clone() {
            let found = of_field.count();
            declared_type(&item.ident, &mut field.ty, &mut of_field);
            are_types &= of_field.count() == found;
            let ty = field.ty.clone();
            fields.push(declared_field(
                directions,
                ident,
                ty,
                written,
                case,
                &mut of_field,
            ));
        }
        errors.extend_where(&cfg, of_field);
    }
    let always = fields
        .iter()
        .filter(|field| field.cfg.is_empty() && field.flatten.is_none());
    name_taken_twice(always.map(|field| (&field.ident, &field.names)), errors);
    let named = errors.take(struct_without_names(directions, item));
    let plain = errors.take(input_with_generics(directions, &item.generics));
    Declared {
        directions,
        taken_off,
        vis: item.vis.clone(),
        ident: item.ident.clone(),
        name,
        generics: item.generics.clone(),
        doc: of_type.doc,
        kind: match named.and(plain) {
            Some(()) if are_types => Kind::Struct(fields),
            _ => Kind::Wrong,
        },
    }
}

/// Keeps the first of two fields that are called alike.
fn each_once(fields: &mut Fields, errors: &mut Errors) {
    let Fields::Named(named) = fields else { return };
    let mut taken = Vec::new();
    let once = std::mem::take(&mut named.named).into_iter();
    let once = once.filter(|field| {
        errors
            .take(field_declared_twice(field, &mut taken))
            .is_some()
    });
    named.named = once.collect();
}

/// Fields under a `#[cfg]` may be alternatives.
fn field_declared_twice(field: &Field, taken: &mut Vec<Ident>) -> syn::Result<()> {
    let is_always = !field
        .attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("cfg"));
    let Some(ident) = field.ident.as_ref().filter(|_| is_always) else {
        return Ok(());
    };
    if taken.contains(ident) {
        return Err(error(
            ident,
            format_args!("the field `{ident}` is declared twice"),
            "remove one of the two, or give it another name",
        ));
    }
    taken.push(ident.clone());
    Ok(())
}

fn struct_without_names(directions: Directions, item: &ItemStruct) -> syn::Result<()> {
    let (name, ident) = (directions.name(), &item.ident);
    let help = match &item.fields {
        Fields::Named(_) => return Ok(()),
        Fields::Unnamed(_) => format!("name its fields: `struct {ident} {{ field: Type }}`"),
        Fields::Unit => format!("write `struct {ident} {{}}`"),
    };
    Err(error(
        ident,
        format_args!("`#[{name}]` needs a struct with named fields"),
        help,
    ))
}
