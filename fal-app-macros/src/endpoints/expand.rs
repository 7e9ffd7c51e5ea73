//! From checked endpoints to const data, and one call into the runtime for each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Type};

use super::model::{
    Callee, ContextPlace, Endpoint, EndpointKind, Endpoints, Example, HealthCheck, Hook, Input,
    Setups,
};
use crate::billing::{Billing, Formula};
use crate::errors::located;
use crate::krate;

/// What the runtime reads of the block.
pub(super) fn expand(block: &Endpoints<'_>) -> TokenStream {
    let (app, impl_token) = (block.app, block.impl_token);
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let endpoints = block.endpoints.iter().map(|declared| endpoint(declared));
    let setup = setup(block);
    let teardown = teardown(&block.teardowns);
    let facts = block.generics.params.is_empty().then(|| facts(block));
    krate::scope(&quote! {
        #[allow(unused_imports)]
        use __p::{Shapeless as _, Tableless as _, Undeclared as _};
        #[automatically_derived]
        #[allow(deprecated)]
        #impl_token #impl_generics __p::OneEndpointsBlock for #app #where_clause {
            fn endpoints() -> __p::Endpoints<Self>
            where
                for<'__a> Self: __p::Shared,
            {
                __p::Endpoints {
                    list: const { &[#(#endpoints),*] },
                    #setup
                    #teardown
                }
            }
        }
        #facts
    })
}

fn endpoint(endpoint: &Endpoint<'_>) -> TokenStream {
    let cfgs = endpoint.method.cfgs();
    let (declaration, run) = (declaration(endpoint), run(endpoint));
    let value = quote!(__p::Endpoint { declared: #declaration, run: #run });
    match input_alias(endpoint) {
        Some(alias) => quote!(#(#cfgs)* { #alias #value }),
        None => quote!(#(#cfgs)* #value),
    }
}

/// A type that does not exist is told once where it is named as in the method: among generic arguments rustc would
/// tell it again, with other help.
fn input_alias(endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let of = input_of(endpoint)?.of;
    Some(quote!(type __Input = #of;))
}

fn input_of<'e, 'a>(endpoint: &'e Endpoint<'a>) -> Option<&'e Input<'a>> {
    match &endpoint.kind {
        EndpointKind::Work { input, .. } => input.as_ref(),
        EndpointKind::HealthCheck(_) => None,
    }
}

fn declaration(endpoint: &Endpoint<'_>) -> TokenStream {
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
            fields.extend(input.iter().flat_map(|input| self::input(input)));
            fields.extend(billing.data().map(|billing| quote!(billing: #billing)));
        }
        EndpointKind::HealthCheck(check) => fields.push(health_check(check)),
    }
    quote! {
        __p::EndpointDeclaration {
            #(#fields,)*
            ..__p::EndpointDeclaration::new(#name, #path, #doc, __p::ShapeOf::<#output>::SHAPE)
        }
    }
}

fn input(input: &Input<'_>) -> Vec<TokenStream> {
    let mut fields =
        vec![quote!(input: ::core::option::Option::Some(__p::ShapeOf::<__Input>::SHAPE))];
    if !input.examples.is_empty() {
        let examples = input.examples.iter().map(|example| self::example(example));
        fields.push(quote!(examples: &[#(#examples),*]));
    }
    fields
}

fn example(example: &Example) -> TokenStream {
    match example {
        Example::Whole(value) => quote! {
            |__w| {
                let __example: __Input = #value;
                __p::Written(&__example).write(__w);
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
                    let mut __p = __p::Partial::<__Input>::new(__w, __p::ShapeOf::<__Input>::SHAPE);
                    #(#fields)*
                    __p.end();
                }
            }
        }
    }
}

fn health_check(check: &HealthCheck) -> TokenStream {
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
        health_check: ::core::option::Option::Some(__p::HealthCheck {
            #start #timeout #threshold #regularly ..__p::HealthCheck::PLATFORM
        })
    }
}

/// The whole call is spanned at the method's name: there rustc says that a future cannot be sent.
fn run(endpoint: &Endpoint<'_>) -> TokenStream {
    let name = endpoint.method.name;
    let at = located(name.span());
    let begin = begin(endpoint);
    let call = call(endpoint);
    let finish = finish(endpoint);
    let method = quote_spanned!(at=> Self::#name);
    let work = if endpoint.method.is_async {
        quote_spanned!(at=> let __result = #method #call.await;)
    } else {
        quote_spanned!(at=> let (__result, __work) = __work.blocking(move |__app, __context| #method #call).await;)
    };
    quote_spanned!(at=> |__call| __p::boxed(async move {
        #begin
        #work
        __work.#finish
    }))
}

/// Decodes the input and waits for a place.
fn begin(endpoint: &Endpoint<'_>) -> TokenStream {
    let input = input_of(endpoint).map(|input| input.of);
    let operands = endpoint.billing().over_input(input);
    match input {
        Some(of) => {
            let at = start(of);
            let of = Ident::new("__Input", at);
            let takes = quote_spanned!(at=> __p::takes::<#of>());
            quote!(let (__input, __work) = __call.input(#takes, #operands).await?;)
        }
        None => quote!(let __work = __call.no_input(#operands).await?;),
    }
}

/// The arguments of the method.
fn call(endpoint: &Endpoint<'_>) -> TokenStream {
    let (app, context) = if endpoint.method.is_async {
        (quote!(__work.app()), quote!(__work.context()))
    } else {
        (quote!(__app), quote!(__context))
    };
    let input = input_of(endpoint).map(|_| quote!(, __input));
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
    let at = located(start(endpoint.output));
    match billing {
        Billing::Metered {
            formula: Formula::Custom,
            ..
        } => quote_spanned!(at=> finish_billed(__result, #operands)),
        _ => quote_spanned!(at=> finish(__result, #operands)),
    }
}

fn setup(block: &Endpoints<'_>) -> TokenStream {
    let Setups::Right(setups) = &block.setup else {
        return quote!(setup: || __p::boxed(::core::future::pending()),);
    };
    let made = setups.iter().map(|Hook { method }| {
        let (name, at) = (method.name, located(method.name.span()));
        let make = if method.is_async {
            quote_spanned!(at=> || __p::boxed(Self::#name()))
        } else {
            quote_spanned!(at=> || __p::on_blocking_thread(Self::#name))
        };
        (method, quote!(setup: #make))
    });
    let app = block.app;
    let by_default = quote_spanned!(start(app)=> __p::setup_by_default::<#app>);
    first_that_exists(made.collect(), &quote!(setup: #by_default))
}

fn teardown(teardowns: &[Hook<'_>]) -> TokenStream {
    let made = teardowns.iter().map(|Hook { method }| {
        let (name, at) = (method.name, located(method.name.span()));
        let unmake = if method.is_async {
            quote_spanned!(at=> |__app| __p::boxed(Self::#name(__app)))
        } else {
            quote_spanned!(at=> |__app| __p::on_blocking_thread(move || Self::#name(__app)))
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
fn facts(block: &Endpoints<'_>) -> TokenStream {
    let app = block.app;
    let must_be_declared = quote_spanned!(start(app)=> __p::must_be_declared::<#app>());
    let must_say_billing = block
        .unstated
        .iter()
        .map(|method| must_say_billing(method, app));
    let constant_defaults = block
        .endpoints
        .iter()
        .flat_map(|endpoint| must_have_constant_defaults(endpoint));
    quote! {
        const _: () = #must_be_declared;
        #(#must_say_billing)*
        #(#constant_defaults)*
        struct __Nobody;
        impl __p::App for <__p::Choice<{ __p::Probe::<#app>::DECLARED }> as __p::Choose<#app, __Nobody>>::Type {
            const DECLARATION: __p::Declaration = __p::Declaration::new("", "");
            fn endpoints() -> __p::Endpoints<Self>
            where
                for<'__a> Self: __p::Shared,
            {
                __p::Endpoints::none()
            }
        }
    }
}

fn must_say_billing(method: &Callee<'_>, app: &Type) -> TokenStream {
    let name = method.name;
    let message = format!(
        "endpoint `{name}` of a shared app says nothing of billing\nhelp: add `#[billable(…)]` to say what callers pay, or `#[billable(free)]`",
    );
    let (cfgs, span) = (method.cfgs(), name.span());
    let must_say =
        quote_spanned!(span=> __p::must_say_billing(__p::Probe::<#app>::SHARED, #message));
    quote!(#(#cfgs)* const _: () = #must_say;)
}

/// For the fields of the input that operands read.
fn must_have_constant_defaults(endpoint: &Endpoint<'_>) -> Option<TokenStream> {
    let fields = endpoint.billing().fields_read();
    let alias = input_alias(endpoint).filter(|_| !fields.is_empty())?;
    let cfgs = endpoint.method.cfgs();
    let facts = fields
        .into_iter()
        .map(|field| must_have_constant_default(field));
    Some(quote!(#(#cfgs)* const _: () = { #alias #(#facts)* };))
}

fn must_have_constant_default(field: &Ident) -> TokenStream {
    let text = field.unraw().to_string();
    let message = format!(
        "the default of `{text}` is made anew each time, and `#[billable]` reads it\nhelp: give it a constant default, or none: a caller must know what a request costs",
    );
    quote_spanned!(field.span()=> __p::must_have_constant_default(__p::TableOf::<__Input>::TABLE, #text, #message);)
}

/// Where a type begins.
fn start(of: &Type) -> Span {
    let first = of.to_token_stream().into_iter().next();
    first.map_or_else(Span::call_site, |token| token.span())
}
