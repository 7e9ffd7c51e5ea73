//! Why a medium that a caller sent is refused: the platform's model errors.

use crate::error::{Error, Segment};
use crate::net::Failure;

/// Why a medium that a caller sent is refused.
#[derive(Debug)]
pub(super) enum Refused {
    /// It could not be fetched. The cause is for the log.
    NotFetched(Failure),
    /// It has more bytes than this, which is the limit.
    TooLarge(u64),
    /// It is not a picture.
    NoPicture,
    /// It must have at least this width and height, in pixels.
    Small(u32, u32),
    /// It may have at most this width and height, in pixels.
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
    /// The error that the caller gets, at a field. A missing feature is the author's mistake, not the caller's: a 500.
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
