//! Refuses a wrong struct.

use syn::{Fields, ItemStruct, Path};

use super::field::declared_field;
use super::names::{
    field_on_a_type, input_with_generics, name_of_type, name_taken_twice, serde_default,
    words_behind_cfg_attr,
};
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
    let mut of_type = Attributes::take(&mut item.attrs, keep_serde, errors);
    errors.take(field_on_a_type(&of_type.field));
    of_type
        .serde
        .retain(|word| errors.take(serde_default(word)).is_some());
    let serde: StructSerde = read_words("`#[serde]` on a struct", of_type.serde, errors);
    let name = name_of_type(&item.ident, &serde);
    let case = serde.rename_all.map(|case| case.value.value);
    let mut fields = Vec::new();
    for field in &mut item.fields {
        let mut of_field = Errors::default();
        words_behind_cfg_attr(&field.attrs, &mut of_field);
        let written = Attributes::take(&mut field.attrs, keep_serde, &mut of_field);
        let cfg = written.cfg.clone();
        if let Some(ident) = field.ident.clone() {
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
            Some(()) => Kind::Struct(fields),
            None => Kind::Wrong,
        },
    }
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
