//! From checked endpoints to const data, and one call into the runtime for each.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, Type};

use super::model::{
    Callee, ContextPlace, Endpoint, EndpointKind, Endpoints, Example, HealthCheck, Hook, Input,
    Setups,
};
use crate::billing::{Billing, Formula};
use crate::errors::located;

/// What the runtime reads of the block; `p` is the path of its private part.
pub(super) fn expand(block: &Endpoints<'_>, p: &TokenStream) -> TokenStream {
    let (app, impl_token) = (block.app, block.impl_token);
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let endpoints = block.endpoints.iter().map(|declared| endpoint(declared, p));
    let setup = setup(block, p);
    let teardown = teardown(&block.teardowns, p);
    let facts = block.generics.params.is_empty().then(|| facts(block, p));
    quote! {
        #[allow(deprecated, unused_qualifications)]
        const _: () = {
            #[allow(unused_imports)]
            use #p::{Shapeless as _, Undeclared as _};
            #[automatically_derived]
            #impl_token #impl_generics #p::OneEndpointsBlock for #app #where_clause {
                fn endpoints() -> #p::Endpoints<Self>
                where
                    for<'__a> Self: #p::Shared,
                {
                    #p::Endpoints {
                        list: const { &[#(#endpoints),*] },
                        #setup
                        #teardown
                    }
                }
            }
            #facts
        };
    }
}

