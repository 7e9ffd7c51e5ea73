impl Writer {
    async fn words(&self, input: Prompt) -> impl Stream<Item = Result<Word>> {}
    fn on_a_thread(
        &self,
        context: &RequestContext,
    ) -> Result<impl Iterator<Item = Result<Word>>> {}
    fn speech(&self, input: Prompt) -> Result<impl Stream<Item = Result<Bytes>>> {}
}
#[allow(non_camel_case_types, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{Shapeless as _, Tableless as _, Undeclared as _};
    #[allow(unused_imports)]
    use {stream as _, billable as _};
    type __In_words = Prompt;
    type __In_speech = Prompt;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock for Writer {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::Shared,
        {
            const {
                &[
                    __p::declare("words", "/words", "")
                        .input(__p::ShapeOf::<__In_words>::SHAPE)
                        .meter(__p::Meter::Flat {
                            units: __p::BillableUnits::from_e8(100000000i64),
                        })
                        .stream()
                        .run(|__call| __p::streamed(|__begins| async move {
                            let __takes = __p::takes::<__In_words>(__p::nothing);
                            let (__input, __work) = __call.input(__takes).await?;
                            let __items = __begins.of(&__work)?;
                            let __stream = ::core::result::Result::Ok(
                                Self::words(__work.app(), __input).await,
                            );
                            __items.send(__p::events::<Word>(), __stream).await
                        })),
                    __p::declare("on_a_thread", "/on-a-thread", "")
                        .stream()
                        .run(|__call| __p::streamed(|__begins| async move {
                            let __work = __call.no_input(__p::nothing).await?;
                            let __items = __begins.of(&__work)?;
                            let __stream = ::core::result::Result::Ok(
                                __work
                                    .iterate(move |__app, __context, __each| {
                                        __each.of(Self::on_a_thread(__app, __context))
                                    }),
                            );
                            __items.send(__p::events::<Word>(), __stream).await
                        })),
                    __p::declare("speech", "/speech", "")
                        .input(__p::ShapeOf::<__In_speech>::SHAPE)
                        .stream()
                        .run(|__call| __p::streamed(|__begins| async move {
                            let __takes = __p::takes::<__In_speech>(__p::nothing);
                            let (__input, __work) = __call.input(__takes).await?;
                            let __items = __begins.of(&__work)?;
                            let __stream = Self::speech(__work.app(), __input);
                            __items.send(__p::raw::<Bytes>("audio/mpeg"), __stream).await
                        })),
                ]
            }
        }
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::Shared,
        {
            __p::setup_by_default::<Writer>()
        }
    }
    const _: () = __p::must_be_declared::<Writer>();
    const _: () = __p::must_say_billing(
        __p::Probe::<Writer>::SHARED,
        "endpoint `on_a_thread` of a shared app says nothing of billing\nhelp: add `#[billable(…)]` to say what callers pay, or `#[billable(free)]`",
    );
    const _: () = __p::must_say_billing(
        __p::Probe::<Writer>::SHARED,
        "endpoint `speech` of a shared app says nothing of billing\nhelp: add `#[billable(…)]` to say what callers pay, or `#[billable(free)]`",
    );
    impl __p::Half<
        {
            __p::number(
                __p::Probe::<Writer>::DECLARED,
                ::core::line!(),
                ::core::column!(),
            )
        },
    > for Writer
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
