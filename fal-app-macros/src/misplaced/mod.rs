//! Our attributes for methods, on the wrong item: `#[endpoints]` takes off those that are on the right one.

mod check;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Visibility};

use crate::crate_name;
use crate::syntax::impl_block::Block;
use crate::syntax::method_attribute::{
    AttributeKind, members_without_our_attributes, without_our_attributes,
};

/// The item without our attributes for methods, and one error that says where they belong.
pub(crate) fn misplaced(kind: AttributeKind, item: TokenStream) -> TokenStream {
    let item = members_without_our_attributes(item, &mut |_| TokenStream::new());
    let error = match syn::parse2::<MethodHead>(item.clone()) {
        Ok(method) if method.is_in_an_impl => check::impl_without_endpoints(kind, &method.name),
        Ok(method) => check::attribute_on_a_function(kind, &method.name).into_compile_error(),
        Err(_) => match syn::parse2::<Block>(item.clone()) {
            Ok(block) if kind == AttributeKind::Endpoint => {
                let error = check::attribute_on_an_impl(kind, &block).into_compile_error();
                let (app, is_plain) = (&block.self_type, block.generics.params.is_empty());
                // Meant as `#[endpoints]`: nothing more is to be said of an app without it.
                let stand_in =
                    crate_name::scope(&quote!(impl __p::OneEndpointsBlock<0> for #app {}));
                let stand_in = is_plain.then_some(stand_in);
                let item = without_our_attributes(item, |_| TokenStream::new());
                return quote!(#item #stand_in #error);
            }
            _ => check::attribute_on_another_item(kind, &item).into_compile_error(),
        },
    };
    quote!(#item #error)
}

/// A function without its body.
struct MethodHead {
    name: Ident,
    is_in_an_impl: bool,
}

impl Parse for MethodHead {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let signature: Signature = input.parse()?;
        input.parse::<TokenStream>()?;
        let is_in_an_impl = signature.receiver().is_some() || mentions_self(quote!(#signature));
        Ok(Self {
            name: signature.ident,
            is_in_an_impl,
        })
    }
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Group(group) => mentions_self(group.stream()),
        token => token.to_string() == "Self",
    })
}
