//! The format of a picture, and its width and height, read from its bytes (`docs/billing.md` §1.10).
//!
//! Nothing is decoded. Each reader follows the rules of its format up to the first byte of the pixels, so that other
//! bytes, damaged headers and headers that stand alone are refused: a bill is written from what is read here. Work is
//! bounded by the number of bytes, and no memory is taken.

mod bmp;
mod gif;
mod heif;
pub(super) mod jpeg;
mod jxl;
mod png;
mod tiff;
mod webp;

use crate::error::{Error, Result};

/// What the bytes of a picture say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) content_type: &'static str,
    /// In pixels, as the picture is shown; the EXIF orientation of a JPEG, PNG, WebP or TIFF is not applied.
    pub(super) width: u32,
    /// In pixels.
    pub(super) height: u32,
}

struct Format {
    content_type: &'static str,
    /// Whether bytes begin as this format does.
    matches: fn(&[u8]) -> bool,
    /// The width and height. `None` where the bytes end too early or break a rule of the format.
    size: fn(&[u8]) -> Option<(u32, u32)>,
}

const FORMATS: [Format; 10] = [
    Format {
        content_type: "image/png",
        matches: png::matches,
        size: png::size,
    },
    Format {
        content_type: "image/jpeg",
        matches: jpeg::matches,
        size: jpeg::size,
    },
    Format {
        content_type: "image/webp",
        matches: webp::matches,
        size: webp::size,
    },
    Format {
        content_type: "image/gif",
        matches: gif::matches,
        size: gif::size,
    },
    Format {
        content_type: "image/bmp",
        matches: bmp::matches,
        size: bmp::size,
    },
    Format {
        content_type: "image/tiff",
        matches: tiff::matches,
        size: tiff::size,
    },
    Format {
        content_type: "image/jxl",
        matches: jxl::matches,
        size: jxl::size,
    },
    Format {
        content_type: "image/avif",
        matches: heif::is_avif,
        size: heif::size,
    },
    Format {
        content_type: "image/heic",
        matches: heif::is_heic,
        size: heif::size,
    },
    Format {
        content_type: "image/heif",
        matches: heif::is_other_heif,
        size: heif::size,
    },
];

/// Reads the format and the size of a picture.
///
/// # Errors
/// The bytes are not a picture of a known format, are damaged, or end before the pixels.
pub(super) fn measure(bytes: &[u8]) -> Result<Picture> {
    let format = FORMATS
        .iter()
        .find(|format| (format.matches)(bytes))
        .ok_or_else(|| {
            Error::internal(
                "these bytes are not a PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC or JPEG XL",
            )
        })?;
    match (format.size)(bytes) {
        Some((width, height)) if width > 0 && height > 0 => Ok(Picture {
            content_type: format.content_type,
            width,
            height,
        }),
        _ => Err(Error::internal(format!(
            "the size of this `{}` cannot be read: it is damaged or incomplete",
            format.content_type
        ))),
    }
}

/// The width and the height of a picture, in pixels. `None` for what is not one.
pub(crate) fn picture_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let picture = measure(bytes).ok()?;
    Some((picture.width, picture.height))
}
