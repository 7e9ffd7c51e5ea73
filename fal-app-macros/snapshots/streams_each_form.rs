impl Writer {
    ///
    /// **Price:** one unit is one request. The units of a request: 1 for each request.
    async fn words(&self, input: Prompt) -> impl Stream<Item = Result<Word>> {}
    fn on_a_thread(
        &self,
        context: &RequestContext,
    ) -> Result<impl Iterator<Item = Result<Word>>> {}
    ///
    /// **Price:** one unit is 1000 characters. The units of a request: one for each 1000 characters of `output.text` of all delivered items, rounded down, but not less than one, at least 1.
    async fn chapters(&self, input: Prompt) -> impl Stream<Item = Result<Word>> {}
    fn speech(&self, input: Prompt) -> Result<impl Stream<Item = Result<Bytes>>> {}
}
#[allow(deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals)]
const _: () = {
    use ::fal_app::__private as __p;
    #[allow(unused_imports)]
    use __p::{NoShape as _, NoTree as _, NoValue as _, NoDeclaration as _, NoRange as _};
    #[allow(unused_imports)]
    use stream as _;
    #[allow(unused_imports)]
    use billable as _;
    type __In_words = Prompt;
    type __In_chapters = Prompt;
    type __In_speech = Prompt;
    #[automatically_derived]
    #[allow(deprecated)]
    impl __p::OneEndpointsBlock<0> for Writer {
        fn list() -> &'static [__p::Endpoint<Self>]
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            const {
                &[
                    __p::EndpointDeclaration::new("words", "/words", "")
                        .input(__p::ShapeOf::<__In_words>::SHAPE)
                        .meter(__p::Meter::Flat {
                            units: __p::BillableUnits::from_e8(100000000i64),
                        })
                        .stream()
                        .run(|__call| __p::stream_call(|__sender| async move {
                            let __reader = __p::reads::<__In_words>(__p::no_operands);
                            let (__input, __running) = __call.start(__reader).await?;
                            let __items = __sender.for_call(&__running)?;
                            let __stream = ::core::result::Result::Ok(
                                Self::words(__running.app(), __input).await,
                            );
                            __items
                                .send_all(__p::event_encoding::<Word>(), __stream)
                                .await
                        })),
                    __p::EndpointDeclaration::new("on_a_thread", "/on-a-thread", "")
                        .stream()
                        .run(|__call| __p::stream_call(|__sender| async move {
                            let __running = __call
                                .start_without_input(__p::no_operands)
                                .await?;
                            let __items = __sender.for_call(&__running)?;
                            let __stream = ::core::result::Result::Ok(
                                __running
                                    .iterate(move |__app, __context, __each| {
                                        __each.send_all(Self::on_a_thread(__app, __context))
                                    }),
                            );
                            __items
                                .send_all(__p::event_encoding::<Word>(), __stream)
                                .await
                        })),
                    __p::EndpointDeclaration::new("chapters", "/chapters", "")
                        .input(__p::ShapeOf::<__In_chapters>::SHAPE)
                        .meter(__p::Meter::PerTextChunk {
                            text: __p::Operand::output_field("output.text"),
                            chars: 1000u64,
                        })
                        .min(__p::BillableUnits::from_e8(100000000i64))
                        .deferred()
                        .stream()
                        .reads_output(
                            &__p::OutputReader(|output: &Word, __operands| {
                                __operands.text(&(output.text))
                            }),
                        )
                        .run(|__call| __p::stream_call(|__sender| async move {
                            let __reader = __p::reads::<__In_chapters>(__p::no_operands);
                            let (__input, __running) = __call.start(__reader).await?;
                            let __items = __sender.for_call(&__running)?;
                            let __stream = ::core::result::Result::Ok(
                                Self::chapters(__running.app(), __input).await,
                            );
                            __items
                                .send_all(__p::event_encoding::<Word>(), __stream)
                                .await
                        })),
                    __p::EndpointDeclaration::new("speech", "/speech", "")
                        .input(__p::ShapeOf::<__In_speech>::SHAPE)
                        .stream()
                        .run(|__call| __p::stream_call(|__sender| async move {
                            let __reader = __p::reads::<__In_speech>(__p::no_operands);
                            let (__input, __running) = __call.start(__reader).await?;
                            let __items = __sender.for_call(&__running)?;
                            let __stream = Self::speech(__running.app(), __input);
                            __items
                                .send_all(
                                    __p::raw_encoding::<Bytes>("audio/mpeg"),
                                    __stream,
                                )
                                .await
                        })),
                ]
            }
        }
        fn setup() -> __p::BoxFuture<__p::Result<Self>>
        where
            for<'__a> Self: __p::ThreadSafe,
        {
            __p::setup_by_default::<Writer>()
        }
    }
    impl __p::NumberedBlock<0u64> for Writer {}
    const _: () = __p::require_fal_app::<Writer>();
    const _: () = __p::require_billing(
        __p::DeclarationOf::<Writer>::SHARED,
        "endpoint `on_a_thread` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    const _: () = __p::require_billing(
        __p::DeclarationOf::<Writer>::SHARED,
        "endpoint `speech` of a shared app has no `#[billable]`\nhelp: add `#[billable(…)]` with what callers pay, or `#[billable(free)]`",
    );
    impl __p::AppImpl<
        {
            __p::impl_id(
                __p::DeclarationOf::<Writer>::PRESENT,
                ::core::line!(),
                ::core::column!(),
            )
        },
    > for Writer {
        const DECLARATION: __p::AppDeclaration = __p::AppDeclaration::new("", "");
        type Shared = __p::Refused;
        fn endpoints() -> __p::Endpoints<__p::Refused> {
            __p::Endpoints::none()
        }
    }
};
