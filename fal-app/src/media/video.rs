//! [`Video`].

use super::content::{Content, plain_media};
use super::duration::{Duration, lasting_media};
use super::into_bytes::IntoBytes;
use crate::billing::Seconds;

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

impl Video {
    /// Takes the bytes of an MP4, WebM, QuickTime, Matroska, AVI or Ogg that last so many seconds. Their content type is
    /// read from them; anything else is called an MP4.
    #[must_use]
    pub fn from_bytes(bytes: impl IntoBytes, seconds: impl Seconds) -> Self {
        let bytes = bytes.into_bytes();
        let content_type = content_type(&bytes);
        Self::of(Content::from_bytes(bytes, content_type)).seconds(seconds)
    }
}

lasting_media!(Video, "video");

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

plain_media!(Video);
