impl Painter {
    async fn load() -> Result<Self> {}
    /// Paints.
    ///
    /// **Price:** one unit is one megapixel. The units of a request: the megapixels of `input.image_size`, rounded up, times the count of `input.num_images`.
    async fn paint(&self, input: PaintInput) -> Result<PaintOutput> {}
    async fn unload(self) {}
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
    #[allow(unused_imports)]
    use billable as _;
    #[allow(unused_imports)]
    use teardown as _;
    type __In_paint = PaintInput;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock<0> for Painter {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            const {
                &[
                    __p::EndpointDeclaration::new("paint", "/", "Paints.")
                        .input(__p::ShapeOf::<__In_paint>::SHAPE)
                        .meter(__p::Meter::PerMegapixel {
                            size: __p::Operand::input_field("input.image_size"),
                            images: __p::Operand::input_field("input.num_images"),
                        })
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __reader = __p::reads(|input: &PaintInput, __operands| {
                                __operands.size(&(input.image_size))?;
                                __operands.images(&(input.num_images))
                            });
                            let (__input, __running) = __call.start(__reader).await?;
                            let __result = Self::paint(__running.app(), __input).await;
                            __running.finish(__p::returned(__result))
                        })),
                ]
            }
        }
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            let __made = __p::boxed(Self::load());
            __p::set_up::<Self, _>(__made)
        }
        fn teardown() -> ::core::option::Option<fn(Self) -> __p::BoxFuture<()>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            ::core::option::Option::Some(|__app| __p::boxed(Self::unload(__app)))
        }
    }
    impl __p::NumberedBlock<0u64> for Painter {}
    const _: () = __p::require_fal_app::<Painter>();
    const _: () = __p::FieldsOf::<__In_paint>::TREE.require_data(&["image_size"]);
    const _: () = __p::FieldsOf::<__In_paint>::TREE.require_number(&["num_images"]);
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
