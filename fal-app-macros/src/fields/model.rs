//! The checked declaration: all that `expand` reads.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Generics, Path, Type, Visibility};

use super::args::field::Rules;
use super::direction::Sides;

/// A type with `#[input]`, `#[output]` or both.
pub(crate) struct Declared {
    pub(crate) sides: Sides,
    /// The paths of attributes of ours that were taken off, for which this one speaks too.
    pub(crate) also: Vec<Path>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    /// Only of a type that is refused; its stand-in needs them.
    pub(crate) generics: Generics,
    pub(crate) doc: String,
    pub(crate) kind: Kind,
}

/// What it is.
pub(crate) enum Kind {
    Struct(Vec<Field>),
    Choice(Vec<Choice>),
    Union(Union),
    /// Nothing that can be declared; the error is collected.
    Wrong,
}

/// A field of a struct.
pub(crate) struct Field {
    pub(crate) cfg: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) doc: String,
    pub(crate) names: Names,
    pub(crate) rules: Rules,
    pub(crate) serialize_with: Option<Path>,
    pub(crate) skip_serializing_if: Option<Path>,
}

/// How a field or variant is called on the wire.
pub(crate) struct Names {
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
}

impl Names {
    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

/// A unit variant.
pub(crate) struct Choice {
    pub(crate) cfg: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) names: Names,
}

/// An enum whose variants hold one value each.
pub(crate) struct Union {
    /// `#[serde(tag = "…")]`; `None` for `#[serde(untagged)]`.
    pub(crate) tag: Option<String>,
    pub(crate) variants: Vec<Variant>,
}

/// A variant that holds one value.
pub(crate) struct Variant {
    pub(crate) cfg: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) ty: Type,
}

/// The item as the author wrote it, without our attributes.
pub(crate) type Item = TokenStream;
