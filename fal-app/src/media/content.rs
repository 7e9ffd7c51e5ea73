//! What every output medium has: its bytes or its URL, a content type and a file name.

use std::fmt;
use std::path::Path;

use bytes::Bytes;

use super::content_type;
use super::upload::{Destination, random_hex};
use crate::context::RequestContext;
use crate::error::{Error, Result};
use crate::fields::{Attachment, Field, ObjectWriter, output};

/// A medium that a method returns: [`Image`](crate::Image), [`Video`](crate::Video), [`Audio`](crate::Audio) or
/// [`File`](crate::File).
pub trait OutputMedia: private::HasContent {}

pub(super) mod private {
    use super::Content;

    /// Keeps [`OutputMedia`](super::OutputMedia) to the four types: nobody outside can name this trait.
    pub trait HasContent {
        fn content_mut(&mut self) -> &mut Content;
    }
}

/// The methods that the four types share.
macro_rules! output_media {
    ($medium:ident) => {
        impl $crate::media::content::private::HasContent for $medium {
            fn content_mut(&mut self) -> &mut $crate::media::content::Content {
                &mut self.content
            }
        }

        impl $crate::media::content::OutputMedia for $medium {}

        impl $crate::fields::Output for $medium {}

        impl $crate::fields::Answer for $medium {}

        impl $medium {
            /// The URL at which callers get the medium; `None` while its bytes are not uploaded.
            #[must_use]
            pub fn url(&self) -> Option<&str> {
                self.content.url()
            }

            /// Sets the file name that callers see. Without it, bytes get a random name.
            #[must_use]
            pub fn file_name(mut self, name: impl Into<String>) -> Self {
                self.content.set_file_name(name.into());
                self
            }

            /// Sets the content type of a medium at a URL, as `"image/webp"`: nothing is read from there. Bytes keep
            /// their own.
            #[must_use]
            pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
                self.content.set_content_type(content_type.into());
                self
            }

            /// Sets the size of a medium at a URL, in bytes: nothing is read from there. Bytes keep their own.
            #[must_use]
            pub fn file_size(mut self, bytes: u64) -> Self {
                self.content.set_size(bytes);
                self
            }
        }
    };
}

pub(super) use output_media;

/// What the types share that have no more fields than all media: videos, sounds and files.
macro_rules! plain_media {
    ($medium:ident) => {
        static TABLE: $crate::fields::Table = $crate::fields::Table {
            medium: Some($crate::fields::MediaKind::$medium),
            ..$crate::fields::Table::new(stringify!($medium), "", $crate::media::content::FIELDS)
        };

        impl $crate::fields::Described for $medium {
            const SHAPE: $crate::fields::Shape = $crate::fields::Shape::Object(|| &TABLE);

            fn write(&self, writer: &mut $crate::fields::Writer) {
                let mut object = writer.object();
                self.content.write(&mut object);
                object.end();
            }
        }

        $crate::media::content::output_media!($medium);
    };
}

pub(super) use plain_media;

impl RequestContext {
    /// Uploads a medium before the method returns, where its URL is needed earlier. A medium in the answer is uploaded
    /// without this. Where the platform's key is not set, the URL is a data URI.
    ///
    /// # Errors
    /// The upload failed: a 500; or, where the caller named a bucket of their own, a 422 or 424.
    pub async fn upload<M: OutputMedia>(&self, mut medium: M) -> Result<M> {
        let content = medium.content_mut();
        if let Some(attachment) = content.attachment() {
            let destination = Destination::of(self).map_err(|why| Error::status(422, why))?;
            content.set_uploaded(destination.take(attachment).await?);
        }
        Ok(medium)
    }
}

/// The bytes or the URL of a medium, and what callers are told about them.
#[derive(Clone, Debug)]
pub struct Content {
    source: Source,
    content_type: Option<String>,
    file_name: Option<String>,
}

#[derive(Clone)]
enum Source {
    /// In memory, not uploaded yet.
    Bytes(Bytes),
    /// Uploaded: the URL, and how many bytes there were.
    Uploaded(String, u64),
    /// At a URL that the author gave, and how many bytes the author says are there. They were never here.
    Url(String, Option<u64>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Uploaded(url, _) | Self::Url(url, _) => fmt::Debug::fmt(url, f),
        }
    }
}

