//! From a checked endpoint to its declaration, with one closure that calls the method.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use super::example::example;
use crate::attribute::given_fields;
use crate::billing::Billing;
use crate::endpoints::args::HealthCheckArgs;
use crate::endpoints::model::{
    ContextPlace, Endpoint, EndpointKind, Input, Output, Stream, SyncMode,
};
use crate::syntax::parts::with_static_lifetimes;
use crate::syntax::spans::{located, start};

/// `__p::EndpointDeclaration::new("paint", "/", "Paints.")…`
pub(super) fn endpoint(endpoint: &Endpoint<'_>) -> TokenStream {
    let cfgs = endpoint.method.cfgs();
    let (name, path, doc) = (
        endpoint.method.name.unraw().to_string(),
        &endpoint.path,
        &endpoint.doc,
    );
    let listing = &endpoint.listing;
    let title = listing.title.iter().map(|title| &title.value);
    let category = listing.category.iter().map(|category| &category.value);
    let unlisted = listing.unlisted.iter().map(|_| quote!(.unlisted()));
    let max_body_mib = endpoint.max_body_mib.iter();
    let kind = kind(endpoint);
    let (answers, run) = match &endpoint.stream {
        None => {
            let shape = match endpoint.output {
                Output::Named(written) => {
                    let output = with_static_lifetimes(written);
                    let output = output.unwrap_or_else(|| written.to_token_stream());
                    quote!(__p::ShapeOf::<#output>::SHAPE)
                }
                Output::Of(_) => {
                    let alias = output_alias_name(endpoint);
                    quote!(__p::ValueOf::<#alias>::SHAPE)
                }
            };
            (quote!(.output(#shape)), run(endpoint))
        }
        Some(stream) => (quote!(.stream()), run_stream(endpoint, stream)),
    };
    quote! {
        #(#cfgs)*
        __p::EndpointDeclaration::new(#name, #path, #doc)
            #(.title(#title))* #(.category(#category))* #(#unlisted)* #(.max_body_mib(#max_body_mib))*
            #kind
            #answers
            .run(#run)
    }
}

/// An alias of the input's type. If the type does not exist, rustc reports it once: as a generic argument it would be
/// reported again, with other help.
pub(super) fn input_alias(endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let of = input_of(endpoint)?.of;
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

fn output_alias_name(endpoint: &Endpoint<'_>) -> Ident {
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

pub(super) fn input_of<'e, 'a>(endpoint: &'e Endpoint<'a>) -> Option<&'e Input<'a>> {
    match &endpoint.kind {
        EndpointKind::Work { input, .. } => input.as_ref(),
        EndpointKind::HealthCheck(_) => None,
    }
}

fn kind(endpoint: &Endpoint<'_>) -> TokenStream {
    match &endpoint.kind {
        EndpointKind::Work { input, billing } => {
            let alias = alias_name(endpoint, Span::call_site());
            let input = input.as_ref().map(|input| self::input(input, &alias));
            let billing = billing.iter().map(Billing::data);
            quote!(#input #(#billing)*)
        }
        EndpointKind::HealthCheck(check) => health_check(check),
    }
}

fn input(input: &Input<'_>, alias: &Ident) -> TokenStream {
    let examples = (!input.examples.is_empty()).then(|| {
        let examples = input.examples.iter().map(|written| example(written, alias));
        quote!(.examples(&[#(#examples),*]))
    });
    quote!(.input(__p::ShapeOf::<#alias>::SHAPE) #examples)
}

fn health_check(check: &HealthCheckArgs) -> TokenStream {
    let given: Vec<_> = given_fields!(
        check,
        [
            start_period_seconds,
            timeout_seconds,
            failure_threshold,
            call_regularly
        ]
    )
    .collect();
    // With all of them given, clippy would complain about a rest that is never used.
    let rest = (given.len() < 4).then(|| quote!(..__p::HealthCheck::PLATFORM));
    quote!(.health_check(__p::HealthCheck { #(#given,)* #rest }))
}

/// The whole call has the place of the method's name: there rustc reports that a future is not `Send`.
fn run(endpoint: &Endpoint<'_>) -> TokenStream {
    let name = endpoint.method.name;
    let at = located(name.span());
    if let Output::Named(output) = endpoint.output
        && let Some(output) = with_static_lifetimes(output)
    {
        // `#[output]` refuses it: nothing more is to be said of its lifetimes.
        return quote_spanned!(located(start(&output))=> |_| __p::never_answered::<#output>());
    }
    let begin = begin(endpoint);
    let call = call(endpoint);
    let finish = finish(endpoint);
    let method = quote_spanned!(at=> Self::#name);
    let work = if endpoint.method.is_async {
        quote_spanned!(at=> let __result = #method #call.await;)
    } else {
        quote_spanned!(at=> let (__result, __running) = __running.blocking(move |__app, __context| #method #call).await;)
    };
    quote_spanned!(at=> |__call| __p::boxed(async move {
        #begin
        #work
        __running.#finish
    }))
}

/// As [`run`]. The stream may borrow the app, so the call lasts until the stream ends.
fn run_stream(endpoint: &Endpoint<'_>, stream: &Stream) -> TokenStream {
    let name = endpoint.method.name;
    let at = located(name.span());
    let begin = begin(endpoint);
    let call = call(endpoint);
    let mut made = quote_spanned!(at=> Self::#name #call);
    if endpoint.method.is_async {
        made = quote_spanned!(at=> #made.await);
    }
    if !stream.may_fail {
        made = quote_spanned!(at=> ::core::result::Result::Ok(#made));
    }
    if stream.is_iterator {
        made = quote_spanned! {at=>
            ::core::result::Result::Ok(__running.iterate(move |__app, __context, __each| __each.send_all(#made)))
        };
    }
    let (Output::Named(item) | Output::Of(item)) = endpoint.output;
    let at_item = located(start(item));
    let encoding = match &stream.content_type {
        None => quote_spanned!(at_item=> __p::event_encoding::<#item>()),
        Some(content_type) => quote_spanned!(at_item=> __p::raw_encoding::<#item>(#content_type)),
    };
    let billing = endpoint.billing();
    let operands = billing.and_then(|billing| billing.over_output(Some(item)));
    let operands = operands.map(|operands| quote_spanned!(at_item=> .metered(#operands)));
    quote_spanned!(at=> |__call| __p::stream_call(|__sender| async move {
        #begin
        let __items = __sender.for_call(&__running)?;
        let __stream = #made;
        __items.send_all(#encoding #operands, __stream).await
    }))
}

/// Decodes the input, reads the operands over it, and waits for a permit.
fn begin(endpoint: &Endpoint<'_>) -> TokenStream {
    let input = input_of(endpoint).map(|input| input.of);
    let billing = endpoint.billing();
    let operands = billing.and_then(|billing| billing.over_input(input));
    let Some(of) = input else {
        let operands = operands.unwrap_or_else(|| quote!(__p::no_operands));
        return quote!(let __running = __call.start_without_input(#operands).await?;);
    };
    let wanted = input_of(endpoint).and_then(|input| input.sync_mode.as_ref());
    let sync_mode = wanted.map(|wanted| sync_mode(wanted, of));
    let at = start(of);
    let alias = alias_name(endpoint, at);
    let takes = match operands {
        Some(operands) => quote_spanned!(located(at)=> __p::reads(#operands)),
        None => quote_spanned!(at=> __p::reads::<#alias>(__p::no_operands)),
    };
    quote! {
        let __reader = #takes;
        let (__input, __running) = __call.start(__reader).await?;
        #sync_mode
    }
}

/// The parameter is the author's own token: in an expression from a `macro_rules!`, no other `input` is the same
/// variable.
fn sync_mode(sync_mode: &SyncMode, of: &Type) -> TokenStream {
    let SyncMode { value, input } = sync_mode;
    let at = located(start(value));
    let wanted = quote_spanned!(at=> |#input: &#of| -> bool { #value });
    quote!(let __running = __running.sync_mode(&__input, #wanted);)
}

/// The arguments of the method.
fn call(endpoint: &Endpoint<'_>) -> TokenStream {
    let on_a_thread = match &endpoint.stream {
        Some(stream) => stream.is_iterator,
        None => !endpoint.method.is_async,
    };
    let (app, context) = if on_a_thread {
        (quote!(__app), quote!(__context))
    } else {
        (quote!(__running.app()), quote!(__running.context()))
    };
    let input = input_of(endpoint).map(|_| quote!(, __input));
    match endpoint.takes_context {
        None => quote!((#app #input)),
        Some(ContextPlace::BeforeInput) => quote!((#app, #context #input)),
        Some(ContextPlace::AfterInput) => quote!((#app #input, #context)),
    }
}

/// Settles the request. rustc reports at the type that it is no `Result` of fal-app, or that it holds no output.
fn finish(endpoint: &Endpoint<'_>) -> TokenStream {
    let billing = endpoint.billing();
    let (named, of) = match endpoint.output {
        Output::Named(output) => (Some(output), output),
        Output::Of(returned) => (None, returned),
    };
    let operands = billing.and_then(|billing| billing.over_output(named));
    let operands = operands.unwrap_or_else(|| quote!(__p::no_operands));
    let at = located(start(of));
    let returned = located(start(endpoint.returned));
    let value = quote_spanned!(returned=> __p::returned(__result));
    if billing.is_some_and(Billing::is_custom) {
        quote_spanned!(at=> finish_billed(#value, #operands))
    } else {
        quote_spanned!(at=> finish(#value, #operands))
    }
}
