//! Pictures from pixels, and pixels from what callers sent.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits};

use super::image::Image;
use super::input::Fetched;
use crate::error::{Error, Result};

/// The SDK's (`docs/platform.md` §5).
const JPEG_QUALITY: u8 = 95;

/// What is read, as callers are told it.
const FORMATS: &[&str] = &[".png", ".jpg", ".jpeg", ".webp", ".gif"];

impl Image {
    /// Encodes pixels as the SDK does: a PNG fast rather than small, a JPEG with quality 95, a WebP without loss, a GIF
    /// of one picture. What the format cannot hold is left out, as the transparency in a JPEG. This blocks.
    ///
    /// ```
    /// use fal_app::image::{ImageFormat, RgbImage};
    /// use fal_app::prelude::*;
    ///
    /// # fn main() -> Result<()> {
    /// let black = Image::encode(RgbImage::new(64, 48), ImageFormat::Png)?;
    /// assert_eq!((black.width(), black.height()), (64, 48));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Another format, no pixels, or a side that the format cannot hold.
    pub fn encode(pixels: impl Into<DynamicImage>, format: ImageFormat) -> Result<Self> {
        let mut bytes = Vec::new();
        write(pixels.into(), format, &mut bytes)?;
        Self::from_bytes(bytes)
    }
}

fn write(pixels: DynamicImage, format: ImageFormat, bytes: &mut Vec<u8>) -> ImageResult<()> {
    match format {
        ImageFormat::Png => {
            let (fast, filter) = (CompressionType::Fast, FilterType::Adaptive);
            let encoder = PngEncoder::new_with_quality(bytes, fast, filter);
            match pixels {
                // A PNG has no floats.
                DynamicImage::ImageRgb32F(_) => DynamicImage::from(pixels.into_rgb16()),
                DynamicImage::ImageRgba32F(_) => DynamicImage::from(pixels.into_rgba16()),
                pixels => pixels,
            }
            .write_with_encoder(encoder)
        }
        ImageFormat::Jpeg => {
            pixels.write_with_encoder(JpegEncoder::new_with_quality(bytes, JPEG_QUALITY))
        }
        ImageFormat::Gif => pixels
            .into_rgba8()
            .write_to(&mut Cursor::new(bytes), format),
        _ => pixels.write_to(&mut Cursor::new(bytes), format),
    }
}

impl Fetched {
    /// The pixels of a picture, upright as its EXIF says; the first of several. This blocks, and takes at most 512 MiB.
    ///
    /// # Errors
    /// One of the platform's model errors, a 422 that names the field: `unsupported_image_format` for what is no PNG,
    /// JPEG, WebP or GIF, `image_load_error` for one that is broken or too large.
    pub fn decode(&self) -> Result<DynamicImage> {
        decode(self.bytes()).map_err(|error| match error {
            ImageError::Unsupported(_) => Error::unsupported_image_format(self.location(), FORMATS),
            error => {
                tracing::info!(%error, "a picture was not decoded");
                Error::image_load_error(self.location())
            }
        })
    }
}

fn decode(bytes: &[u8]) -> ImageResult<DynamicImage> {
    let mut decoder = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()?
        .into_decoder()?;
    let mut limits = Limits::default();
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation()?;
    let mut pixels = DynamicImage::from_decoder(decoder)?;
    pixels.apply_orientation(orientation);
    Ok(pixels)
}
