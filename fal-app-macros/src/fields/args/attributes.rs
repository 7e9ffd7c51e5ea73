//! The attributes of a type, field or variant, sorted: ours are taken off, the others stay.

use proc_macro2::TokenStream;
use syn::{Attribute, Meta};

use super::serde::{Serde, Site};
use crate::attribute::old_words::{self as read, Word};
use crate::errors::Errors;

/// What the attributes of one place say.
pub(crate) struct Attributes {
    pub(crate) doc: String,
    pub(crate) cfg: Vec<Attribute>,
    /// The words of all `#[field(…)]`.
    pub(crate) field: Vec<Word>,
    pub(crate) serde: Serde,
}

/// Takes our attributes off. `#[serde(…)]` stays only where a derive of serde's follows, to which it belongs too.
pub(crate) fn take(
    attributes: &mut Vec<Attribute>,
    site: Site,
    keep_serde: bool,
    errors: &mut Errors,
) -> Attributes {
    let field = words_of(attributes, "field", errors);
    let serde = Serde::read(words_of(attributes, "serde", errors), site, errors);
    let taken = Attributes {
        doc: crate::attribute::doc_comment::text(attributes),
        cfg: cfg(attributes),
        field,
        serde,
    };
    attributes
        .retain(|a| !a.path().is_ident("field") && (keep_serde || !a.path().is_ident("serde")));
    taken
}

/// Whether a derive that reads `#[serde(…)]` is still to come.
pub(crate) fn derives_serde(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|a| a.path().is_ident("derive"))
        .any(|derive| {
            let mut found = false;
            // What does not parse, rustc refuses.
            let _ = derive.parse_nested_meta(|meta| {
                found |= meta.path.segments.last().is_some_and(|s| {
                    s.ident == "Serialize" || s.ident == "Deserialize" || s.ident == "JsonSchema"
                });
                Ok(())
            });
            found
        })
}

fn words_of(attributes: &[Attribute], name: &str, errors: &mut Errors) -> Vec<Word> {
    let ours = attributes.iter().filter(|a| a.path().is_ident(name));
    ours.flat_map(|attribute| read::parse(arguments(attribute, errors), errors))
        .collect()
}

fn arguments(attribute: &Attribute, errors: &mut Errors) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(path) | Meta::NameValue(syn::MetaNameValue { path, .. }) => {
            let name = path
                .get_ident()
                .map(ToString::to_string)
                .unwrap_or_default();
            errors.push(crate::errors::error(
                path,
                format_args!("`#[{name}]` needs parentheses"),
                format_args!("write `#[{name}(…)]`"),
            ));
            TokenStream::new()
        }
    }
}

fn cfg(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|a| a.path().is_ident("cfg"))
        .cloned()
        .collect()
}
