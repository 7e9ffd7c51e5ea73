//! [`File`].

use std::path::Path;

use super::content::{CONTENT_TYPE, Content, FILE_NAME, FILE_SIZE, URL, output_media};
use super::into_bytes::IntoBytes;
use crate::error::Result;
use crate::fields::{Answer, Described, MediaKind, Output, Shape, Table, Writer};

/// A file of any content type that a method returns.
#[derive(Clone, Debug)]
pub struct File {
    pub(super) content: Content,
}

static TABLE: Table = Table {
    medium: Some(MediaKind::File),
    ..Table::new("File", "", &[&URL, &CONTENT_TYPE, &FILE_NAME, &FILE_SIZE])
};

impl File {
    /// Takes bytes of a content type such as `"model/gltf-binary"`.
    #[must_use]
    pub fn from_bytes(bytes: impl IntoBytes, content_type: &str) -> Self {
        Self {
            content: Content::from_bytes(bytes.into_bytes(), content_type),
        }
    }

    /// Reads a file; its extension decides its content type. This blocks the thread.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            content: Content::from_path(path.as_ref())?,
        })
    }

    /// Refers to a file that callers can already get from a URL.
    #[must_use]
    pub fn from_url(url: impl Into<String>) -> Self {
        Self {
            content: Content::from_url(url.into()),
        }
    }
}

impl Described for File {
    const SHAPE: Shape = Shape::Object(|| &TABLE);

    fn write(&self, writer: &mut Writer) {
        let mut object = writer.object();
        self.content.write(&mut object);
        object.end();
    }
}

output_media!(File);

impl Output for File {}

impl Answer for File {}
