/// Paints pictures from a prompt.
struct Painter {
    model: Model,
}
#[allow(non_camel_case_types, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[automatically_derived]
    impl __p::DeclaredApp for Painter {
        const DECLARATION: __p::AppDeclaration = __p::AppDeclaration {
            auth: __p::Auth::Shared,
            machine_types: &["GPU-H100"],
            max_multiplexing: ::core::option::Option::Some(4u32),
            ..__p::AppDeclaration::new("painter", "Paints pictures from a prompt.")
                .version(::core::env!("CARGO_PKG_VERSION"))
        };
    }
    #[automatically_derived]
    impl __p::AppImpl<0> for Painter {
        const DECLARATION: __p::AppDeclaration = <Self as __p::DeclaredApp>::DECLARATION;
        fn endpoints() -> __p::Endpoints<Self>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            <Painter as __p::OneEndpointsBlock>::endpoints()
        }
    }
};
