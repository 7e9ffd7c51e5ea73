//! `#[endpoints]` on an app's `impl`, and the attributes on its methods.

mod args;
mod check;
mod earlier;
mod expand;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::syntax::impl_block::Block;
use crate::syntax::item::without_attribute;
use crate::syntax::method_attribute::without_our_attributes;

/// The `impl` without our attributes, then the code that the runtime reads.
pub(crate) fn endpoints(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let (item, again) = without_attribute(item, "endpoints");
    errors.take(check::endpoints_given_twice(again.as_ref()));
    match syn::parse2::<Block>(item.clone()) {
        Ok(block) => {
            let number = earlier::number(&block.self_type);
            let checked = check::check(&args, &block, number, &mut errors);
            let generated = expand::expand(&checked);
            let (item, errors) = (without_our_attributes(item), errors.into_tokens());
            quote!(#item #generated #errors)
        }
        Err(_) => {
            errors.push(check::endpoints_not_on_an_impl(&item));
            let errors = errors.into_tokens();
            quote!(#item #errors)
        }
    }
}
