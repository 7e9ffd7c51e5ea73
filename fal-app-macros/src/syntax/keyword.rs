//! The word that says what an item is.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

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
