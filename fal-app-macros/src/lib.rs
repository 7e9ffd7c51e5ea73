//! The attributes of `fal-app`; documented where that crate gives them on.

mod errors;
mod input;
mod krate;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro::TokenStream;

/// See `fal_app::input`.
#[proc_macro_attribute]
pub fn input(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(input::input, args, item)
}

/// See `fal_app::output`.
#[proc_macro_attribute]
pub fn output(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(input::output, args, item)
}

type Attribute = fn(proc_macro2::TokenStream, proc_macro2::TokenStream) -> proc_macro2::TokenStream;

/// Runs an attribute on its item. A panic in it is our mistake: the author keeps the item and learns where to say so.
fn expand(attribute: Attribute, args: TokenStream, item: TokenStream) -> TokenStream {
    let (args, item) = (args.into(), proc_macro2::TokenStream::from(item));
    let kept = item.clone();
    catch_unwind(AssertUnwindSafe(|| attribute(args, item)))
        .unwrap_or_else(|_| {
            let message = "this attribute panicked, which is a mistake in fal-app\nhelp: please report it with the item it stands on";
            quote::quote!(#kept ::core::compile_error!(#message);)
        })
        .into()
}
