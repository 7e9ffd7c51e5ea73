//! An app where nothing is in scope, every usual name means something else, and every lint is on. That it compiles is the
//! test.

#![no_implicit_prelude]
#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic
)]
#![allow(dead_code, non_upper_case_globals)]

use ::fal_app::{
    ImageSize, RequestContext, billable, endpoint, endpoints, example, fal_app, input, output,
    setup, teardown,
};

/// Not the usual one.
pub struct Result;
/// Not the usual one.
pub struct Option;
/// Not the usual one.
pub struct Some;
/// Not the usual one.
pub struct Ok;
/// Not the usual one.
pub struct Vec;
/// Not the usual one.
pub struct Box;
/// Not the usual one.
pub struct String;
/// Not the usual one.
pub mod std {}
/// Not the usual one.
pub mod core {}
/// Not the usual one.
pub mod fal_app {}

const call: u32 = 0;
const work: u32 = 0;
const result: u32 = 0;
const app: u32 = 0;
const context: u32 = 0;
const takes: u32 = 0;
const writer: u32 = 0;
const example: u32 = 0;
const o: u32 = 0;

/// Paints.
#[fal_app(auth = "shared", machine_type = "GPU-H100", retry_config(timeout = 1))]
#[derive(::core::default::Default)]
pub struct Painter {
    painted: ::core::sync::atomic::AtomicU32,
}

/// What to paint.
#[input]
pub struct PaintInput {
    /// In words.
    pub prompt: ::std::string::String,
    /// How many.
    #[field(default = 1, ge = 1, le = 4)]
    pub num_images: u32,
    /// How large.
    #[field(default)]
    pub image_size: ImageSize,
}

/// What was painted.
#[output]
pub struct PaintOutput {
    /// How much it cost.
    pub units: u32,
}

#[endpoints]
#[allow(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    clippy::unused_async,
    clippy::unused_self,
    reason = "of the methods, which do nothing"
)]
impl Painter {
    const RATE: u32 = 2;

    #[setup]
    fn load() -> ::fal_app::Result<Self> {
        let painted = ::core::sync::atomic::AtomicU32::new(0);
        ::core::result::Result::Ok(Self { painted })
    }

    /// Paints.
    ///
    /// # Errors
    /// Never.
    #[endpoint("/", title = "Paint", unlisted)]
    #[billable(per_megapixel, times = Self::RATE, min = 1, max = 100)]
    #[example(PaintInput { prompt: ::core::convert::From::from("a fox"), .. })]
    pub async fn paint(&self, input: PaintInput) -> ::fal_app::Result<PaintOutput> {
        let units = input.num_images;
        ::core::result::Result::Ok(PaintOutput { units })
    }

    /// Paints on a blocking thread.
    ///
    /// # Errors
    /// Never.
    #[endpoint("/blocking")]
    #[billable(units(if output.units > 3 { 2 } else { 1 }))]
    #[example(PaintInput::required("a fox"))]
    pub fn block(
        &self,
        input: PaintInput,
        asked: &RequestContext,
    ) -> ::fal_app::Result<PaintOutput> {
        let _ = asked.request_id();
        let units = input.num_images;
        ::core::result::Result::Ok(PaintOutput { units })
    }

    /// Says its units itself.
    ///
    /// # Errors
    /// Never.
    #[endpoint("/custom")]
    #[billable(custom, unit = "job")]
    pub async fn custom(&self) -> ::fal_app::Result<::fal_app::Billed<PaintOutput>> {
        let painted = PaintOutput { units: 1 };
        ::core::result::Result::Ok(::fal_app::Billed::new(painted, 2))
    }

    /// Is well.
    ///
    /// # Errors
    /// Never.
    #[endpoint("/ready", health_check(timeout_seconds = 5))]
    pub fn ready(&self) -> ::fal_app::Result<()> {
        ::core::result::Result::Ok(())
    }

    #[teardown]
    fn unload(self) {}
}

#[::core::prelude::v1::test]
fn it_compiles() {
    let said = <Painter as ::fal_app::App>::endpoints();
    ::core::assert_eq!(said.list.len(), 4);
}