// The fields that all media have in an answer, with the SDK's descriptions and examples (`docs/platform.md` §5).
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

pub(super) const FIELDS: &[&Field] = &[&URL, &CONTENT_TYPE, &FILE_NAME, &FILE_SIZE];

impl Content {
    /// Bytes get a random file name, as in the SDK.
    pub(super) fn from_bytes(bytes: Bytes, content_type: &str) -> Self {
        Self {
            file_name: Some(random_file_name(content_type)),
            content_type: Some(content_type.to_owned()),
            source: Source::Bytes(bytes),
        }
    }

    /// Reads a file. It keeps its name, and its extension decides its content type.
    pub(super) fn from_path(path: &Path) -> Result<Self> {
        let content_type = path
            .extension()
            .map_or(content_type::BINARY, content_type::of_extension);
        Ok(Self::from_bytes(read(path)?, content_type).named_after(path))
    }

    /// Nothing is read from the URL.
    pub(super) fn from_url(url: String) -> Self {
        Self {
            source: Source::Url(url, None),
            content_type: None,
            file_name: None,
        }
    }

    /// Whether its bytes are or were in memory. Then fal-app has measured them, and nobody else's measure counts.
    pub(super) fn was_measured(&self) -> bool {
        !matches!(self.source, Source::Url(..))
    }

    /// The bytes, while they are not uploaded.
    pub(super) fn bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Uploaded(..) | Source::Url(..) => None,
        }
    }

    /// The URL, once there is one.
    pub(super) fn url(&self) -> Option<&str> {
        match &self.source {
            Source::Bytes(_) => None,
            Source::Uploaded(url, _) | Source::Url(url, _) => Some(url),
        }
    }

    fn set_uploaded(&mut self, url: String) {
        if let Source::Bytes(bytes) = &self.source {
            self.source = Source::Uploaded(url, bytes.len() as u64);
        }
    }

    /// The size in bytes, where it is known.
    fn size(&self) -> Option<u64> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::Uploaded(_, size) => Some(*size),
            Source::Url(_, size) => *size,
        }
    }

    pub(super) fn named_after(mut self, path: &Path) -> Self {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        self.file_name = name.or(self.file_name);
        self
    }

    pub(super) fn set_file_name(&mut self, name: String) {
        self.file_name = Some(name);
    }

    pub(super) fn set_content_type(&mut self, content_type: String) {
        if !self.was_measured() {
            self.content_type = Some(content_type);
        }
    }

    pub(super) fn set_size(&mut self, bytes: u64) {
        if let Source::Url(_, size) = &mut self.source {
            *size = Some(bytes);
        }
    }

    /// Writes the fields that the SDK writes for every medium (`docs/platform.md` §5), nulls included.
    pub(super) fn write(&self, object: &mut ObjectWriter<'_>) {
        match self.attachment() {
            Some(attachment) => object.medium("url", attachment),
            None => object.field("url", &self.url().map(str::to_owned)),
        }
        object.field("content_type", &self.content_type);
        object.field("file_name", &self.file_name);
        object.field("file_size", &self.size());
    }

    /// What has to be uploaded, if anything.
    fn attachment(&self) -> Option<Attachment> {
        let bytes = self.bytes()?;
        let content_type = self.content_type.as_deref().unwrap_or(content_type::BINARY);
        let random_name = || random_file_name(content_type);
        Some(Attachment {
            bytes: bytes.clone(),
            file_name: self.file_name.clone().unwrap_or_else(random_name),
            content_type: content_type.to_owned(),
        })
    }
}

/// Reads a whole file.
pub(super) fn read(path: &Path) -> Result<Bytes> {
    let bytes = std::fs::read(path).map_err(|error| {
        Error::internal(format!("`{}` cannot be read: {error}", path.display()))
    })?;
    Ok(Bytes::from(bytes))
}

/// 32 hexadecimal digits and the extension of the content type, as in the SDK.
fn random_file_name(content_type: &str) -> String {
    format!("{}{}", random_hex(), content_type::extension(content_type))
}
