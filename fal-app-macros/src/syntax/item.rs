//! The head of a struct, and the keyword of any item.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Token, Visibility};

/// A struct up to its fields.
pub(crate) struct StructHead {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
}

impl Parse for StructHead {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Token![struct]>()?;
        let (ident, mut generics): (_, Generics) = (input.parse()?, input.parse()?);
        generics.where_clause = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Self {
            attrs,
            ident,
            generics,
        })
    }
}

/// The word that says what an item is, or its first token.
pub(crate) fn keyword(item: &TokenStream) -> TokenTree {
    const KEYWORDS: &[&str] = &[
        "struct",
        "enum",
        "union",
        "fn",
        "impl",
        "trait",
        "mod",
        "type",
        "const",
        "static",
        "use",
        "macro_rules",
    ];
    let is_keyword = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if KEYWORDS.iter().any(|k| word == k));
    let mut tokens = item.clone().into_iter();
    let first = tokens.clone().next();
    tokens
        .find(is_keyword)
        .or(first)
        .unwrap_or_else(|| TokenTree::Ident(Ident::new("_", Span::call_site())))
}
