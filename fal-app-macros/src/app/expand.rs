//! From a checked app to the declaration that the runtime reads.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Generics;

use super::args::RetryArgs;
use super::model::App;
use crate::attribute::given_fields;
use crate::crate_name;

/// The keys that are given and hold lists, as fields of the runtime's declaration.
macro_rules! lists {
    ($keys:expr, [$($key:ident),* $(,)?]) => {
        [$($keys.$key.as_ref().map(|given| {
            let items = &given.value.0;
            quote!($key: &[#(#items),*])
        })),*].into_iter().flatten()
    };
}

/// The declaration, and the `impl` that makes the struct an app.
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

/// An app with generics is refused. With these bounds rustc reports nothing more about it.
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
    let (name, doc, keys) = (app.name.as_str(), &app.doc, &app.keys);
    let auth = keys.auth.as_ref().map(|auth| {
        let auth = auth.value.variant();
        quote!(auth: __p::Auth::#auth,)
    });
    let machines = keys.machine_type.as_ref().map(|machines| {
        let machines = &machines.value.0;
        quote!(machine_types: &[#(#machines),*],)
    });
    let strategy = keys.deployment_strategy.as_ref().map(|strategy| {
        let strategy = strategy.value.variant();
        quote!(deployment_strategy: ::core::option::Option::Some(__p::DeploymentStrategy::#strategy),)
    });
    let private_logs = keys.private_logs.as_ref().map(|private| {
        let private = &private.value;
        quote!(private_logs: #private,)
    });
    let retries = app.retries.as_ref().map(retry_config);
    let options = given_fields!(
        keys,
        [
            num_gpus,
            keep_alive,
            startup_timeout,
            request_timeout,
            request_start_timeout,
            scaling_delay,
            termination_grace_period_seconds,
            min_concurrency,
            max_concurrency,
            max_multiplexing,
            concurrency_buffer,
            concurrency_buffer_perc,
            max_body_mib,
            title,
            category,
            license,
            thumbnail,
        ]
    );
    let lists = lists!(
        keys,
        [regions, skip_retry_conditions, secrets, data_mounts, tags]
    );
    quote! {
        __p::AppDeclaration {
            #auth #machines #strategy #private_logs #retries
            #(#options,)* #(#lists,)*
            ..__p::AppDeclaration::new(#name, #doc).version(::core::env!("CARGO_PKG_VERSION"))
        }
    }
}

fn retry_config(retries: &RetryArgs) -> TokenStream {
    let counts: Vec<_> =
        given_fields!(retries, [timeout, server_error, connection_error]).collect();
    // With all counts given, clippy would complain about a rest that is never used.
    let rest = (counts.len() < 3).then(|| quote!(..__p::RetryConfig::PLATFORM));
    quote! {
        retry_config: ::core::option::Option::Some(__p::RetryConfig { #(#counts,)* #rest }),
    }
}
