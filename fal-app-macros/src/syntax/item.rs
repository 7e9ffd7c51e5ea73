//! The head of a type, and the keyword of any item.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Generics, Token, Visibility};

/// A struct, enum or union up to its fields.
pub(crate) struct ItemHead {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) is_struct: bool,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
}

impl Parse for ItemHead {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let is_struct = input.parse::<Option<Token![struct]>>()?.is_some();
        if !is_struct && input.parse::<Option<Token![enum]>>()?.is_none() {
            input.parse::<Token![union]>()?;
        }
        let (ident, mut generics): (_, Generics) = (input.parse()?, input.parse()?);
        generics.where_clause = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Self {
            attrs,
            is_struct,
            ident,
            generics,
        })
    }
}

/// The item without its attributes of that name, and the first of them. `#[fal_app] #[fal_app] struct Painter;` is one
/// app.
pub(crate) fn without_attribute(item: TokenStream, name: &str) -> (TokenStream, Option<Attribute>) {
    let split = |input: ParseStream<'_>| {
        let (same, kept): (Vec<_>, Vec<_>) = input
            .call(Attribute::parse_outer)?
            .into_iter()
            .partition(|attr| {
                attr.path()
                    .segments
                    .last()
                    .is_some_and(|last| last.ident == name)
            });
        let rest: TokenStream = input.parse()?;
        Ok((quote!(#(#kept)* #rest), same.into_iter().next()))
    };
    // rustc reports an attribute that does not parse.
    split.parse2(item.clone()).unwrap_or((item, None))
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
