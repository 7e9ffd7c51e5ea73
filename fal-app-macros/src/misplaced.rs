//! An attribute for methods that `#[endpoints]` has not taken: it stands on the wrong item.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Visibility};

use crate::crate_name;
use crate::errors::error;
use crate::syntax::impl_block::{self, MarkKind};

/// The item without all attributes for methods, and one error that says where they belong.
pub(crate) fn misplaced(kind: MarkKind, item: TokenStream) -> TokenStream {
    let message = format!(
        "`#[{}]` belongs on a method of an `impl` with `#[endpoints]`",
        kind.name()
    );
    let item = impl_block::members_without_marks(item);
    match syn::parse2::<MethodHead>(item.clone()) {
        Ok(method) if method.is_in_an_impl => {
            let misplaced = unless_told_already(
                kind,
                &method.name,
                &format!("{message}\nhelp: add `#[endpoints]` to the `impl`"),
            );
            quote!(#item #misplaced)
        }
        Ok(method) => {
            let error =
                error(&method.name, message, "make it a method of the app").into_compile_error();
            quote!(#item #error)
        }
        Err(_) => {
            let error =
                error(&impl_block::keyword(&item), message, "move it to one").into_compile_error();
            quote!(#item #error)
        }
    }
}

/// In the `impl` of an app that has no `#[endpoints]` the struct says so, and that is the one mistake.
fn unless_told_already(kind: MarkKind, name: &Ident, message: &str) -> TokenStream {
    let p = crate_name::private();
    let asks = format_ident!("__{}_on_{}", kind.name(), name);
    let misplaced = quote_spanned! {name.span()=>
        #p::refuse_misplaced(#p::DeclarationOf::<Self>::PRESENT && !#p::EndpointsOf::<Self>::PRESENT, #message)
    };
    quote! {
        #[allow(dead_code)]
        fn #asks() {
            use #p::{NoEndpoints as _, NoDeclaration as _};
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
