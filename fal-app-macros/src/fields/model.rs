//! A checked input or output.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Expr, Generics, Path, Type, Visibility};

use super::args::{FieldArgs, RuleArgs, UiArgs};
use super::direction::Directions;
use crate::attribute::{Doc, Nested};
use crate::units::Units;

/// A type with `#[input]`, `#[output]` or both.
pub(super) struct Declared {
    pub(super) directions: Directions,
    /// The path of our other attribute, which was taken off: this one does its work.
    pub(super) taken_off: Vec<Path>,
    pub(super) vis: Visibility,
    pub(super) ident: Ident,
    /// The name in the document.
    pub(super) name: String,
    /// Empty in every program that compiles.
    pub(super) generics: Generics,
    pub(super) doc: Doc,
    pub(super) kind: Kind,
}

/// What it is.
pub(super) enum Kind {
    Struct(Vec<Field>),
    Choice(Vec<Choice>),
    Union(Union),
    /// Refused.
    Wrong,
}

/// A field of a struct.
pub(super) struct Field {
    pub(super) cfg: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) deprecated: bool,
    pub(super) doc: Doc,
    pub(super) names: Names,
    pub(super) args: FieldArgs,
    pub(super) rules: Rules,
    pub(super) default: Option<Default>,
    pub(super) ui: Option<UiArgs>,
    /// The word `flatten`: the fields of its type take its place.
    pub(super) flatten: Option<Ident>,
    pub(super) serialize_with: Option<Path>,
    pub(super) skip_serializing_if: Option<Path>,
}

/// What a value must obey.
pub(super) struct Rules {
    pub(super) args: RuleArgs,
    pub(super) one_of: Option<OneOf>,
    pub(super) items: Option<Items>,
}

/// `items(…)`: what each item obeys.
pub(super) struct Items {
    pub(super) written: Nested,
    pub(super) rules: Box<Rules>,
}

/// What an absent field is.
pub(super) enum Default {
    /// `default`: what the type's fields declare, or its own `Default`.
    Bare(Ident),
    /// `default = EXPR`
    Value(Expr),
    /// `default_factory = EXPR`: a function that makes a value for each request.
    Factory(Expr),
}

/// The values that a field may have.
pub(super) enum OneOf {
    Integers(Vec<i128>),
    Strings(Vec<String>),
}

/// The names of a field or variant in JSON.
pub(super) struct Names {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
}

impl Names {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        let names = std::iter::once(&self.name).chain(&self.aliases);
        names.map(String::as_str)
    }
}

/// A unit variant.
pub(super) struct Choice {
    pub(super) cfg: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) names: Names,
    /// What it counts as in an operand: all choices of an enum say it, or none.
    pub(super) amount: Option<Units>,
}

/// An enum whose variants hold one value each.
pub(super) struct Union {
    /// `#[serde(tag = "…")]`; `None` for `#[serde(untagged)]`.
    pub(super) tag: Option<String>,
    pub(super) variants: Vec<Variant>,
}

/// A variant that holds one value.
pub(super) struct Variant {
    pub(super) cfg: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) name: String,
    pub(super) ty: Type,
}

/// The item as the author wrote it, without our attributes.
pub(super) type Item = TokenStream;
