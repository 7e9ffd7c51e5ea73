//! An app with a meter of each kind, for the tests of the command `billing`.

use std::process::ExitCode;

use fal_app::prelude::*;

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Priced;

#[input]
struct PaintInput {
    #[field(min_length = 1, max_length = 5000)]
    prompt: String,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default, max_width = 2048, max_height = 2048)]
    image_size: ImageSize,
}

#[output]
struct Made {
    duration: f64,
}

#[endpoints]
impl Priced {
    #[endpoint("/")]
    #[billable(per_megapixel)]
    async fn paint(&self, _input: PaintInput) -> Result<Made> {
        Ok(Made { duration: 0.0 })
    }

    #[endpoint("/speak")]
    #[billable(per_text_chunk, times = if input.num_images > 1 { 2 } else { 1 }, max = 3)]
    async fn speak(&self, _input: PaintInput) -> Result<Made> {
        Ok(Made { duration: 0.0 })
    }

    #[endpoint("/film")]
    #[billable(per_video_second(seconds = output.duration), min = 0.5)]
    async fn film(&self, _input: PaintInput) -> Result<Made> {
        Ok(Made { duration: 0.0 })
    }

    #[endpoint("/train")]
    #[billable(flat(units = 2), unit = "training")]
    async fn train(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/raw")]
    #[billable(per_compute_second)]
    async fn raw(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/ready", health_check(timeout_seconds = 2))]
    async fn ready(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Priced>()
}
