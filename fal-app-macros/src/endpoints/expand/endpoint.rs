//! From a checked endpoint to its declaration, with one closure that calls the method.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use super::call::{alias_name, arguments, made, output_alias_name};
use super::example::example;
use super::session;
use crate::attribute::given_fields;
use crate::billing::Billing;
use crate::endpoints::args::HealthCheckArgs;
use crate::endpoints::model::{Endpoint, EndpointKind, Input, Output, Stream, SyncMode};
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
    let (answers, run) = match (&endpoint.session, &endpoint.stream) {
        (Some(session), _) => {
            let (shape, declared) = (output_shape(endpoint), session::declared(endpoint, session));
            (
                quote!(.output(#shape) #declared),
                session::run(endpoint, session),
            )
        }
        (None, Some(stream)) => {
            let run = run_stream(endpoint, stream);
            let reader = reader(endpoint);
            (quote!(.stream() #reader), quote!(.run(#run)))
        }
        (None, None) => {
            let (shape, reader) = (output_shape(endpoint), reader(endpoint));
            let run = run(endpoint);
            (quote!(.output(#shape) #reader), quote!(.run(#run)))
        }
    };
    quote! {
        #(#cfgs)*
        __p::EndpointDeclaration::new(#name, #path, #doc)
            #(.title(#title))* #(.category(#category))* #(#unlisted)* #(.max_body_mib(#max_body_mib))*
            #kind
            #answers
            #run
    }
}

fn output_shape(endpoint: &Endpoint<'_>) -> TokenStream {
    match endpoint.output {
        Output::Named(written) => {
            let output = with_static_lifetimes(written);
            let output = output.unwrap_or_else(|| written.to_token_stream());
            quote!(__p::ShapeOf::<#output>::SHAPE)
        }
        Output::Of(_) => {
            let alias = output_alias_name(endpoint);
            quote!(__p::ValueOf::<#alias>::SHAPE)
        }
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
    let call = arguments(endpoint, &quote!(__running));
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
    let made = made(endpoint, stream, &quote!(__running));
    let (Output::Named(item) | Output::Of(item)) = endpoint.output;
    let at_item = located(start(item));
    let encoding = match &stream.content_type {
        None => quote_spanned!(at_item=> __p::event_encoding::<#item>()),
        Some(content_type) => quote_spanned!(at_item=> __p::raw_encoding::<#item>(#content_type)),
    };
    quote_spanned!(at=> |__call| __p::stream_call(|__sender| async move {
        #begin
        let __items = __sender.for_call(&__running)?;
        let __stream = #made;
        __items.send_all(#encoding, __stream).await
    }))
}

/// Decodes the input, reads the operands over it, and waits for a permit.
fn begin(endpoint: &Endpoint<'_>) -> TokenStream {
    let input = endpoint.input().map(|input| input.of);
    let billing = endpoint.billing();
    let operands = billing.and_then(|billing| billing.over_input(input));
    let Some(of) = input else {
        let operands = operands.unwrap_or_else(|| quote!(__p::no_operands));
        return quote!(let __running = __call.start_without_input(#operands).await?;);
    };
    let wanted = endpoint.input().and_then(|input| input.sync_mode.as_ref());
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

/// `.reads_output(&__p::OutputReader(|output: &PaintOutput, __operands| …))`, where an operand reads the output.
fn reader(endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let billing = endpoint.billing()?;
    let (of, reader) = match endpoint.output {
        // `#[output]` refuses it.
        Output::Named(of) if with_static_lifetimes(of).is_some() => return None,
        Output::Of(returned) if endpoint.stream.is_none() => {
            let alias = output_alias_name(endpoint);
            let reader = quote!(__p::OutputReader::<__p::AnswerOf<#alias>>);
            (returned, (billing.over_output(None)?, reader))
        }
        Output::Named(of) | Output::Of(of) => {
            let reader = quote_spanned!(located(start(of))=> __p::OutputReader);
            (of, (billing.over_output(Some(of))?, reader))
        }
    };
    let (operands, reader) = reader;
    Some(quote_spanned!(located(start(of))=> .reads_output(&#reader(#operands))))
}

/// Settles the request. rustc reports at the type that it is no `Result` of fal-app, or that it holds no output.
fn finish(endpoint: &Endpoint<'_>) -> TokenStream {
    let (Output::Named(of) | Output::Of(of)) = endpoint.output;
    let at = located(start(of));
    let returned = located(start(endpoint.returned));
    // rustc underlines the arguments of a call.
    let result = quote_spanned!(returned=> __result);
    let value = quote_spanned!(at=> __p::returned(#result));
    match endpoint.billing().is_some_and(Billing::is_custom) {
        true => quote_spanned!(at=> finish_billed(#value)),
        false => quote_spanned!(at=> finish(#value)),
    }
}
