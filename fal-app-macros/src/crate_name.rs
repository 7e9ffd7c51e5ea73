//! The path by which generated code names `fal-app`: an author may have renamed the dependency.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The crate's name in the author's code.
pub(crate) fn name() -> String {
    match crate_name("fal-app") {
        Ok(FoundCrate::Name(name)) => name,
        // Inside `fal-app` the crate names itself `fal_app`. Where no manifest has it, rustc reports the missing crate.
        Ok(FoundCrate::Itself) | Err(_) => "fal_app".to_owned(),
    }
}

/// An anonymous constant around generated code. Its names are not seen from outside, and `__p` is the runtime.
pub(crate) fn scope(generated: &TokenStream) -> TokenStream {
    let private = private();
    quote! {
        #[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
        const _: () = {
            use #private as __p;
            #generated
        };
    }
}

/// The path of the runtime's items for generated code.
pub(crate) fn private() -> TokenStream {
    let name = Ident::new(&name(), Span::call_site());
    quote!(::#name::__private)
}
