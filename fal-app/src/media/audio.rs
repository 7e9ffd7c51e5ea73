//! [`Audio`].

use std::path::Path;

use bytes::Bytes;

use super::content::{CONTENT_TYPE, Content, FILE_NAME, FILE_SIZE, URL, output_media};
use super::duration::Duration;
use crate::billing::Seconds;
use crate::error::{Error, Result};
use crate::fields::{Answer, Described, Output, Shape, Table, Writer};
use crate::units::BillableUnits;

/// A sound that a method made.
///
/// Its author says how long it is; without [`Audio::seconds`] one at a URL cannot be metered. With the feature `probe` its
/// bytes tell too: one that lasts less than is said, by more than a quarter of a second, cannot be metered, and one that
/// lasts longer is named in the log.
#[derive(Clone, Debug)]
pub struct Audio {
    pub(super) content: Content,
    duration: Duration,
}

pub(super) static TABLE: Table = Table {
    widget: Some("audio"),
    ..Table::new("Audio", "", &[URL, CONTENT_TYPE, FILE_NAME, FILE_SIZE])
};

impl Audio {
    /// Bytes of a type, as `"audio/wav"`, that last so many seconds.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>, content_type: &str, seconds: impl Seconds) -> Self {
        Self::of(Content::from_bytes(bytes.into(), content_type)).seconds(seconds)
    }

    /// Reads a file that lasts so many seconds; its extension tells its type. This blocks.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn from_path(path: impl AsRef<Path>, seconds: impl Seconds) -> Result<Self> {
        let content = Content::from_path(path.as_ref())?;
        Ok(Self::of(content).seconds(seconds))
    }

    /// A sound that callers can already get.
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
