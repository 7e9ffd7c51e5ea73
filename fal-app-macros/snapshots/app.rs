/// Paints pictures from a prompt.
struct Painter {
    model: Model,
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::NotThreadSafe as _;
    #[automatically_derived]
    impl __p::DeclaredApp for Painter {
        const DECLARATION: __p::AppDeclaration = __p::AppDeclaration {
            auth: __p::Auth::Shared,
            machine_types: &["GPU-H100"],
            max_multiplexing: ::core::option::Option::Some(4u32),
            ..__p::AppDeclaration::new("painter", "Paints pictures from a prompt.")
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
