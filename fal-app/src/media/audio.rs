//! [`Audio`].

use std::path::Path;

use super::content::{CONTENT_TYPE, Content, FILE_NAME, FILE_SIZE, URL, output_media};
use super::duration::Duration;
use super::into_bytes::IntoBytes;
use crate::billing::Seconds;
use crate::error::{Error, Result};
use crate::fields::{Answer, Described, MediaKind, Output, Shape, Table, Writer};
use crate::units::BillableUnits;

/// A sound that a method returns.
///
/// The author says how many seconds it lasts. For one at a URL that is [`Audio::seconds`]; without it, the sound cannot be
/// metered. With the feature `probe`, the length is also read from the bytes: a sound that lasts less than the author
/// says, by more than a quarter of a second, cannot be metered, so that nobody pays for what was not delivered. One that
/// lasts longer is charged as the author says, and the log warns; so it does where the length cannot be read.
#[derive(Clone, Debug)]
pub struct Audio {
    pub(super) content: Content,
    duration: Duration,
}

static TABLE: Table = Table {
    medium: Some(MediaKind::Audio),
    ..Table::new("Audio", "", &[&URL, &CONTENT_TYPE, &FILE_NAME, &FILE_SIZE])
};

impl Audio {
    /// Takes bytes of a content type such as `"audio/wav"` that last so many seconds.
    #[must_use]
    pub fn from_bytes(bytes: impl IntoBytes, content_type: &str, seconds: impl Seconds) -> Self {
        Self::of(Content::from_bytes(bytes.into_bytes(), content_type)).seconds(seconds)
    }

    /// Reads a file that lasts so many seconds; its extension decides its content type. This blocks the thread.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn from_path(path: impl AsRef<Path>, seconds: impl Seconds) -> Result<Self> {
        let content = Content::from_path(path.as_ref())?;
        Ok(Self::of(content).seconds(seconds))
    }

    /// Refers to a sound that callers can already get from a URL.
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

    /// Sets how many seconds it lasts. A sound whose length is negative or not finite cannot be metered.
    #[must_use]
    pub fn seconds(mut self, seconds: impl Seconds) -> Self {
        self.duration = self.duration.say(seconds);
        self
    }
}

#[diagnostic::do_not_recommend]
impl Seconds for Audio {
    fn seconds(&self) -> Result<BillableUnits, Error> {
        self.duration.charged("sound")
    }
}

impl Described for Audio {
    const SHAPE: Shape = Shape::Object(|| &TABLE);

    fn write(&self, writer: &mut Writer) {
        let mut object = writer.object();
        self.content.write(&mut object);
        object.end();
    }
}

output_media!(Audio);

impl Output for Audio {}

impl Answer for Audio {}
