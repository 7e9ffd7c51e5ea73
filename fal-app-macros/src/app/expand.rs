//! From a checked app to the declaration that the runtime reads.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::RetryArgs;
use super::features;
use super::model::App;
use crate::attribute::given_fields;
use crate::crate_name;
use crate::syntax::item::ItemHead;

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
    let (ident, declaration) = (app.ident, declaration(app));
    crate_name::scope(&quote! {
        #[allow(unused_imports)]
        use __p::NotThreadSafe as _;
        #[automatically_derived]
        impl __p::DeclaredApp for #ident {
            const DECLARATION: __p::AppDeclaration = #declaration;
        }
        const _: () = __p::require_sync::<#ident>();
        const _: () = __p::require_send::<#ident, { __p::SyncOf::<#ident>::PRESENT }>();
        type __ThreadSafe = __p::If<{ __p::SyncOf::<#ident>::PRESENT && __p::SendOf::<#ident>::PRESENT }>;
        #[automatically_derived]
        impl __p::AppImpl<0> for #ident {
            const DECLARATION: __p::AppDeclaration = <Self as __p::DeclaredApp>::DECLARATION;
            type Shared = <__ThreadSafe as __p::Serves<Self>>::Shared;
            fn endpoints() -> __p::Endpoints<Self::Shared> {
                <__ThreadSafe as __p::Serves<#ident>>::endpoints()
            }
        }
    })
}

/// The impls of an item that was refused, so that the rest of the program has no further errors.
pub(super) fn stand_in(head: &ItemHead) -> TokenStream {
    let ident = &head.ident;
    let (impl_generics, type_generics, where_clause) = head.generics.split_for_impl();
    let predicates = where_clause.map(|clause| &clause.predicates);
    crate_name::scope(&quote! {
        impl #impl_generics __p::DeclaredApp for #ident #type_generics #where_clause {
            const DECLARATION: __p::AppDeclaration = __p::AppDeclaration::new("", "");
        }
        impl #impl_generics __p::AppImpl<0> for #ident #type_generics where Self: 'static, #predicates {
            const DECLARATION: __p::AppDeclaration = __p::AppDeclaration::new("", "");
            type Shared = __p::Refused;
            fn endpoints() -> __p::Endpoints<__p::Refused> {
                __p::Endpoints::none()
            }
        }
    })
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
    let features = features::declared();
    let features = (!features.is_empty()).then(|| {
        let features: Vec<_> = features.iter().collect();
        quote! {
            .features(
                ::core::env!("CARGO_PKG_NAME"),
                &[#((#features, ::core::cfg!(feature = #features))),*],
            )
        }
    });
    quote! {
        __p::AppDeclaration {
            #auth #machines #strategy #private_logs #retries
            #(#options,)* #(#lists,)*
            ..__p::AppDeclaration::new(#name, #doc).version(::core::env!("CARGO_PKG_VERSION")) #features
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
