struct Painter;
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::NotThreadSafe as _;
    #[automatically_derived]
    impl __p::DeclaredApp for Painter {
        const DECLARATION: __p::AppDeclaration = __p::AppDeclaration {
            auth: __p::Auth::Public,
            machine_types: &["GPU-H100", "GPU-NEW"],
            deployment_strategy: ::core::option::Option::Some(
                __p::DeploymentStrategy::Recreate,
            ),
            private_logs: true,
            retry_config: ::core::option::Option::Some(__p::RetryConfig {
                server_error: ::core::option::Option::Some(1u32),
                connection_error: ::core::option::Option::Some(9u32),
                ..__p::RetryConfig::PLATFORM
            }),
            num_gpus: ::core::option::Option::Some(2u32),
            keep_alive: ::core::option::Option::Some(1u32),
            startup_timeout: ::core::option::Option::Some(2u32),
            request_timeout: ::core::option::Option::Some(3u32),
            request_start_timeout: ::core::option::Option::Some(4u32),
            scaling_delay: ::core::option::Option::Some(5u32),
            termination_grace_period_seconds: ::core::option::Option::Some(6u32),
            min_concurrency: ::core::option::Option::Some(1u32),
            max_concurrency: ::core::option::Option::Some(2u32),
            max_multiplexing: ::core::option::Option::Some(3u32),
            concurrency_buffer: ::core::option::Option::Some(4u32),
            concurrency_buffer_perc: ::core::option::Option::Some(5u32),
            max_body_mib: ::core::option::Option::Some(64u32),
            title: ::core::option::Option::Some("Painter"),
            category: ::core::option::Option::Some("text-to-image"),
            license: ::core::option::Option::Some("MIT"),
            thumbnail: ::core::option::Option::Some("https://example.com/1.png"),
            regions: &["us-west", "eu-north"],
            skip_retry_conditions: &["timeout"],
            secrets: &["HF_TOKEN"],
            data_mounts: &["/data/models"],
            tags: &["stylized"],
            ..__p::AppDeclaration::new("painter", "")
                .version(::core::env!("CARGO_PKG_VERSION"))
                .features(
                    ::core::env!("CARGO_PKG_NAME"),
                    &[("realtime", ::core::cfg!(feature = "realtime"))],
                )
        };
    }
    const _: () = __p::require_sync::<Painter>();
    const _: () = __p::require_send::<Painter, { __p::SyncOf::<Painter>::PRESENT }>();
    type __ThreadSafe = __p::If<
        { __p::SyncOf::<Painter>::PRESENT && __p::SendOf::<Painter>::PRESENT },
    >;
    #[automatically_derived]
    impl __p::AppImpl<0> for Painter {
        const DECLARATION: __p::AppDeclaration = <Self as __p::DeclaredApp>::DECLARATION;
        type Shared = <__ThreadSafe as __p::Serves<Self>>::Shared;
        fn endpoints() -> __p::Endpoints<Self::Shared> {
            <__ThreadSafe as __p::Serves<Painter>>::endpoints()
        }
    }
};
