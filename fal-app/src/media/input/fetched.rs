//! [`Fetched`].

use std::fmt;

use bytes::Bytes;

use crate::error::Segment;

/// What a caller sent, here. Its bytes are as they came: nothing is decoded before it is asked for.
#[derive(Clone)]
pub struct Fetched {
    pub(super) bytes: Bytes,
    pub(super) content_type: String,
    pub(super) location: Vec<Segment>,
}

impl Fetched {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The bytes, which share their memory.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The type of a picture as its bytes tell it; of all else as its server or data URI tells it, which need not be
    /// true.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// Where it stands in the request, for an error about it: `Error::at(sound.location(), "is silent")`.
    #[must_use]
    pub fn location(&self) -> Vec<Segment> {
        self.location.clone()
    }
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of {}", self.bytes.len(), self.content_type)
    }
}
