//! [`Video`].

use std::path::Path;

use bytes::Bytes;

use super::content::{CONTENT_TYPE, Content, FILE_NAME, FILE_SIZE, URL, output_media};
use super::duration::Duration;
use crate::billing::Seconds;
use crate::error::{Error, Result};
use crate::fields::{Answer, Described, Output, Shape, Table, Writer};
use crate::units::BillableUnits;

/// A video that a method made.
///
/// Its author says how long it is; without [`Video::seconds`] one at a URL cannot be metered. With the feature `probe` its
/// bytes tell too: one that lasts less than is said, by more than a quarter of a second, cannot be metered, and one that
/// lasts longer is named in the log.
#[derive(Clone, Debug)]
pub struct Video {
    pub(super) content: Content,
    duration: Duration,
}

pub(super) static TABLE: Table = Table {
    widget: Some("video"),
    ..Table::new("Video", "", &[URL, CONTENT_TYPE, FILE_NAME, FILE_SIZE])
};

impl Video {
    /// Bytes of an MP4, WebM, QuickTime or Matroska that last so many seconds.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>, seconds: impl Seconds) -> Self {
        let bytes = bytes.into();
        let content_type = content_type(&bytes);
        Self::of(Content::from_bytes(bytes, content_type)).seconds(seconds)
    }

    /// Reads a file that lasts so many seconds; its extension tells its type. This blocks.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn from_path(path: impl AsRef<Path>, seconds: impl Seconds) -> Result<Self> {
        let content = Content::from_path(path.as_ref())?;
        Ok(Self::of(content).seconds(seconds))
    }

    /// A video that callers can already get.
    #[must_use]
    pub fn from_url(url: impl Into<String>) -> Self {
        Self::of(Content::from_url(url.into()))
    }

    fn of(content: Content) -> Self {
        Self {
            duration: Duration::of(&content),
            content,
        }
    }

    /// How long it is. What is negative or not finite cannot be metered.
    #[must_use]
    pub fn seconds(mut self, seconds: impl Seconds) -> Self {
        self.duration = self.duration.say(seconds);
        self
    }
}

/// What the first bytes tell; what they do not tell is taken for an MP4, the marketplace's usual.
fn content_type(bytes: &[u8]) -> &'static str {
    const EBML: &[u8] = &[0x1a, 0x45, 0xdf, 0xa3];
    let head = bytes.get(..64).unwrap_or(bytes);
    if head.starts_with(EBML) {
        let is_webm = head.windows(4).any(|name| name == b"webm");
        return if is_webm {
            "video/webm"
        } else {
            "video/x-matroska"
        };
    }
    match head.get(4..12) {
        Some(b"ftypqt  ") => "video/quicktime",
        _ => "video/mp4",
    }
}

#[diagnostic::do_not_recommend]
impl Seconds for Video {
    fn seconds(&self) -> Result<BillableUnits, Error> {
        self.duration.charged("video")
    }
}

impl Described for Video {
    const SHAPE: Shape = Shape::Object(|| &TABLE);

    fn write(&self, writer: &mut Writer) {
        let mut object = writer.object();
        self.content.write(&mut object);
        object.end();
    }
}

output_media!(Video);

impl Output for Video {}

impl Answer for Video {}
