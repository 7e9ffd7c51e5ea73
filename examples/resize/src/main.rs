//! Resizes a picture, charged per delivered megapixel: only the picture itself tells how high each copy is.
//!
//! ```sh
//! cargo run --release -p resize &
//! curl -si --retry 600 --retry-delay 1 --retry-connrefused localhost:8080 -H 'content-type: application/json' \
//!   -d '{"image_url": "'"$(cat examples/resize/src/example.txt)"'", "sides": [320, 1280]}'
//! ```
//! ```http
//! HTTP/1.1 200 OK
//! x-fal-billable-units: 3
//!
//! {"images":[{"url":"data:image/jpeg;base64,/9j/4AAQ…",…,"width":320,"height":213},{…,"width":1280,"height":853}]}
//! ```

use fal_app::image::ImageFormat;
use fal_app::image::imageops::FilterType;
use fal_app::prelude::*;

/// Resizes a picture to several sizes at once.
///
/// Its shape is kept: a copy's longer side has the pixels that were asked for. JPEG, PNG, WebP and GIF are read.
#[fal_app(
    auth = "shared",
    machine_type = "M",
    category = "image-to-image",
    min_concurrency = 0,
    max_concurrency = 4,
    max_multiplexing = 2,
    keep_alive = 60,
    startup_timeout = 60,
    request_timeout = 60,
    private_logs = true
)]
#[derive(Default)]
struct Resize;

/// A picture, and the sizes to make of it.
#[input]
struct ResizeInput {
    /// The picture.
    #[field(max_width = 8192, max_height = 8192, max_file_size = 33554432)]
    image_url: ImageUrl,
    /// The longer side of each copy, in pixels.
    #[field(default = [256, 1024], min_length = 1, max_length = 8, ge = 16, le = 4096)]
    sides: Vec<u32>,
    /// How the copies are written.
    #[field(default = Format::Jpeg)]
    format: Format,
}

/// A format of pictures.
#[input]
#[derive(Clone, Copy)]
enum Format {
    Jpeg,
    Png,
}

/// The copies.
#[output]
struct ResizeOutput {
    /// One copy for each side, in their order.
    images: Vec<Image>,
}

#[endpoints]
impl Resize {
    /// Resizes a picture, charged for each started megapixel of each copy: at most 8 copies of 16.
    #[endpoint("/")]
    #[billable(per_megapixel(pictures = output.images), max = 128)]
    #[example(ResizeInput { image_url: include_str!("example.txt").into(), sides: vec![320, 1280], .. })]
    fn resize(&self, input: ResizeInput, context: &RequestContext) -> Result<ResizeOutput> {
        let picture = input.image_url.fetch_blocking(context)?.decode()?;
        let format = match input.format {
            Format::Jpeg => ImageFormat::Jpeg,
            Format::Png => ImageFormat::Png,
        };
        let mut images = Vec::new();
        for side in input.sides {
            context.check_cancelled()?;
            let copy = picture.resize(side, side, FilterType::CatmullRom);
            images.push(Image::encode(copy, format)?);
        }
        Ok(ResizeOutput { images })
    }
}

fn main() -> ExitCode {
    fal_app::main::<Resize>()
}

#[cfg(test)]
mod tests;
