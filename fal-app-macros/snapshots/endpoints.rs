impl Painter {
    async fn load() -> Result<Self> {}
    /// Paints.
    async fn paint(&self, input: PaintInput) -> Result<PaintOutput> {}
    async fn unload(self) {}
}
#[allow(non_camel_case_types, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{Shapeless as _, Tableless as _, Undeclared as _};
    #[allow(unused_imports)]
    use {setup as _, endpoint as _, billable as _, teardown as _};
    type __In_paint = PaintInput;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock for Painter {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::Shared,
        {
            const {
                &[
                    __p::declare("paint", "/", "Paints.")
                        .input(__p::ShapeOf::<__In_paint>::SHAPE)
                        .meter(__p::Meter::PerMegapixel {
                            size: __p::Operand::input_field("input.image_size"),
                            images: __p::Operand::input_field("input.num_images"),
                        })
                        .output(__p::ShapeOf::<PaintOutput>::SHAPE)
                        .run(|__call| __p::boxed(async move {
                            let __takes = __p::takes(|input: &PaintInput, __o| {
                                __o.size(&(input.image_size))?;
                                __o.images(&(input.num_images))
                            });
                            let (__input, __work) = __call.input(__takes).await?;
                            let __result = Self::paint(__work.app(), __input).await;
                            __work.finish(__result, __p::nothing)
                        })),
                ]
            }
        }
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::Shared,
        {
            __p::boxed(Self::load())
        }
        fn teardown() -> ::core::option::Option<fn(Self) -> __p::BoxFuture<()>>
        where
            for<'__a> Self: __p::Shared,
        {
            ::core::option::Option::Some(|__app| __p::boxed(Self::unload(__app)))
        }
    }
    const _: () = __p::must_be_declared::<Painter>();
    const _: () = __p::made_once(__p::TableOf::<__In_paint>::TABLE, "image_size");
    const _: () = __p::made_once(__p::TableOf::<__In_paint>::TABLE, "num_images");
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
