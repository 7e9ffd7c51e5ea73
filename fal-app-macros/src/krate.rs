//! Where generated code finds `fal-app`: an author may have renamed it.

use std::path::Path;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::manifest;

/// The crate's name in the author's code.
pub(crate) fn name() -> String {
    let directory = std::env::var_os("CARGO_MANIFEST_DIR");
    directory
        .and_then(|directory| manifest::name(Path::new(&directory)))
        // Within the crate, which names itself so, or where it is missing, which rustc says at the first path.
        .unwrap_or_else(|| "fal_app".to_owned())
}

/// An anonymous constant that keeps what is generated to itself, and in which the runtime's name is short.
pub(crate) fn scope(generated: &TokenStream) -> TokenStream {
    let private = private();
    quote! {
        #[allow(non_camel_case_types, non_upper_case_globals)]
        const _: () = {
            use #private as __p;
            #generated
        };
    }
}

/// The path of what generated code names and people do not.
pub(crate) fn private() -> TokenStream {
    let name = Ident::new(&name(), Span::call_site());
    quote!(::#name::__private)
}
