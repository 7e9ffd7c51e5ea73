//! [`File`].

use std::path::Path;

use super::content::{Content, plain_media};
use super::into_bytes::IntoBytes;
use crate::error::Result;

/// A file of any content type that a method returns.
#[derive(Clone, Debug)]
pub struct File {
    pub(super) content: Content,
}

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

plain_media!(File);
