//! The code of a `#[realtime]`: what it declares, and the loop that takes inputs and gives answers.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::call::{alias_name, arguments, made};
use crate::endpoints::model::{Batch, Endpoint, Output, Session};
use crate::syntax::spans::{located, start};

/// `.realtime(__p::Realtime::new(__p::RealtimeMode::Unary).buffering(8))`
pub(super) fn declared(endpoint: &Endpoint<'_>, session: &Session) -> TokenStream {
    let mode = match (session.takes_stream, endpoint.stream.is_some()) {
        (false, false) => quote!(Unary),
        (false, true) => quote!(ServerStreaming),
        (true, false) => quote!(ClientStreaming),
        (true, true) => quote!(Bidi),
    };
    let buffering = session.buffering.iter();
    let timeout = session.timeout.iter();
    let batch = session.batch.iter().map(|batch| batch.most);
    quote!(.realtime(
        __p::Realtime::new(__p::RealtimeMode::#mode)
            #(.buffering(#buffering))* #(.session_timeout(#timeout))* #(.max_batch_size(#batch))*
    ))
}

/// Serves one session.
pub(super) fn run(endpoint: &Endpoint<'_>, session: &Session) -> TokenStream {
    let at = located(endpoint.method.name.span());
    let serve = match &endpoint.stream {
        None if session.takes_stream => {
            let (inputs, answer) = (inputs(endpoint), answer(endpoint));
            quote_spanned!(at=> #inputs #answer)
        }
        None => {
            let (taken, answer) = (taken(endpoint, session), answer(endpoint));
            quote_spanned! {at=>
                while let ::core::option::Option::Some(__input) = #taken.await {
                    #answer
                }
            }
        }
        Some(stream) => {
            let made = made(endpoint, stream, &quote!(__session));
            let inputs = if session.takes_stream {
                inputs(endpoint)
            } else {
                let of = input_name(endpoint);
                quote_spanned! {at=>
                    let ::core::option::Option::Some(__input) = __session.next::<#of>().await else {
                        return ::core::result::Result::Ok(());
                    };
                }
            };
            let (Output::Named(item) | Output::Of(item)) = endpoint.output;
            let encoding = quote_spanned!(located(start(item))=> __p::packed_encoding::<#item>());
            quote_spanned! {at=>
                #inputs
                let __stream = #made;
                __session.answer_all(__stream, #encoding).await?;
            }
        }
    };
    let of = input_name(endpoint);
    quote_spanned!(at=> .sessions(__p::reads_packed::<#of>(), |__session| __p::boxed(async move {
        #serve
        ::core::result::Result::Ok(())
    })))
}

/// The alias of the input's type, at the place of the type. A session always has an input.
fn input_name(endpoint: &Endpoint<'_>) -> Option<Ident> {
    let input = endpoint.input()?;
    Some(alias_name(endpoint, start(input.of)))
}

/// All inputs, as the method takes them.
fn inputs(endpoint: &Endpoint<'_>) -> TokenStream {
    let of = input_name(endpoint);
    quote!(let __input = __session.inputs::<#of>();)
}

/// The next input, or those that wait together.
fn taken(endpoint: &Endpoint<'_>, session: &Session) -> TokenStream {
    let of = input_name(endpoint);
    match &session.batch {
        None => quote!(__session.next::<#of>()),
        Some(Batch { most, can: None }) => {
            quote!(__session.next_batch::<#of>(#most, __p::can_always_batch))
        }
        Some(Batch {
            most,
            can: Some(can),
        }) => {
            let can = quote_spanned!(located(start(can))=> #can);
            quote!(__session.next_batch::<#of>(#most, #can))
        }
    }
}

/// Calls the method, and sends its value. rustc reports at the type that it holds no output.
fn answer(endpoint: &Endpoint<'_>) -> TokenStream {
    let name = endpoint.method.name;
    let at = located(name.span());
    let call = arguments(endpoint, &quote!(__session));
    let method = quote_spanned!(at=> Self::#name);
    let result = if endpoint.method.is_async {
        quote_spanned!(at=> #method #call.await)
    } else {
        quote_spanned!(at=> __session.blocking(move |__app, __context| #method #call).await)
    };
    let (Output::Named(of) | Output::Of(of)) = endpoint.output;
    let returned = located(start(endpoint.returned));
    let value = quote_spanned!(returned=> __p::returned(__result));
    let encoding = quote_spanned!(located(start(of))=> __p::packed_encoding());
    quote_spanned!(at=> let __result = #result; __session.answer(#value, #encoding).await?;)
}
