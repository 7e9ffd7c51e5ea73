//! Encodes pixels to a picture, and decodes a picture that a caller sends.

mod jpeg;

use std::fmt::Display;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::error::ImageError;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits};

use super::image::Image;
use super::input::Fetched;
use crate::error::{Error, Result};
use crate::one_line::OneLine;
use crate::task::catch;

/// From 1 to 100; the SDK's (`docs/platform.md` §5).
const JPEG_QUALITY: u8 = 95;

/// The formats that are decoded, as callers are told them.
const FORMATS: &[&str] = &[".png", ".jpg", ".jpeg", ".webp", ".gif"];

impl Image {
    /// Encodes pixels as the SDK does: a PNG fast rather than small, a JPEG with quality 95, a WebP without loss, a GIF
    /// of one picture. What the format cannot hold is left out, such as transparency in a JPEG. This blocks the thread.
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
    /// The format is another one, there are no pixels, or a side is longer than the format allows.
    pub fn encode(pixels: impl Into<DynamicImage>, format: ImageFormat) -> Result<Self> {
        let mut bytes = Vec::new();
        write(pixels.into(), format, &mut bytes).map_err(Error::internal)?;
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
    /// Decodes a PNG, JPEG, WebP or GIF: the first picture of several, turned upright as its EXIF says. This blocks the
    /// thread, and takes at most 512 MiB of memory.
    ///
    /// # Errors
    /// A 422 that names the field, one of the platform's model errors: `unsupported_image_format` for another format,
    /// `image_load_error` for a picture that is damaged, was cut off, or is too large.
    pub fn decode(&self) -> Result<DynamicImage> {
        match catch(|| decode(self.bytes())) {
            Ok(Ok(pixels)) => Ok(pixels),
            Ok(Err(ImageError::Unsupported(_))) => {
                Err(Error::unsupported_image_format(self.location(), FORMATS))
            }
            Ok(Err(error)) => Err(self.not_decoded(&error)),
            Err(panic) => Err(self.not_decoded(&panic)),
        }
    }

    fn not_decoded(&self, why: &dyn Display) -> Error {
        tracing::info!(why = %OneLine(why), "a picture was not decoded");
        Error::image_load_error(self.location())
    }
}

fn decode(bytes: &[u8]) -> ImageResult<DynamicImage> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let is_jpeg = reader.format() == Some(ImageFormat::Jpeg);
    let mut decoder = reader.into_decoder()?;
    let most = decoder.total_bytes();
    let mut limits = Limits::default();
    limits.reserve(most)?;
    decoder.set_limits(limits)?;
    let orientation = orientation(&mut decoder)?;
    let layout = is_jpeg.then(|| jpeg::Layout::of(bytes));
    let mut pixels = match layout {
        Some(layout) if !layout.is_whole => return Err(jpeg::cut_off()),
        Some(layout) if layout.has_separate_colors() => {
            jpeg::decode_separate_colors(bytes, usize::try_from(most).unwrap_or(usize::MAX))?
        }
        _ => DynamicImage::from_decoder(decoder)?,
    };
    pixels.apply_orientation(orientation);
    Ok(pixels)
}

/// How the EXIF says that the picture is turned. Some WebP begin it as JPEGs do.
fn orientation(decoder: &mut impl ImageDecoder) -> ImageResult<Orientation> {
    let exif = decoder.exif_metadata()?;
    let orientation = exif.and_then(|exif| {
        let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(&exif);
        Orientation::from_exif_chunk(exif)
    });
    Ok(orientation.unwrap_or(Orientation::NoTransforms))
}
