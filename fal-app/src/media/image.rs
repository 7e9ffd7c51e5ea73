//! [`Image`].

use std::path::Path;

use super::content::{self, CONTENT_TYPE, Content, FILE_NAME, FILE_SIZE, URL, output_media};
use super::into_bytes::IntoBytes;
use super::measure::{Picture, measure};
use crate::billing::Dimensions;
use crate::error::Result;
use crate::fields::{Described, Field, MediaKind, Shape, Table, Writer, output};

/// A picture that a method returns.
///
/// Its width and height are read from its bytes, so that callers pay for what was delivered. The size of a picture at a
/// URL is the one given to [`Image::size`]; without it, the picture cannot be metered.
#[derive(Clone, Debug)]
pub struct Image {
    pub(super) content: Content,
    size: Option<(u32, u32)>,
}

static TABLE: Table = Table {
    medium: Some(MediaKind::Image),
    ..Table::new(
        "Image",
        DOC,
        &[&URL, &CONTENT_TYPE, &FILE_NAME, &FILE_SIZE, &WIDTH, &HEIGHT],
    )
};

pub(super) const DOC: &str = "Represents an image file.";
pub(super) const WIDTH: Field = side("width", "The width of the image in pixels.");
pub(super) const HEIGHT: Field = side("height", "The height of the image in pixels.");

const fn side(name: &'static str, doc: &'static str) -> Field {
    output::<Option<u32>>(name)
        .doc(doc)
        .examples(|writer| writer.list(&[1024_u32]))
}

impl Image {
    /// Takes the bytes of a PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC or JPEG XL. Their content type, width and height
    /// are read from them; nothing is decoded. The EXIF orientation is not applied.
    ///
    /// # Errors
    /// The bytes are not one of these, are damaged, or end before the pixels.
    pub fn from_bytes(bytes: impl IntoBytes) -> Result<Self> {
        let bytes = bytes.into_bytes();
        let Picture {
            content_type,
            width,
            height,
        } = measure(&bytes)?;
        Ok(Self {
            content: Content::from_bytes(bytes, content_type),
            size: Some((width, height)),
        })
    }

    /// Reads a file, and its content type, width and height from its bytes. This blocks the thread.
    ///
    /// # Errors
    /// The file cannot be read, or [`Image::from_bytes`] refuses its bytes.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let image = Self::from_bytes(content::read(path)?)?;
        Ok(Self {
            content: image.content.named_after(path),
            ..image
        })
    }

    /// Refers to a picture that callers can already get from a URL.
    #[must_use]
    pub fn from_url(url: impl Into<String>) -> Self {
        Self {
            content: Content::from_url(url.into()),
            size: None,
        }
    }

    /// Sets the width and height, in pixels, of a picture at a URL. A picture from bytes keeps the size of its bytes.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        if !self.content.was_measured() {
            self.size = Some((width, height));
        }
        self
    }
}

/// Both are 0 where the size is not known. Metering such a picture fails, so nobody pays for it.
#[diagnostic::do_not_recommend]
impl Dimensions for Image {
    fn width(&self) -> u32 {
        self.size.map_or(0, |(width, _)| width)
    }

    fn height(&self) -> u32 {
        self.size.map_or(0, |(_, height)| height)
    }
}

impl Described for Image {
    const SHAPE: Shape = Shape::Object(|| &TABLE);

    fn write(&self, writer: &mut Writer) {
        let mut object = writer.object();
        self.content.write(&mut object);
        object.field("width", &self.size.map(|(width, _)| width));
        object.field("height", &self.size.map(|(_, height)| height));
        object.end();
    }
}

output_media!(Image);
