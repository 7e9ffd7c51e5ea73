//! An attribute for methods that `#[endpoints]` has not taken: it stands on the wrong item.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Visibility};

use crate::crate_name;
use crate::errors::error;
use crate::syntax::keyword::keyword;
use crate::syntax::method_attribute::{AttributeKind, members_without_our_attributes};

/// The item without our attributes for methods, and one error that says where they belong.
pub(crate) fn misplaced(kind: AttributeKind, item: TokenStream) -> TokenStream {
    let item = members_without_our_attributes(item);
    let error = match syn::parse2::<MethodHead>(item.clone()) {
        Ok(method) if method.is_in_an_impl => impl_without_endpoints(kind, &method.name),
        Ok(method) => attribute_on_a_function(kind, &method.name).into_compile_error(),
        Err(_) => attribute_on_another_item(kind, &item).into_compile_error(),
    };
    quote!(#item #error)
}

fn belongs(kind: AttributeKind) -> String {
    let name = kind.name();
    format!("`#[{name}]` belongs on a method of an `impl` with `#[endpoints]`")
}

fn attribute_on_a_function(kind: AttributeKind, name: &Ident) -> syn::Error {
    error(name, belongs(kind), "make it a method of the app")
}

fn attribute_on_another_item(kind: AttributeKind, item: &TokenStream) -> syn::Error {
    error(&keyword(item), belongs(kind), "move it to a method")
}

/// An error where the struct is an app whose endpoints stand in another block. In an app without any block, the struct
/// has the error, and this is silent.
fn impl_without_endpoints(kind: AttributeKind, name: &Ident) -> TokenStream {
    let message = format!("{}\nhelp: add `#[endpoints]` to the `impl`", belongs(kind));
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
