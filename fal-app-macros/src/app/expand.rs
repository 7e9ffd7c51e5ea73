//! From a checked app to what the runtime reads of it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Generics;

use super::model::{App, Auth, DeploymentStrategy, RetryConfig};
use crate::crate_name;

/// `impl Declared` and `impl Half`.
pub(super) fn expand(app: &App<'_>) -> TokenStream {
    let ident = app.ident;
    let (impl_generics, type_generics, _) = app.generics.split_for_impl();
    let (declared_where, app_where) = bounds(app.generics);
    let declaration = declaration(app);
    crate_name::scope(&quote! {
        #[automatically_derived]
        impl #impl_generics __p::DeclaredApp for #ident #type_generics #declared_where {
            const DECLARATION: __p::AppDeclaration = #declaration;
        }
        #[automatically_derived]
        impl #impl_generics __p::AppImpl<0> for #ident #type_generics #app_where {
            const DECLARATION: __p::AppDeclaration = <Self as __p::DeclaredApp>::DECLARATION;
            fn endpoints() -> __p::Endpoints<Self>
            where
                for<'__a> Self: __p::ThreadSafe,
            {
                <#ident #type_generics as __p::OneEndpointsBlock>::endpoints()
            }
        }
    })
}

/// An app with generics is refused; these keep rustc from asking more of it.
fn bounds(generics: &Generics) -> (Option<TokenStream>, Option<TokenStream>) {
    if generics.params.is_empty() {
        return (None, None);
    }
    let authors = generics
        .where_clause
        .as_ref()
        .map(|clause| &clause.predicates);
    let declared = quote!(where Self: __p::ThreadSafe, #authors);
    let app = quote!(where Self: __p::ThreadSafe + __p::OneEndpointsBlock, #authors);
    (Some(declared), Some(app))
}

fn declaration(app: &App<'_>) -> TokenStream {
    let (name, doc) = (app.name.as_str(), &app.doc);
    let mut fields = Vec::new();
    let auth = match app.auth {
        Auth::Private => None,
        Auth::Public => Some(quote!(__p::Auth::Public)),
        Auth::Shared => Some(quote!(__p::Auth::Shared)),
    };
    fields.extend(auth.map(|auth| quote!(auth: #auth)));
    if let Some(machines) = &app.machines {
        fields.extend(list("machine_types", &machines.types));
        fields.extend(option("num_gpus", machines.num_gpus.as_ref()));
    }
    fields.extend(list("regions", &app.regions));
    fields.extend(timing(app));
    fields.extend(scaling(app));
    fields.extend(list("skip_retry_conditions", &app.skip_retry_conditions));
    fields.extend(app.retry_config.as_ref().map(retry_config));
    fields.extend(app.deployment_strategy.map(|strategy| {
        let strategy = match strategy {
            DeploymentStrategy::Rolling => quote!(Rolling),
            DeploymentStrategy::Recreate => quote!(Recreate),
        };
        quote!(deployment_strategy: ::core::option::Option::Some(__p::DeploymentStrategy::#strategy))
    }));
    fields.extend(app.private_logs.then(|| quote!(private_logs: true)));
    fields.extend(list("secrets", &app.secrets));
    fields.extend(list("data_mounts", &app.data_mounts));
    fields.extend(card(app));
    quote! {
        __p::AppDeclaration {
            #(#fields,)*
            ..__p::AppDeclaration::new(#name, #doc).version(::core::env!("CARGO_PKG_VERSION"))
        }
    }
}

fn timing(app: &App<'_>) -> impl Iterator<Item = TokenStream> {
    let timing = &app.timing;
    [
        option("keep_alive", timing.keep_alive.as_ref()),
        option("startup_timeout", timing.startup_timeout.as_ref()),
        option("request_timeout", timing.request_timeout.as_ref()),
        option(
            "request_start_timeout",
            timing.request_start_timeout.as_ref(),
        ),
        option("scaling_delay", timing.scaling_delay.as_ref()),
        option(
            "termination_grace_period_seconds",
            timing.termination_grace_period_seconds.as_ref(),
        ),
    ]
    .into_iter()
    .flatten()
}

fn scaling(app: &App<'_>) -> impl Iterator<Item = TokenStream> {
    let scaling = &app.scaling;
    [
        option("min_concurrency", scaling.concurrency.min().as_ref()),
        option("max_concurrency", scaling.concurrency.max().as_ref()),
        option("max_multiplexing", scaling.max_multiplexing.as_ref()),
        option("concurrency_buffer", scaling.concurrency_buffer.as_ref()),
        option(
            "concurrency_buffer_perc",
            scaling.concurrency_buffer_perc.as_ref(),
        ),
    ]
    .into_iter()
    .flatten()
}

fn retry_config(retries: &RetryConfig) -> TokenStream {
    let counts = [
        option("timeout", retries.timeout.as_ref()),
        option("server_error", retries.server_error.as_ref()),
        option("connection_error", retries.connection_error.as_ref()),
    ];
    // With every count said, there is nothing left to take from the platform.
    let rest = counts
        .iter()
        .any(Option::is_none)
        .then(|| quote!(..__p::RetryConfig::PLATFORM));
    let counts = counts.iter().flatten();
    quote! {
        retry_config: ::core::option::Option::Some(__p::RetryConfig { #(#counts,)* #rest })
    }
}

fn card(app: &App<'_>) -> impl Iterator<Item = TokenStream> {
    let card = &app.card;
    [
        option("title", card.title.as_ref()),
        option("category", card.category.as_ref()),
        option("license", card.license.as_ref()),
        option("thumbnail", card.thumbnail.as_ref()),
        list("tags", &card.tags),
    ]
    .into_iter()
    .flatten()
}

/// `field: Some(value)`, where there is one.
fn option(field: &str, value: Option<&impl quote::ToTokens>) -> Option<TokenStream> {
    let field = Ident::new(field, Span::call_site());
    value.map(|value| quote!(#field: ::core::option::Option::Some(#value)))
}

/// `field: &[…]`, where something is in it.
fn list(field: &str, items: &[String]) -> Option<TokenStream> {
    let field = format_ident!("{field}");
    (!items.is_empty()).then(|| quote!(#field: &[#(#items),*]))
}
