//! `#[fal_app(…)]`: what a struct says of the app that it is.

mod check;
mod expand;
mod model;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::item;

/// The struct, first and unchanged, then what the runtime reads of it.
pub(crate) fn fal_app(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse::parse(args, &mut errors);
    let generated = match syn::parse2::<parse::StructHead>(item.clone()) {
        Ok(head) => {
            let app = check::check(&head, &args, &mut errors);
            expand::expand(&app)
        }
        Err(_) => {
            errors.take(item::belongs_on_a_struct("fal_app", &item));
            TokenStream::new()
        }
    };
    let errors = errors.into_tokens();
    quote!(#item #generated #errors)
}
