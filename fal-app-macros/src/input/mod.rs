//! `#[input]` and `#[output]`.

use proc_macro2::TokenStream;

/// `#[input]`
pub(crate) fn input(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}

/// `#[output]`
pub(crate) fn output(_args: TokenStream, item: TokenStream) -> TokenStream {
    item
}
