//! Takes our attributes off a type, field or variant.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::attribute::{Doc, arguments, attribute_without_parentheses, doc_comment, words};
use crate::errors::Errors;

/// What the attributes of a type, field or variant say.
pub(crate) struct Attributes {
    pub(crate) doc: Doc,
    pub(crate) cfg: Vec<Attribute>,
    /// Whether it is `#[deprecated]`.
    pub(crate) deprecated: bool,
    /// The words of all `#[field(…)]`.
    pub(crate) field: Vec<Meta>,
    /// The words of all `#[serde(…)]`.
    pub(crate) serde: Vec<Meta>,
}

impl Attributes {
    /// Takes our attributes off. `#[serde(…)]` stays if a derive that reads it follows.
    pub(crate) fn take(
        attributes: &mut Vec<Attribute>,
        keep_serde: bool,
        errors: &mut Errors,
    ) -> Self {
        let taken = Self {
            doc: doc_comment(attributes),
            cfg: cfgs(attributes),
            deprecated: attributes.iter().any(|a| a.path().is_ident("deprecated")),
            field: words_of(attributes, "field", errors),
            serde: words_of(attributes, "serde", errors),
        };
        attributes.retain(|attribute| {
            let path = attribute.path();
            !path.is_ident("field") && (keep_serde || !path.is_ident("serde"))
        });
        taken
    }
}

/// Whether a derive that reads `#[serde(…)]` is still to come, or may be.
pub(crate) fn derives_serde(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| is_serde(&attribute.meta))
}

fn is_serde(attribute: &Meta) -> bool {
    let inside = Punctuated::<Meta, Token![,]>::parse_terminated;
    // rustc reports what does not parse.
    let Ok(inside) = attribute
        .require_list()
        .and_then(|list| list.parse_args_with(inside))
    else {
        return false;
    };
    let mut inside = inside.iter();
    let path = attribute.path();
    if path.is_ident("derive") {
        inside.any(|derive| {
            derive.path().segments.last().is_some_and(|last| {
                last.ident == "Serialize"
                    || last.ident == "Deserialize"
                    || last.ident == "JsonSchema"
            })
        })
    } else {
        path.is_ident("cfg_attr") && inside.skip(1).any(is_serde)
    }
}

fn words_of(attributes: &[Attribute], name: &str, errors: &mut Errors) -> Vec<Meta> {
    let mut found = Vec::new();
    for attribute in attributes.iter().filter(|a| a.path().is_ident(name)) {
        if matches!(attribute.meta, Meta::Path(_)) {
            errors.push(attribute_without_parentheses(attribute));
        }
        let arguments = errors.take(arguments(attribute));
        found.extend(arguments.map_or_else(Vec::new, |arguments| words(arguments, errors)));
    }
    found
}

fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    let cfgs = attributes.iter().filter(|a| a.path().is_ident("cfg"));
    cfgs.cloned().collect()
}
