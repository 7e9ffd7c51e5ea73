//! Paints textures: real pixels, charged per megapixel.
//!
//! ```sh
//! cargo run --release -p texture &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"prompt": "embers over basalt"}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 1
//!
//! {"images":[{"url":"data:image/png;base64,iVBORw0KGgo…","content_type":"image/png",…,"width":512,"height":512}],"seed":3567703934}
//! ```

mod paint;

use fal_app::image::ImageFormat;
use fal_app::prelude::*;

/// Paints textures from words.
///
/// Each word of the prompt becomes a colour, and warped fractal noise flows from one to the next. The same prompt
/// and seed paint the same texture.
#[fal_app(
    auth = "shared",
    machine_type = "M",
    category = "text-to-image",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 2,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 120,
    private_logs = true
)]
#[derive(Default)]
struct Texture;

/// A texture to paint.
#[input]
struct TextureInput {
    /// What to paint. Each word is a colour.
    #[field(min_length = 1, max_length = 500)]
    prompt: String,
    /// How many variations.
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    /// How large.
    #[field(default = ImageSize::SQUARE, max_width = 2048, max_height = 2048)]
    image_size: ImageSize,
    /// How fine the detail: each octave adds twice as fine a layer.
    #[field(default = 5, ge = 1, le = 8)]
    octaves: u32,
    /// Fixes the noise; without it the prompt does.
    #[field(ui = "seed")]
    seed: Option<u32>,
}

/// The painted textures.
#[output]
struct TextureOutput {
    /// One PNG for each variation.
    images: Vec<Image>,
    /// The seed of the first; each further variation has the next.
    seed: u32,
}

#[endpoints]
impl Texture {
    /// Paints textures from words, charged for each started megapixel of each.
    #[endpoint("/")]
    #[billable(per_megapixel)]
    #[example(TextureInput { prompt: "embers over basalt".into(), seed: Some(7), .. })]
    #[example(TextureInput { prompt: "moss lichen dew".into(), image_size: ImageSize::LANDSCAPE_16_9, .. })]
    fn paint(&self, input: TextureInput, context: &RequestContext) -> Result<TextureOutput> {
        let seed = input.seed.unwrap_or_else(|| paint::hash(&input.prompt));
        let palette = paint::palette(&input.prompt);
        let (width, height) = (input.image_size.width(), input.image_size.height());
        let mut images = Vec::new();
        for variation in 0..input.num_images {
            context.check_cancelled()?;
            let seed = seed.wrapping_add(variation);
            let pixels = paint::texture(&palette, width, height, input.octaves, seed);
            images.push(Image::encode(pixels, ImageFormat::Png)?);
        }
        Ok(TextureOutput { images, seed })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Texture>()
}

#[cfg(test)]
mod tests;
