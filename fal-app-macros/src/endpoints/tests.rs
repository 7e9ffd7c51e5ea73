//! The code that `#[endpoints]` generates, also for a body that is half-typed.

#![allow(clippy::unwrap_used)]

use proc_macro2::TokenStream;
use quote::quote;

use super::endpoints;
use crate::snapshot;

fn expand(block: TokenStream) -> TokenStream {
    endpoints(TokenStream::new(), block)
}

#[test]
fn a_billed_endpoint_is_at_most_25_lines() {
    let painter = |more: TokenStream| {
        expand(quote! {
            impl Painter {
                #[setup]
                async fn load() -> Result<Self> {}

                /// Paints.
                #[endpoint("/")]
                #[billable(per_megapixel)]
                async fn paint(&self, input: PaintInput) -> Result<PaintOutput> {}

                #more

                #[teardown]
                async fn unload(self) {}
            }
        })
    };
    snapshot::check("endpoints", painter(TokenStream::new()));
    // Documentation is no code.
    let code = |text: String| {
        let lines = text.lines();
        lines.filter(|line| !line.trim().starts_with("///")).count()
    };
    let one = code(snapshot::text(painter(TokenStream::new())));
    let two = painter(quote! {
        /// Paints what it once painted.
        #[endpoint("/again")]
        #[billable(per_megapixel)]
        async fn paint_again(&self, input: PaintInput) -> Result<PaintOutput> {}
    });
    // The empty method is the author's.
    let written = 1;
    let generated = code(snapshot::text(two)) - one - written;
    assert!(
        generated <= 25,
        "{generated} lines are generated for one endpoint"
    );
}

#[test]
fn each_form_of_an_endpoint() {
    let block = expand(quote! {
        impl Painter {
            #[endpoint("/blocking", title = "Blocking", category = "image", unlisted, sync_mode = input.sync_mode)]
            #[billable(flat(units = 2.5), times = if input.fast { 2 } else { 1 }, min = 1, max = 10, unit = "job")]
            #[example(PaintInput { prompt: "a fox".into(), .. })]
            #[example(PaintInput::required("a fox"))]
            fn blocking(&self, context: &RequestContext, input: PaintInput) -> Result<PaintOutput> {}

            #[cfg(feature = "custom")]
            #[endpoint("/custom")]
            #[billable(custom)]
            async fn custom(&self, input: PaintInput, context: &RequestContext) -> Result<Billed<PaintOutput>> {}

            #[endpoint("/measured")]
            #[billable(per_megapixel(pictures = output.images))]
            async fn measured(&self) -> Result<PaintOutput> {}

            #[endpoint("/ready", health_check(timeout_seconds = 5, call_regularly = false))]
            async fn ready(&self) -> Result<()> {}
        }
    });
    snapshot::check("endpoints_each_form", block);
}

#[test]
fn each_form_of_a_stream() {
    let block = expand(quote! {
        impl Writer {
            #[stream("/words")]
            #[billable(flat)]
            async fn words(&self, input: Prompt) -> impl Stream<Item = Result<Word>> {}

            #[stream("/on-a-thread")]
            fn on_a_thread(&self, context: &RequestContext) -> Result<impl Iterator<Item = Result<Word>>> {}

            #[stream("/chapters")]
            #[billable(per_text_chunk(text = output.text), min = 1, deferred)]
            async fn chapters(&self, input: Prompt) -> impl Stream<Item = Result<Word>> {}

            #[stream("/speech", content_type = "audio/mpeg")]
            fn speech(&self, input: Prompt) -> Result<impl Stream<Item = Result<Bytes>>> {}
        }
    });
    snapshot::check("streams_each_form", block);
}

#[test]
fn setups_under_cfg_leave_exactly_one() {
    let block = expand(quote! {
        impl Painter {
            #[cfg(feature = "gpu")]
            #[setup]
            async fn load() -> Result<Self> {}

            #[cfg(all(test, not(feature = "gpu")))]
            #[setup]
            fn pretend() -> Result<Self> {}

            #[endpoint("/")]
            async fn ping(&self) -> Result<()> {}
        }
    });
    snapshot::check("endpoints_setups_under_cfg", block);
}

#[test]
fn a_half_typed_body_keeps_all_methods() {
    let block = expand(quote! {
        impl Painter {
            #[endpoint("/")]
            async fn paint(&self, input: PaintInput) -> Result<PaintOutput> { let x = input. }

            #[endpoint("/half")]
            fn half(&self) -> Result<()> { if 1 { match } }

            async fn not_yet
        }
    });
    let written = quote! {
        impl Painter {
            async fn paint(&self, input: PaintInput) -> Result<PaintOutput> { let x = input. }

            fn half(&self) -> Result<()> { if 1 { match } }

            async fn not_yet
        }
    };
    let block = block.to_string();
    assert!(block.starts_with(&written.to_string()), "{block}");
    assert!(
        block.contains("Self :: paint") && block.contains("Self :: half"),
        "{block}"
    );
    assert!(!block.contains("compile_error"), "{block}");
}

#[cfg(feature = "realtime")]
#[test]
fn each_form_of_a_session() {
    let block = expand(quote! {
        impl Camera {
            #[realtime("/realtime", buffering = 1, session_timeout = 0.5)]
            #[billable(per_compute_second)]
            fn style(&self, input: Frame, context: &RequestContext) -> Result<Styled> {}

            #[realtime("/batch", max_batch_size = 4, can_batch = Frame::can_batch)]
            async fn batch(&self, inputs: Vec<Frame>) -> Result<Styled> {}

            #[realtime("/frames")]
            fn frames(&self, input: Frame) -> impl Iterator<Item = Result<Styled>> {}

            #[realtime("/collect")]
            async fn collect(&self, inputs: impl Stream<Item = Frame> + Unpin) -> Result<Styled> {}

            #[realtime("/talk")]
            async fn talk(&self, inputs: impl Stream<Item = Frame> + Unpin) -> Result<impl Stream<Item = Result<Styled>>> {}
        }
    });
    snapshot::check("sessions", block);
}
