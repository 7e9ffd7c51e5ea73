impl Painter {
    ///
    /// **Price:** one unit is `job`. The units of a request: 2.5 for each request, times `if input.fast { 2 } else { 1 }`, at least 1, at most 10. A request costs 2.5 to 5.
    fn blocking(
        &self,
        context: &RequestContext,
        input: PaintInput,
    ) -> Result<PaintOutput> {}
    #[cfg(feature = "custom")]
    ///
    /// **Price:** the units of a request: what the method says.
    async fn custom(
        &self,
        input: PaintInput,
        context: &RequestContext,
    ) -> Result<Billed<PaintOutput>> {}
    ///
    /// **Price:** one unit is one megapixel. The units of a request: the megapixels of each of `output.images`, rounded up, added.
    async fn measured(&self) -> Result<PaintOutput> {}
    async fn ready(&self) -> Result<()> {}
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{NoShape as _, NoTree as _, NoValue as _, NoDeclaration as _, NoRange as _};
    #[allow(unused_imports)]
    use endpoint as _;
    #[allow(unused_imports)]
    use billable as _;
    #[allow(unused_imports)]
    use example as _;
    type __In_blocking = PaintInput;
    #[cfg(feature = "custom")]
    type __In_custom = PaintInput;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock<0> for Painter {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            const {
                &[
                    __p::EndpointDeclaration::new("blocking", "/blocking", "")
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
                        .times(
                            __p::Operand::input("if input.fast { 2 } else { 1 }")
                                .known(
                                    __p::Known::AnyOf(
                                        &[__p::Known::Whole(2), __p::Known::Whole(1)],
                                    ),
                                ),
                        )
                        .min(__p::BillableUnits::from_e8(100000000i64))
                        .max(__p::BillableUnits::from_e8(1000000000i64))
                        .unit("job")
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __reader = __p::reads(|input: &PaintInput, __operands| {
                                __operands.times(&(if input.fast { 2 } else { 1 }))
                            });
                            let (__input, __running) = __call.start(__reader).await?;
                            let __running = __running
                                .sync_mode(
                                    &__input,
                                    |input: &PaintInput| -> bool { input.sync_mode },
                                );
                            let (__result, __running) = __running
                                .blocking(move |__app, __context| Self::blocking(
                                    __app,
                                    __context,
                                    __input,
                                ))
                                .await;
                            __running.finish(__p::returned(__result))
                        })),
                    #[cfg(feature = "custom")]
                    __p::EndpointDeclaration::new("custom", "/custom", "")
                        .input(__p::ShapeOf::<__In_custom>::SHAPE)
                        .meter(__p::Meter::Custom)
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __reader = __p::reads::<__In_custom>(__p::no_operands);
                            let (__input, __running) = __call.start(__reader).await?;
                            let __result = Self::custom(
                                    __running.app(),
                                    __input,
                                    __running.context(),
                                )
                                .await;
                            __running.finish_billed(__p::returned(__result))
                        })),
                    __p::EndpointDeclaration::new("measured", "/measured", "")
                        .meter(__p::Meter::PerMegapixelOfPictures {
                            pictures: __p::Operand::output_field("output.images"),
                        })
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .reads_output(
                            &__p::OutputReader(|output: &PaintOutput, __operands| {
                                __operands.pictures(&(output.images))
                            }),
                        )
                        .run(|__call| __p::boxed(async move {
                            let __running = __call
                                .start_without_input(__p::no_operands)
                                .await?;
                            let __result = Self::measured(__running.app()).await;
                            __running.finish(__p::returned(__result))
                        })),
                    __p::EndpointDeclaration::new("ready", "/ready", "")
                        .health_check(__p::HealthCheck {
                            timeout_seconds: ::core::option::Option::Some(5u32),
                            call_regularly: ::core::option::Option::Some(false),
                            ..__p::HealthCheck::PLATFORM
                        })
                        .output(__p::ShapeOf::<()>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __running = __call
                                .start_without_input(__p::no_operands)
                                .await?;
                            let __result = Self::ready(__running.app()).await;
                            __running.finish(__p::returned(__result))
                        })),
                ]
            }
        }
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            __p::setup_by_default::<Painter>()
        }
    }
    impl __p::NumberedBlock<0u64> for Painter {}
    const _: () = __p::require_fal_app::<Painter>();
    const _: () = __p::FieldsOf::<__In_blocking>::TREE.require_data(&["fast"]);
    const _: () = __p::FieldsOf::<__In_blocking>::TREE.require_given(&["prompt"]);
    const _: () = __p::FieldsOf::<__In_blocking>::TREE
        .require_example("prompt", &__p::Literal::Text("a fox"));
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
