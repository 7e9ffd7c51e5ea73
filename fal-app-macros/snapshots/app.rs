/// Paints pictures from a prompt.
struct Painter {
    model: Model,
}
#[allow(non_camel_case_types, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[automatically_derived]
    impl __p::Declared for Painter {
        const DECLARATION: __p::Declaration = __p::Declaration {
            auth: __p::Auth::Shared,
            machine_types: &["GPU-H100"],
            max_multiplexing: ::core::option::Option::Some(4u32),
            ..__p::Declaration::new("painter", "Paints pictures from a prompt.")
                .version(::core::env!("CARGO_PKG_VERSION"))
        };
    }
    #[automatically_derived]
    impl __p::Half<0> for Painter {
        const DECLARATION: __p::Declaration = <Self as __p::Declared>::DECLARATION;
        fn endpoints() -> __p::Endpoints<Self>
        where
            for<'__a> Self: __p::Shared,
        {
            <Painter as __p::OneEndpointsBlock>::endpoints()
        }
    }
};
