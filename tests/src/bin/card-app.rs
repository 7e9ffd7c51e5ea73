//! An app with endpoints of each kind that a card shows. The command `card` is tried with it. With `CARD_APP_FAILS` set, one
//! of its examples fails.

#![allow(
    clippy::print_stdout,
    reason = "what an app prints is not part of its card"
)]

use fal_app::image::{ImageFormat, Rgb, RgbImage};
use fal_app::prelude::*;

/// Paints squares in one colour.
#[fal_app(
    name = "squares",
    auth = "shared",
    machine_type = ["GPU-H100", "GPU-A100"],
    num_gpus = 2,
    regions = ["us-east"],
    request_timeout = 90,
    max_multiplexing = 3,
    max_body_mib = 8,
    title = "Squares",
    category = "text-to-image",
    license = "MIT",
    thumbnail = "https://fal.media/squares.png",
    tags = ["stylized", "fast"]
)]
#[derive(Default)]
struct Squares;

#[input]
struct PaintInput {
    /// The colour.
    prompt: String,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default = ImageSize::SQUARE, max_width = 2048, max_height = 2048)]
    image_size: ImageSize,
    /// What to paint over.
    #[field(max_file_size = 10_000_000, max_width = 4096)]
    image_url: Option<ImageUrl>,
}

#[output]
struct PaintOutput {
    images: Vec<Image>,
    colour: String,
}

#[input]
struct CountInput {
    #[field(default = 2.5, ge = 0.5, le = 764)]
    units: f64,
}

#[output]
struct Counted {
    /// ```` ``` ```` and | in a text.
    text: String,
}

#[endpoints]
impl Squares {
    /// Each megapixel of each picture is charged.
    #[endpoint("/")]
    #[billable(per_megapixel)]
    #[example(PaintInput { prompt: "red".into(), .. })]
    #[example(PaintInput { prompt: "blue".into(), num_images: 2, image_size: ImageSize::new(2048, 1024), .. })]
    fn paint(&self, input: PaintInput) -> Result<PaintOutput> {
        println!("paints {}", input.prompt);
        let pixels = RgbImage::from_pixel(
            input.image_size.width(),
            input.image_size.height(),
            Rgb([200, 0, 0]),
        );
        let image = |_| Image::encode(pixels.clone(), ImageFormat::Png);
        let images = (0..input.num_images).map(image).collect::<Result<_>>()?;
        Ok(PaintOutput {
            images,
            colour: input.prompt,
        })
    }

    /// Counts, exactly.
    #[endpoint("/count", title = "Exact Counter", category = "utility")]
    #[billable(units(input.units), unit = "1000 tokens")]
    #[example(CountInput { units: 764.0 })]
    #[example(CountInput { units: 8.04166667 })]
    async fn count(&self, input: CountInput) -> Result<Counted> {
        if std::env::var_os("CARD_APP_FAILS").is_some() && input.units < 10.0 {
            return Err(Error::status(409, "the counter is\nbusy"));
        }
        Ok(Counted {
            text: format!("```{}|", input.units),
        })
    }

    /// Says words.
    ///
    /// # How many
    ///
    /// As many as units.
    #[stream("/words/each")]
    #[billable(flat)]
    #[example(CountInput { units: 3.0 })]
    async fn words(&self, input: CountInput) -> impl Stream<Item = Result<Counted>> {
        let words = (0..input.units as u32).map(|word| {
            Ok(Counted {
                text: word.to_string(),
            })
        });
        stream::iter(words)
    }

    #[stream("/sound", content_type = "audio/wav")]
    #[billable(free)]
    #[example(CountInput { units: 1.0 })]
    async fn sound(&self, input: CountInput) -> impl Stream<Item = Result<stream::Bytes>> {
        let parts = ["RIFF", "...."].map(|part| Ok(stream::Bytes::from(part)));
        stream::iter(parts.into_iter().take(input.units as usize * 2))
    }

    #[endpoint("/raw")]
    #[billable(per_compute_second)]
    async fn raw(&self) -> Result<()> {
        Ok(())
    }

    #[endpoint("/hidden", unlisted)]
    #[billable(flat)]
    async fn hidden(&self) -> Result<()> {
        Err(Error::status(500, "nobody asks this"))
    }

    #[endpoint("/health", health_check)]
    async fn health(&self) -> Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    fal_app::main::<Squares>()
}