fn endpoint(endpoint: &Endpoint<'_>, p: &TokenStream) -> TokenStream {
    let (cfgs, declaration, run) = (
        endpoint.method.cfgs(),
        declaration(endpoint, p),
        run(endpoint, p),
    );
    quote!(#(#cfgs)* #p::Endpoint { declared: #declaration, run: #run })
}

fn declaration(endpoint: &Endpoint<'_>, p: &TokenStream) -> TokenStream {
    let (name, path, doc, output) = (
        endpoint.method.name.to_string(),
        &endpoint.path,
        &endpoint.doc,
        endpoint.output,
    );
    let name = name.strip_prefix("r#").unwrap_or(&name);
    let mut fields = Vec::new();
    let some = |value: &dyn ToTokens| quote!(::core::option::Option::Some(#value));
    if let Some(title) = &endpoint.title {
        let title = some(title);
        fields.push(quote!(title: #title));
    }
    if let Some(category) = &endpoint.category {
        let category = some(category);
        fields.push(quote!(category: #category));
    }
    if endpoint.unlisted {
        fields.push(quote!(unlisted: true));
    }
    match &endpoint.kind {
        EndpointKind::Work { input, billing } => {
            fields.extend(input.iter().flat_map(|input| self::input(input, p)));
            fields.extend(billing.data(p).map(|billing| quote!(billing: #billing)));
        }
        EndpointKind::HealthCheck(check) => fields.push(health_check(check, p)),
    }
    quote! {
        #p::EndpointDeclaration {
            #(#fields,)*
            ..#p::EndpointDeclaration::new(#name, #path, #doc, #p::ShapeOf::<#output>::SHAPE)
        }
    }
}

fn input(input: &Input<'_>, p: &TokenStream) -> Vec<TokenStream> {
    let of = input.of;
    let mut fields = vec![quote!(input: ::core::option::Option::Some(#p::ShapeOf::<#of>::SHAPE))];
    if !input.examples.is_empty() {
        let examples = input
            .examples
            .iter()
            .map(|example| self::example(example, of, p));
        fields.push(quote!(examples: &[#(#examples),*]));
    }
    fields
}

fn example(example: &Example, of: &Type, p: &TokenStream) -> TokenStream {
    match example {
        Example::Whole(value) => quote! {
            |__w| {
                let __example: #of = #value;
                #p::Written(&__example).write(__w);
            }
        },
        Example::Partial { path, fields } => {
            let fields = fields.iter().map(|(name, value)| {
                let text = name.to_string();
                let text = text.strip_prefix("r#").unwrap_or(&text);
                quote!(__p.field(#text, |__i: &#path| &__i.#name).value(#value);)
            });
            quote! {
                |__w| {
                    let mut __p = #p::Partial::<#of>::new(__w);
                    #(#fields)*
                    __p.end();
                }
            }
        }
    }
}

fn health_check(check: &HealthCheck, p: &TokenStream) -> TokenStream {
    let number = |name: TokenStream, number: Option<u32>| {
        number.map(|number| quote!(#name: ::core::option::Option::Some(#number),))
    };
    let start = number(quote!(start_period_seconds), check.start_period_seconds);
    let timeout = number(quote!(timeout_seconds), check.timeout_seconds);
    let threshold = number(quote!(failure_threshold), check.failure_threshold);
    let regularly = check
        .call_regularly
        .map(|flag| quote!(call_regularly: ::core::option::Option::Some(#flag),));
    quote! {
        health_check: ::core::option::Option::Some(#p::HealthCheck {
            #start #timeout #threshold #regularly ..#p::HealthCheck::PLATFORM
        })
    }
}

/// The whole call is spanned at the method's name: there rustc says that a future cannot be sent.
fn run(endpoint: &Endpoint<'_>, p: &TokenStream) -> TokenStream {
    let name = endpoint.method.name;
    let at = located(name.span());
    let begin = begin(endpoint, p);
    let call = call(endpoint);
    let finish = finish(endpoint);
    let method = quote_spanned!(at=> Self::#name);
    let work = if endpoint.method.is_async {
        quote_spanned!(at=> let __result = #method #call.await;)
    } else {
        quote_spanned!(at=> let (__result, __work) = __work.blocking(move |__app, __context| #method #call).await;)
    };
    quote_spanned!(at=> |__call| #p::boxed(async move {
        #begin
        #work
        __work.#finish
    }))
}

/// Decodes the input and waits for a place.
fn begin(endpoint: &Endpoint<'_>, p: &TokenStream) -> TokenStream {
    match &endpoint.kind {
        EndpointKind::Work {
            input: Some(Input { of, .. }),
            billing,
        } => {
            let operands = billing.over_input(Some(of));
            let takes = quote_spanned!(located_at_start(of)=> #p::takes::<#of>());
            quote!(let (__input, __work) = __call.input(#takes, #operands).await?;)
        }
        EndpointKind::Work { input: None, .. } | EndpointKind::HealthCheck(_) => {
            let operands = endpoint.billing().over_input(None);
            quote!(let __work = __call.no_input(#operands).await?;)
        }
    }
}

/// The arguments of the method.
fn call(endpoint: &Endpoint<'_>) -> TokenStream {
    let (app, context) = if endpoint.method.is_async {
        (quote!(__work.app()), quote!(__work.context()))
    } else {
        (quote!(__app), quote!(__context))
    };
    let input = matches!(&endpoint.kind, EndpointKind::Work { input: Some(_), .. })
        .then(|| quote!(, __input));
    match endpoint.takes_context {
        None => quote!((#app #input)),
        Some(ContextPlace::BeforeInput) => quote!((#app, #context #input)),
        Some(ContextPlace::AfterInput) => quote!((#app #input, #context)),
    }
}

/// Settles the request.
fn finish(endpoint: &Endpoint<'_>) -> TokenStream {
    let billing = endpoint.billing();
    let operands = billing.over_output(endpoint.output);
    let at = located_at_start(endpoint.output);
    match billing {
        Billing::Metered {
            formula: Formula::Custom,
            ..
        } => quote_spanned!(at=> finish_billed(__result, #operands)),
        _ => quote_spanned!(at=> finish(__result, #operands)),
    }
}

fn setup(block: &Endpoints<'_>, p: &TokenStream) -> TokenStream {
    let Setups::Right(setups) = &block.setup else {
        return quote!(setup: || #p::boxed(::core::future::pending()),);
    };
    let made = setups.iter().map(|Hook { method }| {
        let (name, at) = (method.name, located(method.name.span()));
        let make = if method.is_async {
            quote_spanned!(at=> || #p::boxed(Self::#name()))
        } else {
            quote_spanned!(at=> || #p::on_blocking_thread(Self::#name))
        };
        (method, quote!(setup: #make))
    });
    let app = block.app;
    let by_default = quote_spanned!(located_at_start(app)=> #p::setup_by_default::<#app>);
    first_that_exists(made.collect(), &quote!(setup: #by_default))
}

fn teardown(teardowns: &[Hook<'_>], p: &TokenStream) -> TokenStream {
    let made = teardowns.iter().map(|Hook { method }| {
        let (name, at) = (method.name, located(method.name.span()));
        let unmake = if method.is_async {
            quote_spanned!(at=> |__app| #p::boxed(Self::#name(__app)))
        } else {
            quote_spanned!(at=> |__app| #p::on_blocking_thread(move || Self::#name(__app)))
        };
        (
            method,
            quote!(teardown: ::core::option::Option::Some(#unmake)),
        )
    });
    first_that_exists(
        made.collect(),
        &quote!(teardown: ::core::option::Option::None),
    )
}

/// The same field for each method that its `#[cfg]`s may remove, and for when none is left.
fn first_that_exists(
    fields: Vec<(&Callee<'_>, TokenStream)>,
    otherwise: &TokenStream,
) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut earlier: Vec<TokenStream> = Vec::new();
    for (method, field) in fields {
        let cfgs = method.cfgs();
        let not_earlier = none_of(&earlier);
        tokens.extend(quote!(#(#cfgs)* #not_earlier #field,));
        if cfgs.is_empty() {
            return tokens;
        }
        earlier.push(all_of(&cfgs));
    }
    let not_earlier = none_of(&earlier);
    tokens.extend(quote!(#not_earlier #otherwise,));
    tokens
}

fn all_of(cfgs: &[&Attribute]) -> TokenStream {
    let conditions = cfgs
        .iter()
        .filter_map(|cfg| cfg.meta.require_list().ok())
        .map(|cfg| &cfg.tokens);
    quote!(all(#(#conditions),*))
}

fn none_of(conditions: &[TokenStream]) -> Option<TokenStream> {
    (!conditions.is_empty()).then(|| quote!(#[cfg(not(any(#(#conditions),*)))]))
}

/// What holds only together with what stands elsewhere: each is one error where it does not.
fn facts(block: &Endpoints<'_>, p: &TokenStream) -> TokenStream {
    let app = block.app;
    let must_be_declared = quote_spanned!(located_at_start(app)=> #p::must_be_declared::<#app>());
    let must_say_billing = block
        .endpoints
        .iter()
        .filter_map(|endpoint| must_say_billing(endpoint, app, p));
    quote! {
        const _: () = #must_be_declared;
        #(#must_say_billing)*
        struct __Nobody;
        impl #p::App for <#p::Choice<{ #p::Probe::<#app>::DECLARED }> as #p::Choose<#app, __Nobody>>::Type {
            const DECLARATION: #p::Declaration = #p::Declaration::new("", "");
            fn endpoints() -> #p::Endpoints<Self>
            where
                for<'__a> Self: #p::Shared,
            {
                #p::Endpoints::none()
            }
        }
    }
}

fn must_say_billing(endpoint: &Endpoint<'_>, app: &Type, p: &TokenStream) -> Option<TokenStream> {
    let EndpointKind::Work {
        billing: Billing::Unstated,
        ..
    } = &endpoint.kind
    else {
        return None;
    };
    let name = endpoint.method.name;
    let message = format!(
        "endpoint `{name}` of a shared app says nothing of billing\nhelp: add `#[billable(…)]` to say what callers pay, or `#[billable(free)]`",
    );
    let (cfgs, at) = (endpoint.method.cfgs(), located(name.span()));
    let must_say = quote_spanned!(at=> #p::must_say_billing(#p::Probe::<#app>::SHARED, #message));
    Some(quote!(#(#cfgs)* const _: () = #must_say;))
}

fn located_at_start(of: &Type) -> Span {
    located(
        of.to_token_stream()
            .into_iter()
            .next()
            .map_or_else(Span::call_site, |token| token.span()),
    )
}
