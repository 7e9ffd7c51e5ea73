//! `#[endpoints]` on an app's `impl`, and the attributes on its methods.

mod args;
mod check;
mod earlier;
mod expand;
mod model;
#[cfg(test)]
mod tests;

use std::ptr;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use self::model::Endpoints;
use crate::errors::Errors;
use crate::syntax::impl_block::{Block, Member};
use crate::syntax::item::without_attribute;
use crate::syntax::method_attribute::{AttributeKind, without_our_attributes};

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
            let mut prices = prices(&block, &checked).into_iter();
            let item = without_our_attributes(item, |kind| match kind {
                AttributeKind::Billable => prices.next().unwrap_or_default(),
                _ => TokenStream::new(),
            });
            let errors = errors.into_tokens();
            quote!(#item #generated #errors)
        }
        Err(_) => {
            errors.push(check::endpoints_not_on_an_impl(&item));
            let errors = errors.into_tokens();
            quote!(#item #errors)
        }
    }
}

/// What replaces each `#[billable]`, in their order: the price, for who reads the documentation of the method or
/// hovers over it.
fn prices(block: &Block, checked: &Endpoints<'_>) -> Vec<TokenStream> {
    let price = |name: &Ident| {
        let mut endpoints = checked.endpoints.iter();
        let endpoint = endpoints.find(|endpoint| ptr::eq(endpoint.method.name, name))?;
        // A line of its own ends the paragraph before it.
        let price = format!(" {}", endpoint.billing()?.describe());
        Some(quote!(#[doc = ""] #[doc = #price]))
    };
    let of_member = |member: &Member| {
        let (ours, name) = match member {
            Member::Method(method) => (&method.ours, Some(&method.signature.ident)),
            Member::Other(ours, _) => (ours, None),
        };
        let billable = ours
            .iter()
            .filter(|ours| ours.kind == AttributeKind::Billable);
        let price = name.and_then(price).unwrap_or_default();
        vec![price; billable.count()]
    };
    block.members.iter().flat_map(of_member).collect()
}
