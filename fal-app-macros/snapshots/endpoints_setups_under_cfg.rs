impl Painter {
    #[cfg(feature = "gpu")]
    async fn load() -> Result<Self> {}
    #[cfg(all(test, not(feature = "gpu")))]
    fn pretend() -> Result<Self> {}
    async fn ping(&self) -> Result<()> {}
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{NoShape as _, NoTree as _, NoValue as _, NoDeclaration as _, NoRange as _};
    #[allow(unused_imports)]
    use setup as _;
    #[allow(unused_imports)]
    use endpoint as _;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock<0> for Painter {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            const {
                &[
                    __p::EndpointDeclaration::new("ping", "/", "")
                        .output(__p::ShapeOf::<()>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __running = __call
                                .start_without_input(__p::no_operands)
                                .await?;
                            let __result = Self::ping(__running.app()).await;
                            __running.finish(__p::returned(__result))
                        })),
                ]
            }
        }
        #[cfg(feature = "gpu")]
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            let __made = __p::boxed(Self::load());
            __p::set_up::<Self, _>(__made)
        }
        #[cfg(all(test, not(feature = "gpu")))]
        #[cfg(not(any(all(feature = "gpu"))))]
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            let __made = __p::on_blocking_thread(Self::pretend);
            __p::set_up::<Self, _>(__made)
        }
        #[cfg(not(any(all(feature = "gpu"), all(all(test, not(feature = "gpu"))))))]
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            __p::setup_by_default::<Painter>()
        }
    }
    impl __p::NumberedBlock<0u64> for Painter {}
    const _: () = __p::require_fal_app::<Painter>();
    const _: () = __p::require_billing(
        __p::DeclarationOf::<Painter>::SHARED,
        "endpoint `ping` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    impl __p::AppImpl<
        {
            __p::impl_id(
                __p::DeclarationOf::<Painter>::PRESENT,
                ::core::line!(),
                ::core::column!(),
            )
        },
    > for Painter {
        const DECLARATION: __p::AppDeclaration = __p::AppDeclaration::new("", "");
        type Shared = __p::Refused;
        fn endpoints() -> __p::Endpoints<__p::Refused> {
            __p::Endpoints::none()
        }
    }
};
#[cfg(feature = "gpu")]
#[cfg(all(test, not(feature = "gpu")))]
::core::compile_error! {
    "`pretend` is a second `#[setup]`\nhelp: keep one of `load` and `pretend`"
}
