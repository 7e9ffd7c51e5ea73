//! What the decoder of JPEGs does not do: it takes a file that was cut off for a whole one, and reads colors that are
//! stored one after the other wrongly.

use std::io::{Error, ErrorKind};

use image::error::{DecodingError, ImageFormatHint};
use image::{DynamicImage, GrayImage, ImageError, ImageFormat, ImageResult, RgbImage};
use jpeg_decoder::{Decoder, PixelFormat};

use crate::media::measure::jpeg::{marker, segment};
use crate::media::reader::Reader;

/// How a JPEG is stored.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Whether the marker of its end is there.
    pub(super) is_whole: bool,
    is_sequential: bool,
    scans: usize,
}

impl Layout {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut layout = Self::default();
        // `None` at the end of the bytes.
        let _ = layout.read(Reader::new(bytes));
        layout
    }

    fn read(&mut self, mut reader: Reader<'_>) -> Option<()> {
        reader.skip(2)?;
        loop {
            // Within the pixels this passes over everything that is no marker.
            match marker(&mut reader)? {
                0xd9 => {
                    self.is_whole = true;
                    return Some(());
                }
                0x01 | 0xd0..=0xd8 => continue,
                0xc0 | 0xc1 => self.is_sequential = true,
                0xda => self.scans += 1,
                _ => {}
            }
            segment(&mut reader)?;
        }
    }

    /// Whether each color has a scan of its own, without being progressive. `zune-jpeg`, which `image` uses, decodes
    /// such a file to other pixels up to 0.5.15.
    pub(super) fn has_separate_colors(&self) -> bool {
        self.is_sequential && self.scans > 1
    }
}

/// Decodes a JPEG whose colors are stored one after the other.
pub(super) fn decode_separate_colors(bytes: &[u8], most: usize) -> ImageResult<DynamicImage> {
    let mut decoder = Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(most);
    let pixels = decoder.decode().map_err(failed)?;
    let info = decoder.info().ok_or_else(|| failed("no header"))?;
    let (width, height) = (info.width.into(), info.height.into());
    let decoded = match info.pixel_format {
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelFormat::L16 | PixelFormat::CMYK32 => None,
    };
    decoded.ok_or_else(|| failed("its colors are not known"))
}

fn failed(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ImageError {
    let format = ImageFormatHint::Exact(ImageFormat::Jpeg);
    ImageError::Decoding(DecodingError::new(format, why))
}

/// The error of a file that was cut off.
pub(super) fn cut_off() -> ImageError {
    ImageError::IoError(Error::new(ErrorKind::UnexpectedEof, "the JPEG was cut off"))
}
