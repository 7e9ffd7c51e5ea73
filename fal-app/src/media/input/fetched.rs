//! [`Fetched`].

use std::fmt;

use bytes::Bytes;

use crate::error::Segment;
use crate::media::into_bytes::{IntoBytes, ToBytes};

/// The bytes of a medium that a caller sent, as they came: only [`Fetched::decode`] decodes them.
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

    /// Takes the bytes out, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// The content type. For a picture it is read from the bytes. For all else it is what the server, the data URI or the
    /// caller says, which need not be true.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// Where it is in the request, for an error about it: `Error::at(sound.location(), "is silent")`.
    #[must_use]
    pub fn location(&self) -> Vec<Segment> {
        self.location.clone()
    }
}

/// A caller's medium is passed on without a copy: `Image::from_bytes(&fetched)?`.
impl ToBytes for Fetched {
    fn to_bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

impl IntoBytes for Fetched {
    fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of {}", self.bytes.len(), self.content_type)
    }
}
