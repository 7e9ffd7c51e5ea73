impl Camera {
    ///
    /// **Price:** the seconds of the machine, as the platform counts them.
    fn style(&self, input: Frame, context: &RequestContext) -> Result<Styled> {}
    async fn batch(&self, inputs: Vec<Frame>) -> Result<Styled> {}
    fn frames(&self, input: Frame) -> impl Iterator<Item = Result<Styled>> {}
    async fn collect(
        &self,
        inputs: impl Stream<Item = Frame> + Unpin,
    ) -> Result<Styled> {}
    async fn talk(
        &self,
        inputs: impl Stream<Item = Frame> + Unpin,
    ) -> Result<impl Stream<Item = Result<Styled>>> {}
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{NoShape as _, NoTree as _, NoValue as _, NoDeclaration as _, NoRange as _};
    #[allow(unused_imports)]
    use realtime as _;
    #[allow(unused_imports)]
    use billable as _;
    type __In_style = Frame;
    type __In_batch = Frame;
    type __In_frames = Frame;
    type __In_collect = Frame;
    type __In_talk = Frame;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock<0> for Camera {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            const {
                &[
                    __p::EndpointDeclaration::new("style", "/realtime", "")
                        .input(__p::ShapeOf::<__In_style>::SHAPE)
                        .meter(__p::Meter::PerComputeSecond)
                        .output(__p::ShapeOf::<Styled>::SHAPE)
                        .realtime(
                            __p::Realtime::new(__p::RealtimeMode::Unary)
                                .buffering(1u32)
                                .session_timeout(0.5f64),
                        )
                        .sessions(
                            __p::reads_packed::<__In_style>(),
                            |__session| __p::boxed(async move {
                                while let ::core::option::Option::Some(__input) = __session
                                    .next::<__In_style>()
                                    .await
                                {
                                    let __result = __session
                                        .blocking(move |__app, __context| Self::style(
                                            __app,
                                            __input,
                                            __context,
                                        ))
                                        .await;
                                    __session
                                        .answer(__p::returned(__result), __p::packed_encoding())
                                        .await?;
                                }
                                ::core::result::Result::Ok(())
                            }),
                        ),
                    __p::EndpointDeclaration::new("batch", "/batch", "")
                        .input(__p::ShapeOf::<__In_batch>::SHAPE)
                        .output(__p::ShapeOf::<Styled>::SHAPE)
                        .realtime(
                            __p::Realtime::new(__p::RealtimeMode::Unary)
                                .max_batch_size(4u32),
                        )
                        .sessions(
                            __p::reads_packed::<__In_batch>(),
                            |__session| __p::boxed(async move {
                                while let ::core::option::Option::Some(__input) = __session
                                    .next_batch::<__In_batch>(4u32, Frame::can_batch)
                                    .await
                                {
                                    let __result = Self::batch(__session.app(), __input).await;
                                    __session
                                        .answer(__p::returned(__result), __p::packed_encoding())
                                        .await?;
                                }
                                ::core::result::Result::Ok(())
                            }),
                        ),
                    __p::EndpointDeclaration::new("frames", "/frames", "")
                        .input(__p::ShapeOf::<__In_frames>::SHAPE)
                        .output(__p::ShapeOf::<Styled>::SHAPE)
                        .realtime(__p::Realtime::new(__p::RealtimeMode::ServerStreaming))
                        .sessions(
                            __p::reads_packed::<__In_frames>(),
                            |__session| __p::boxed(async move {
                                let ::core::option::Option::Some(__input) = __session
                                    .next::<__In_frames>()
                                    .await else {
                                    return ::core::result::Result::Ok(());
                                };
                                let __stream = ::core::result::Result::Ok(
                                    __session
                                        .iterate(move |__app, __context, __each| {
                                            __each
                                                .send_all(
                                                    ::core::result::Result::Ok(Self::frames(__app, __input)),
                                                )
                                        }),
                                );
                                __session
                                    .answer_all(__stream, __p::packed_encoding::<Styled>())
                                    .await?;
                                ::core::result::Result::Ok(())
                            }),
                        ),
                    __p::EndpointDeclaration::new("collect", "/collect", "")
                        .input(__p::ShapeOf::<__In_collect>::SHAPE)
                        .output(__p::ShapeOf::<Styled>::SHAPE)
                        .realtime(__p::Realtime::new(__p::RealtimeMode::ClientStreaming))
                        .sessions(
                            __p::reads_packed::<__In_collect>(),
                            |__session| __p::boxed(async move {
                                let __input = __session.inputs::<__In_collect>();
                                let __result = Self::collect(__session.app(), __input)
                                    .await;
                                __session
                                    .answer(__p::returned(__result), __p::packed_encoding())
                                    .await?;
                                ::core::result::Result::Ok(())
                            }),
                        ),
                    __p::EndpointDeclaration::new("talk", "/talk", "")
                        .input(__p::ShapeOf::<__In_talk>::SHAPE)
                        .output(__p::ShapeOf::<Styled>::SHAPE)
                        .realtime(__p::Realtime::new(__p::RealtimeMode::Bidi))
                        .sessions(
                            __p::reads_packed::<__In_talk>(),
                            |__session| __p::boxed(async move {
                                let __input = __session.inputs::<__In_talk>();
                                let __stream = Self::talk(__session.app(), __input).await;
                                __session
                                    .answer_all(__stream, __p::packed_encoding::<Styled>())
                                    .await?;
                                ::core::result::Result::Ok(())
                            }),
                        ),
                ]
            }
        }
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            __p::setup_by_default::<Camera>()
        }
    }
    impl __p::NumberedBlock<0u64> for Camera {}
    const _: () = __p::require_fal_app::<Camera>();
    const _: () = __p::require_billing(
        __p::DeclarationOf::<Camera>::SHARED,
        "endpoint `batch` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    const _: () = __p::require_billing(
        __p::DeclarationOf::<Camera>::SHARED,
        "endpoint `frames` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    const _: () = __p::require_billing(
        __p::DeclarationOf::<Camera>::SHARED,
        "endpoint `collect` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    const _: () = __p::require_billing(
        __p::DeclarationOf::<Camera>::SHARED,
        "endpoint `talk` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    impl __p::AppImpl<
        {
            __p::impl_id(
                __p::DeclarationOf::<Camera>::PRESENT,
                ::core::line!(),
                ::core::column!(),
            )
        },
    > for Camera {
        const DECLARATION: __p::AppDeclaration = __p::AppDeclaration::new("", "");
        type Shared = __p::Refused;
        fn endpoints() -> __p::Endpoints<__p::Refused> {
            __p::Endpoints::none()
        }
    }
};
