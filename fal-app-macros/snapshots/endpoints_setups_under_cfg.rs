impl Painter {
    #[cfg(feature = "gpu")]
    async fn load() -> Result<Self> {}
    #[cfg(all(test, not(feature = "gpu")))]
    fn pretend() -> Result<Self> {}
    async fn ping(&self) -> Result<()> {}
}
#[allow(non_camel_case_types, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{Shapeless as _, Tableless as _, Undeclared as _};
    #[allow(unused_imports)]
    use {setup as _, endpoint as _};
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock for Painter {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::Shared,
        {
            const {
                &[
                    __p::declare("ping", "/", "")
                        .output(__p::ShapeOf::<()>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __work = __call.no_input(__p::nothing).await?;
                            let __result = Self::ping(__work.app()).await;
                            __work.finish(__result, __p::nothing)
                        })),
                ]
            }
        }
        #[cfg(feature = "gpu")]
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::Shared,
        {
            __p::boxed(Self::load())
        }
        #[cfg(all(test, not(feature = "gpu")))]
        #[cfg(not(any(all(feature = "gpu"))))]
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::Shared,
        {
            __p::on_blocking_thread(Self::pretend)
        }
        #[cfg(not(any(all(feature = "gpu"), all(all(test, not(feature = "gpu"))))))]
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::Shared,
        {
            __p::setup_by_default::<Painter>()
        }
    }
    const _: () = __p::must_be_declared::<Painter>();
    const _: () = __p::must_say_billing(
        __p::Probe::<Painter>::SHARED,
        "endpoint `ping` of a shared app says nothing of billing\nhelp: add `#[billable(…)]` to say what callers pay, or `#[billable(free)]`",
    );
    impl __p::Half<
        {
            __p::number(
                __p::Probe::<Painter>::DECLARED,
                ::core::line!(),
                ::core::column!(),
            )
        },
    > for Painter
    where
        for<'__a> Self: __p::Shared,
    {
        const DECLARATION: __p::Declaration = __p::Declaration::new("", "");
        fn endpoints() -> __p::Endpoints<Self>
        where
            for<'__a> Self: __p::Shared,
        {
            __p::Endpoints::none()
        }
    }
};
#[cfg(feature = "gpu")]
#[cfg(all(test, not(feature = "gpu")))]
::core::compile_error! {
    "`pretend` is a second `#[setup]`\nhelp: keep one of `load` and `pretend`"
}
