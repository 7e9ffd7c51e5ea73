//! [`Audio`].

use super::content::{Content, plain_media};
use super::duration::{Duration, lasting_media};
use super::into_bytes::IntoBytes;
use crate::billing::Seconds;

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

impl Audio {
    /// Takes bytes of a content type such as `"audio/wav"` that last so many seconds.
    #[must_use]
    pub fn from_bytes(bytes: impl IntoBytes, content_type: &str, seconds: impl Seconds) -> Self {
        Self::of(Content::from_bytes(bytes.into_bytes(), content_type)).seconds(seconds)
    }
}

lasting_media!(Audio, "sound");

plain_media!(Audio);
