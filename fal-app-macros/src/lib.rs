//! The attributes of `fal-app`. Their documentation is on the re-exports in `fal-app`, in `src/attributes`.

#![allow(
    missing_docs,
    reason = "rustdoc would put what stands here below the documentation of the re-exports"
)]
#![allow(
    clippy::large_enum_variant,
    reason = "only a few values exist at a time"
)]

mod app;
mod attribute;
mod billing;
mod crate_name;
mod endpoints;
mod errors;
mod fields;
mod misplaced;
#[cfg(test)]
mod snapshot;
mod syntax;
mod units;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro::TokenStream;

use misplaced::misplaced;
use syntax::method_attribute::AttributeKind;

#[proc_macro_attribute]
pub fn fal_app(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(app::fal_app, args, item)
}

#[proc_macro_attribute]
pub fn endpoints(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(endpoints::endpoints, args, item)
}

#[proc_macro_attribute]
pub fn setup(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(|_, item| misplaced(AttributeKind::Setup, item), args, item)
}

#[proc_macro_attribute]
pub fn teardown(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(
        |_, item| misplaced(AttributeKind::Teardown, item),
        args,
        item,
    )
}

#[proc_macro_attribute]
pub fn endpoint(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(
        |_, item| misplaced(AttributeKind::Endpoint, item),
        args,
        item,
    )
}

#[proc_macro_attribute]
pub fn stream(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(|_, item| misplaced(AttributeKind::Stream, item), args, item)
}

#[proc_macro_attribute]
pub fn realtime(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(
        |_, item| misplaced(AttributeKind::Realtime, item),
        args,
        item,
    )
}

#[proc_macro_attribute]
pub fn billable(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(
        |_, item| misplaced(AttributeKind::Billable, item),
        args,
        item,
    )
}

#[proc_macro_attribute]
pub fn example(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(
        |_, item| misplaced(AttributeKind::Example, item),
        args,
        item,
    )
}

#[proc_macro_attribute]
pub fn input(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(fields::input, args, item)
}

#[proc_macro_attribute]
pub fn output(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(fields::output, args, item)
}

type Attribute = fn(proc_macro2::TokenStream, proc_macro2::TokenStream) -> proc_macro2::TokenStream;

/// Runs an attribute on its item. A panic is our mistake: the author keeps the item, and is asked to report it.
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
