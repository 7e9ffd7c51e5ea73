//! The call of a method: the types that it names, its arguments, and the stream that it makes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

use crate::endpoints::model::{ContextPlace, Endpoint, Output, Stream};
use crate::syntax::parts::with_static_lifetimes;
use crate::syntax::spans::located;

/// An alias of the input's type. If the type does not exist, rustc reports it once: as a generic argument it would be
/// reported again, with other help.
pub(super) fn input_alias(endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let of = endpoint.input()?.of;
    let of = with_static_lifetimes(of).unwrap_or_else(|| of.to_token_stream());
    let (name, cfgs) = (
        alias_name(endpoint, Span::call_site()),
        endpoint.method.cfgs(),
    );
    Some(quote!(#(#cfgs)* type #name = #of;))
}

/// An alias of the returned type, where it has another name than `Result`, for the same reason.
pub(super) fn output_alias(endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let Output::Of(of) = endpoint.output else {
        return None;
    };
    let of = with_static_lifetimes(of).unwrap_or_else(|| of.to_token_stream());
    let (name, cfgs) = (output_alias_name(endpoint), endpoint.method.cfgs());
    Some(quote!(#(#cfgs)* type #name = #of;))
}

pub(super) fn output_alias_name(endpoint: &Endpoint<'_>) -> Ident {
    format_ident!(
        "__Out_{}",
        endpoint.method.name.unraw(),
        span = Span::call_site()
    )
}

/// The name of the alias. `span` is the place that rustc underlines.
pub(super) fn alias_name(endpoint: &Endpoint<'_>, span: Span) -> Ident {
    format_ident!("__In_{}", endpoint.method.name.unraw(), span = span)
}

/// The arguments of the method. `running` has the app and the context.
pub(super) fn arguments(endpoint: &Endpoint<'_>, running: &TokenStream) -> TokenStream {
    let on_a_thread = match &endpoint.stream {
        Some(stream) => stream.is_iterator,
        None => !endpoint.method.is_async,
    };
    let (app, context) = if on_a_thread {
        (quote!(__app), quote!(__context))
    } else {
        (quote!(#running.app()), quote!(#running.context()))
    };
    let input = endpoint.input().map(|_| quote!(, __input));
    match endpoint.takes_context {
        None => quote!((#app #input)),
        Some(ContextPlace::BeforeInput) => quote!((#app, #context #input)),
        Some(ContextPlace::AfterInput) => quote!((#app #input, #context)),
    }
}

/// The stream that the method makes, in a `Result`.
pub(super) fn made(endpoint: &Endpoint<'_>, stream: &Stream, running: &TokenStream) -> TokenStream {
    let name = endpoint.method.name;
    let at = located(name.span());
    let call = arguments(endpoint, running);
    let mut made = quote_spanned!(at=> Self::#name #call);
    if endpoint.method.is_async {
        made = quote_spanned!(at=> #made.await);
    }
    if !stream.may_fail {
        made = quote_spanned!(at=> ::core::result::Result::Ok(#made));
    }
    if stream.is_iterator {
        made = quote_spanned! {at=>
            ::core::result::Result::Ok(#running.iterate(move |__app, __context, __each| __each.send_all(#made)))
        };
    }
    made
}
