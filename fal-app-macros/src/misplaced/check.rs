//! Refuses an attribute that is on the wrong item.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::crate_name;
use crate::errors::error;
use crate::syntax::impl_block::Block;
use crate::syntax::item::keyword;
use crate::syntax::method_attribute::AttributeKind;

fn belongs(kind: AttributeKind) -> String {
    let name = kind.name();
    format!("`#[{name}]` belongs on a method of an `impl` with `#[endpoints]`")
}

pub(super) fn attribute_on_a_function(kind: AttributeKind, name: &Ident) -> syn::Error {
    error(name, belongs(kind), "make it a method of the app")
}

/// `#[endpoint]` on an `impl` is one letter away from what belongs there.
pub(super) fn attribute_on_an_impl(kind: AttributeKind, block: &Block) -> syn::Error {
    error(
        &block.impl_token,
        belongs(kind),
        "write `#[endpoints]` here, and the attribute on a method",
    )
}

pub(super) fn attribute_on_another_item(kind: AttributeKind, item: &TokenStream) -> syn::Error {
    error(&keyword(item), belongs(kind), "move it to a method")
}

/// The `impl` has no `#[endpoints]`. If the app has none at all, the error is on the struct, and there is none here.
pub(super) fn impl_without_endpoints(kind: AttributeKind, name: &Ident) -> TokenStream {
    let own = kind.name();
    let message = format!(
        "{}\nhelp: add `#[endpoints]` to the `impl`; where it is there, it knows the attribute by the names `{own}` and `fal_app::{own}` alone",
        belongs(kind)
    );
    let p = crate_name::private();
    let check = format_ident!("__{}_on_{}", kind.name(), name);
    let misplaced = quote_spanned! {name.span()=>
        #p::refuse_misplaced(#p::DeclarationOf::<Self>::PRESENT && !#p::EndpointsOf::<Self>::PRESENT, #message)
    };
    quote! {
        #[allow(dead_code)]
        fn #check() {
            use #p::{NoDeclaration as _, NoEndpoints as _};
            let _ = [(); #misplaced];
        }
    }
}
