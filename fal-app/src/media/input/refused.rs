//! Why what a caller sent is of no use: the platform's model errors.

use crate::error::{Error, Segment};
use crate::net::Failure;

/// Why what a caller sent is of no use.
#[derive(Debug)]
pub(super) enum Refused {
    /// It could not be fetched; the cause is for the log.
    NotFetched(Failure),
    /// It has more bytes than this.
    TooLarge(u64),
    /// It is no picture.
    NoPicture,
    /// A picture must have this width and height.
    Small(u32, u32),
    /// A picture may have this width and height.
    Large(u32, u32),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TooLarge(most) => Self::TooLarge(most),
            failure => Self::NotFetched(failure),
        }
    }
}

impl Refused {
    /// What the caller is told, with the field that it is about. An app that cannot fetch at all is the author's
    /// mistake, not the caller's.
    pub(super) fn at(self, at: Vec<Segment>) -> Error {
        match self {
            Self::NotFetched(missing @ Failure::NoFeature) => Error::internal(missing),
            Self::NotFetched(failure) => {
                tracing::info!(%failure, "an input was not fetched");
                Error::file_download_error(at)
            }
            Self::TooLarge(most) => Error::file_too_large(at, most),
            Self::NoPicture => Error::image_load_error(at),
            Self::Small(width, height) => Error::image_too_small(at, width, height),
            Self::Large(width, height) => Error::image_too_large(at, width, height),
        }
    }
}
