//! Places in the author's code. rustc reports an error in generated code at the place that its span holds.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The place of `span` for generated code: rustc reports errors there, and clippy does not check it.
pub(crate) fn located(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// Where tokens begin.
pub(crate) fn start(tokens: &impl ToTokens) -> Span {
    let first = tokens.to_token_stream().into_iter().next();
    first.map_or_else(Span::call_site, |token| token.span())
}

/// Where tokens end.
pub(crate) fn end(tokens: &impl ToTokens) -> Span {
    match tokens.to_token_stream().into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::call_site(),
    }
}

/// The tokens with all their spans at one place.
pub(crate) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    tokens.collect()
}
