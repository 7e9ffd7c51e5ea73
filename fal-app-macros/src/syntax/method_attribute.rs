//! Our attributes on methods.

use darling::FromMeta;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Path};

use crate::crate_name;

/// An attribute of ours on a method.
pub(crate) struct MethodAttribute {
    pub(crate) kind: AttributeKind,
    pub(crate) attr: Attribute,
}

/// Which one it is.
#[derive(Clone, Copy, Debug, FromMeta, PartialEq, Eq)]
#[darling(rename_all = "lowercase")]
pub(crate) enum AttributeKind {
    Setup,
    Teardown,
    Endpoint,
    Stream,
    Realtime,
    Billable,
    Example,
}

impl AttributeKind {
    /// The attribute's name.
    pub(crate) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Whether it puts the method on a path.
    pub(crate) fn is_endpoint(self) -> bool {
        matches!(self, Self::Endpoint | Self::Stream | Self::Realtime)
    }

    /// One of ours, by its bare name or through the crate.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        match names.as_slice() {
            [name] => Self::from_string(name).ok(),
            [through, name] if *through == crate_name::name() => Self::from_string(name).ok(),
            _ => None,
        }
    }
}

/// The `impl` without our attributes on its members. `instead` gives what replaces each.
pub(crate) fn without_our_attributes(
    item: TokenStream,
    mut instead: impl FnMut(AttributeKind) -> TokenStream,
) -> TokenStream {
    item.into_iter()
        .map(|token| match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                let mut members = Group::new(
                    Delimiter::Brace,
                    members_without_our_attributes(body.stream(), &mut instead),
                );
                members.set_span(body.span());
                TokenTree::Group(members)
            }
            token => token,
        })
        .collect()
}

/// Members without our attributes. Between the tokens of members, every `#` begins an attribute.
pub(crate) fn members_without_our_attributes(
    members: TokenStream,
    instead: &mut dyn FnMut(AttributeKind) -> TokenStream,
) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = members.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let begins = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        let ours = match tokens.peek() {
            Some(TokenTree::Group(attr)) if begins => ours(attr),
            _ => None,
        };
        match ours {
            Some(kind) => {
                tokens.next();
                kept.extend(instead(kind));
            }
            None => kept.extend([token]),
        }
    }
    kept
}

fn ours(attr: &Group) -> Option<AttributeKind> {
    let path = |input: ParseStream<'_>| {
        let path = input.call(Path::parse_mod_style)?;
        input.parse::<TokenStream>()?;
        Ok(path)
    };
    let is_attribute = attr.delimiter() == Delimiter::Bracket;
    let path = is_attribute.then(|| path.parse2(attr.stream()).ok())??;
    AttributeKind::of(&path)
}
