//! From a checked app to what the runtime reads of it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::model::{App, Auth, DeploymentStrategy, RetryConfig};

/// `impl Declared` and `impl App`; `p` is the path of the runtime's private part.
pub(super) fn expand(app: &App<'_>, p: &TokenStream) -> TokenStream {
    let ident = app.ident;
    let (impl_generics, type_generics, _) = app.generics.split_for_impl();
    let declaration = declaration(app, p);
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Declared for #ident #type_generics {
            const DECLARATION: #p::Declaration = #declaration;
        }
        #[automatically_derived]
        impl #impl_generics #p::App for #ident #type_generics {
            const DECLARATION: #p::Declaration = <Self as #p::Declared>::DECLARATION;
            fn endpoints() -> #p::Endpoints<Self>
            where
                for<'__a> Self: #p::Shared,
            {
                <#ident #type_generics as #p::OneEndpointsBlock>::endpoints()
            }
        }
    }
}

fn declaration(app: &App<'_>, p: &TokenStream) -> TokenStream {
    let (name, doc) = (app.name.as_str(), &app.doc);
    let mut fields = vec![quote!(version: ::core::env!("CARGO_PKG_VERSION"))];
    let auth = match app.auth {
        Auth::Private => None,
        Auth::Public => Some(quote!(#p::Auth::Public)),
        Auth::Shared => Some(quote!(#p::Auth::Shared)),
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
    fields.extend(
        app.retry_config
            .as_ref()
            .map(|retries| retry_config(retries, p)),
    );
    fields.extend(app.deployment_strategy.map(|strategy| {
        let strategy = match strategy {
            DeploymentStrategy::Rolling => quote!(Rolling),
            DeploymentStrategy::Recreate => quote!(Recreate),
        };
        quote!(deployment_strategy: ::core::option::Option::Some(#p::DeploymentStrategy::#strategy))
    }));
    fields.extend(app.private_logs.then(|| quote!(private_logs: true)));
    fields.extend(list("secrets", &app.secrets));
    fields.extend(list("data_mounts", &app.data_mounts));
    fields.extend(card(app));
    quote!(#p::Declaration { #(#fields,)* ..#p::Declaration::new(#name, #doc) })
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

fn retry_config(retries: &RetryConfig, p: &TokenStream) -> TokenStream {
    let counts = [
        option("timeout", retries.timeout.as_ref()),
        option("server_error", retries.server_error.as_ref()),
        option("connection_error", retries.connection_error.as_ref()),
    ];
    let counts = counts.iter().flatten();
    quote! {
        retry_config: ::core::option::Option::Some(#p::RetryConfig { #(#counts,)* ..#p::RetryConfig::PLATFORM })
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
