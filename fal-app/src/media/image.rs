//! [`Image`].

use std::path::Path;

use bytes::Bytes;
use imagesize::{Compression, ImageType};

use super::content::{self, CONTENT_TYPE, Content, FILE_NAME, FILE_SIZE, URL, output_media};
use super::content_type;
use crate::billing::Dimensions;
use crate::error::Result;
use crate::fields::{Answer, Described, Field, Output, Shape, Table, Writer, output};

/// A picture that a method made.
///
/// The size of bytes is read from them, so that what is billed is what was delivered. A picture at a URL is measured
/// by its author; without [`Image::size`] it cannot be metered.
#[derive(Clone, Debug)]
pub struct Image {
    pub(super) content: Content,
    size: Option<(u32, u32)>,
}

pub(super) static TABLE: Table = Table {
    widget: Some("image"),
    ..Table::new(
        "Image",
        "Represents an image file.",
        &[
            URL,
            CONTENT_TYPE,
            FILE_NAME,
            FILE_SIZE,
            side("width", "The width of the image in pixels."),
            side("height", "The height of the image in pixels."),
        ],
    )
};

const fn side(name: &'static str, doc: &'static str) -> Field {
    output::<Option<u32>>(name)
        .doc(doc)
        .examples(|writer| writer.list(&[1024_u32]))
}

impl Image {
    /// Bytes of a PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC or JPEG XL; their type and size are read from them.
    ///
    /// # Errors
    /// The bytes are none of these, or end before their size.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self> {
        let bytes = bytes.into();
        let (content_type, size) = measure(&bytes)?;
        Ok(Self {
            content: Content::from_bytes(bytes, content_type),
            size: Some(size),
        })
    }

    /// Reads a file, and from its bytes its type and size. This blocks.
    ///
    /// # Errors
    /// The file cannot be read, or is no picture as in [`Image::from_bytes`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let image = Self::from_bytes(content::read(path)?)?;
        Ok(Self {
            content: image.content.named_after(path),
            ..image
        })
    }

    /// A picture that callers can already get.
    #[must_use]
    pub fn from_url(url: impl Into<String>) -> Self {
        Self {
            content: Content::from_url(url.into()),
            size: None,
        }
    }

    /// The width and height in pixels of a picture at a URL. What was read from bytes stands.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        if !self.content.was_measured() {
            self.size = Some((width, height));
        }
        self
    }
}

/// The type and the width and height that a picture's bytes tell.
///
/// # Errors
/// They are no picture, or end before it.
pub(super) fn measure(bytes: &[u8]) -> Result<(&'static str, (u32, u32))> {
    let unknown = |error| format!("these bytes are no picture whose size can be read: {error}");
    let kind = imagesize::image_type(bytes).map_err(unknown)?;
    let size = imagesize::blob_size(bytes).map_err(unknown)?;
    Ok((
        type_of(kind),
        (u32::try_from(size.width)?, u32::try_from(size.height)?),
    ))
}

fn type_of(kind: ImageType) -> &'static str {
    match kind {
        ImageType::Png => "image/png",
        ImageType::Jpeg => "image/jpeg",
        ImageType::Webp => "image/webp",
        ImageType::Gif => "image/gif",
        ImageType::Bmp => "image/bmp",
        ImageType::Tiff => "image/tiff",
        ImageType::Jxl => "image/jxl",
        ImageType::Heif(Compression::Av1) => "image/avif",
        ImageType::Heif(_) => "image/heic",
        _ => content_type::BINARY,
    }
}

/// 0 where the size is not known: a picture without pixels is not metered but a metering failure.
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

impl Output for Image {}

impl Answer for Image {}
