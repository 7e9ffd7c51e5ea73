impl Painter {
    fn blocking(
        &self,
        context: &RequestContext,
        input: PaintInput,
    ) -> Result<PaintOutput> {}
    #[cfg(feature = "custom")]
    async fn custom(
        &self,
        input: PaintInput,
        context: &RequestContext,
    ) -> Result<Billed<PaintOutput>> {}
    async fn measured(&self) -> Result<PaintOutput> {}
    async fn ready(&self) -> Result<()> {}
}
#[allow(non_camel_case_types, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{Shapeless as _, Tableless as _, Undeclared as _};
    #[allow(unused_imports)]
    use {endpoint as _, billable as _, example as _};
    type __In_blocking = PaintInput;
    #[cfg(feature = "custom")]
    type __In_custom = PaintInput;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock for Painter {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::Shared,
        {
            const {
                &[
                    __p::declare("blocking", "/blocking", "")
                        .title("Blocking")
                        .category("image")
                        .unlisted()
                        .input(__p::ShapeOf::<__In_blocking>::SHAPE)
                        .examples(
                            &[
                                |__writer| {
                                    let mut __example = __p::Partial::<
                                        __In_blocking,
                                    >::new(__writer, __p::ShapeOf::<__In_blocking>::SHAPE);
                                    __example
                                        .field("prompt", |__input: &PaintInput| &__input.prompt)
                                        .value("a fox".into());
                                    __example.end();
                                },
                                |__writer| {
                                    let __example: __In_blocking = PaintInput::required(
                                        "a fox",
                                    );
                                    __p::Written(&__example).write(__writer);
                                },
                            ],
                        )
                        .meter(__p::Meter::Flat {
                            units: __p::BillableUnits::from_e8(250000000i64),
                        })
                        .times(__p::Operand::input("if input.fast { 2 } else { 1 }"))
                        .min(__p::BillableUnits::from_e8(100000000i64))
                        .max(__p::BillableUnits::from_e8(1000000000i64))
                        .unit("job")
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __takes = __p::takes(|input: &PaintInput, __o| {
                                __o.times(&(if input.fast { 2 } else { 1 }))
                            });
                            let (__input, __work) = __call.input(__takes).await?;
                            let __work = __work
                                .sync_mode(
                                    &__input,
                                    |input: &PaintInput| -> bool { input.sync_mode },
                                );
                            let (__result, __work) = __work
                                .blocking(move |__app, __context| Self::blocking(
                                    __app,
                                    __context,
                                    __input,
                                ))
                                .await;
                            __work.finish(__result, __p::nothing)
                        })),
                    #[cfg(feature = "custom")]
                    __p::declare("custom", "/custom", "")
                        .input(__p::ShapeOf::<__In_custom>::SHAPE)
                        .meter(__p::Meter::Custom)
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __takes = __p::takes::<__In_custom>(__p::nothing);
                            let (__input, __work) = __call.input(__takes).await?;
                            let __result = Self::custom(
                                    __work.app(),
                                    __input,
                                    __work.context(),
                                )
                                .await;
                            __work.finish_billed(__result, __p::nothing)
                        })),
                    __p::declare("measured", "/measured", "")
                        .meter(__p::Meter::PerMegapixelOfPictures {
                            pictures: __p::Operand::output_field("output.images"),
                        })
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __work = __call.no_input(__p::nothing).await?;
                            let __result = Self::measured(__work.app()).await;
                            __work
                                .finish(
                                    __result,
                                    |output: &PaintOutput, __o| {
                                        __o.pictures(&(output.images))
                                    },
                                )
                        })),
                    __p::declare("ready", "/ready", "")
                        .health_check(__p::HealthCheck {
                            timeout_seconds: ::core::option::Option::Some(5u32),
                            call_regularly: ::core::option::Option::Some(false),
                            ..__p::HealthCheck::PLATFORM
                        })
                        .output(__p::ShapeOf::<()>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __work = __call.no_input(__p::nothing).await?;
                            let __result = Self::ready(__work.app()).await;
                            __work.finish(__result, __p::nothing)
                        })),
                ]
            }
        }
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::Shared,
        {
            __p::setup_by_default::<Painter>()
        }
    }
    const _: () = __p::must_be_declared::<Painter>();
    const _: () = __p::made_once(__p::TableOf::<__In_blocking>::TABLE, "fast");
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
