//! What all media have: their bytes or their address, a type, a name.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use bytes::Bytes;

use super::content_type;
use crate::error::Result;
use crate::fields::{Field, ObjectWriter, Parcel, output};

/// The content of a medium, and what is told of it.
#[derive(Clone, Debug)]
pub struct Content {
    source: Source,
    content_type: Option<String>,
    file_name: Option<String>,
}

/// Where the content is.
#[derive(Clone)]
enum Source {
    /// Here, still to be handed over.
    Bytes(Bytes),
    /// Where callers can get what was here, with its bytes counted.
    Uploaded(String, usize),
    /// Where it was all along.
    Url(String),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Uploaded(url, _) | Self::Url(url) => fmt::Debug::fmt(url, f),
        }
    }
}

/// The members that all media have, in the SDK's words.
pub(super) const URL: Field =
    output::<String>("url").doc("The URL where the file can be downloaded from.");
pub(super) const CONTENT_TYPE: Field = output::<Option<String>>("content_type")
    .doc("The mime type of the file.")
    .examples(|writer| writer.list(&["image/png"]));
pub(super) const FILE_NAME: Field = output::<Option<String>>("file_name")
    .doc("The name of the file. It will be auto-generated if not provided.")
    .examples(|writer| writer.list(&["z9RV14K95DvU.png"]));
pub(super) const FILE_SIZE: Field = output::<Option<u64>>("file_size")
    .doc("The size of the file in bytes.")
    .examples(|writer| writer.list(&[4_404_019_u32]));

impl Content {
    /// Bytes get a name of their own, as the SDK gives one.
    pub(super) fn from_bytes(bytes: Bytes, content_type: &str) -> Self {
        Self {
            file_name: Some(made_name(content_type)),
            content_type: Some(content_type.to_owned()),
            source: Source::Bytes(bytes),
        }
    }

    /// Bytes from a file keep its name; their type is told by its extension.
    pub(super) fn from_path(path: &Path) -> Result<Self> {
        let content_type = path
            .extension()
            .map_or(content_type::BINARY, content_type::of_extension);
        Ok(Self::from_bytes(read(path)?, content_type).named_after(path))
    }

    /// What is there already: nothing is read from it.
    pub(super) fn from_url(url: String) -> Self {
        Self {
            source: Source::Url(url),
            content_type: None,
            file_name: None,
        }
    }

    /// Whether its bytes were here, so that nobody else measures it.
    pub(super) fn was_here(&self) -> bool {
        !matches!(self.source, Source::Url(_))
    }

    /// What is here, still to be handed over.
    #[cfg(feature = "probe")]
    pub(super) fn bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Uploaded(..) | Source::Url(_) => None,
        }
    }

    pub(super) fn url(&self) -> Option<&str> {
        match &self.source {
            Source::Bytes(_) => None,
            Source::Uploaded(url, _) | Source::Url(url) => Some(url),
        }
    }

    pub(super) fn uploaded(&mut self, url: String) {
        if let Source::Bytes(bytes) = &self.source {
            self.source = Source::Uploaded(url, bytes.len());
        }
    }

    fn size(&self) -> Option<usize> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes.len()),
            Source::Uploaded(_, size) => Some(*size),
            Source::Url(_) => None,
        }
    }

    pub(super) fn named_after(mut self, path: &Path) -> Self {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        self.file_name = name.or(self.file_name);
        self
    }

    pub(super) fn rename(&mut self, name: String) {
        self.file_name = Some(name);
    }

    /// Writes the SDK's members of every medium (`protocol.md` §5), nulls included.
    pub(super) fn write(&self, object: &mut ObjectWriter<'_>) {
        match self.parcel() {
            Some(parcel) => object.medium("url", parcel),
            None => object.field("url", &self.url().map(str::to_owned)),
        }
        object.field("content_type", &self.content_type);
        object.field("file_name", &self.file_name);
        object.field("file_size", &self.size());
    }

    /// What is still to be handed over.
    pub(super) fn parcel(&self) -> Option<Parcel> {
        let Source::Bytes(bytes) = &self.source else {
            return None;
        };
        let content_type = self.content_type.as_deref().unwrap_or(content_type::BINARY);
        let made_name = || made_name(content_type);
        Some(Parcel {
            bytes: bytes.clone(),
            file_name: self.file_name.clone().unwrap_or_else(made_name),
            content_type: content_type.to_owned(),
        })
    }
}

pub(super) fn read(path: &Path) -> Result<Bytes> {
    let bytes = std::fs::read(path)
        .map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
    Ok(Bytes::from(bytes))
}

/// 32 hexadecimal digits and the extension of the type. The name only has to differ from others.
fn made_name(content_type: &str) -> String {
    let [high, low] = [0, 1].map(|half: u8| RandomState::new().hash_one(half));
    format!(
        "{high:016x}{low:016x}{}",
        content_type::extension(content_type)
    )
}
