//! [`Video`].

use std::path::Path;

use super::content::{CONTENT_TYPE, Content, FILE_NAME, FILE_SIZE, URL, output_media};
use super::duration::Duration;
use super::into_bytes::IntoBytes;
use crate::billing::Seconds;
use crate::error::{Error, Result};
use crate::fields::{Answer, Described, MediaKind, Output, Shape, Table, Writer};
use crate::units::BillableUnits;

/// A video that a method returns.
///
/// The author says how many seconds it lasts. For one at a URL that is [`Video::seconds`]; without it, the video cannot be
/// metered. With the feature `probe`, the length is also read from the bytes: a video that lasts less than the author
/// says, by more than a quarter of a second, cannot be metered, so that nobody pays for what was not delivered. One that
/// lasts longer is charged as the author says, and the log warns; so it does where the length cannot be read.
#[derive(Clone, Debug)]
pub struct Video {
    pub(super) content: Content,
    duration: Duration,
}

static TABLE: Table = Table {
    medium: Some(MediaKind::Video),
    ..Table::new("Video", "", &[&URL, &CONTENT_TYPE, &FILE_NAME, &FILE_SIZE])
};

impl Video {
    /// Takes the bytes of an MP4, WebM, QuickTime, Matroska, AVI or Ogg that last so many seconds. Their content type is
    /// read from them; anything else is called an MP4.
    #[must_use]
    pub fn from_bytes(bytes: impl IntoBytes, seconds: impl Seconds) -> Self {
        let bytes = bytes.into_bytes();
        let content_type = content_type(&bytes);
        Self::of(Content::from_bytes(bytes, content_type)).seconds(seconds)
    }

    /// Reads a file that lasts so many seconds; its extension decides its content type. This blocks the thread.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn from_path(path: impl AsRef<Path>, seconds: impl Seconds) -> Result<Self> {
        let content = Content::from_path(path.as_ref())?;
        Ok(Self::of(content).seconds(seconds))
    }

    /// Refers to a video that callers can already get from a URL.
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

    /// Sets how many seconds it lasts. A video whose length is negative or not finite cannot be metered.
    #[must_use]
    pub fn seconds(mut self, seconds: impl Seconds) -> Self {
        self.duration = self.duration.say(seconds);
        self
    }
}

/// What the first bytes say. MP4 is what nearly all videos of the marketplace are, so it is taken where they say nothing.
fn content_type(bytes: &[u8]) -> &'static str {
    const EBML: &[u8] = &[0x1a, 0x45, 0xdf, 0xa3];
    let head = bytes.get(..64).unwrap_or(bytes);
    if head.starts_with(b"OggS") {
        return "video/ogg";
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"AVI ") {
        return "video/x-msvideo";
    }
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
