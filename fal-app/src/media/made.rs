//! What all media that a method made have in common.

use super::audio::Audio;
use super::content::Content;
use super::file::File;
use super::image::Image;
use super::upload::Destination;
use super::video::Video;
use crate::context::RequestContext;
use crate::error::{Error, Result};

/// A medium that a method made: [`Image`], [`Video`], [`Audio`] or [`File`].
pub trait Made: private::Contained {}

mod private {
    use super::Content;

    /// What no other type has.
    pub trait Contained {
        fn content(&mut self) -> &mut Content;
    }
}

macro_rules! made {
    ($($medium:ident)*) => {$(
        impl private::Contained for $medium {
            fn content(&mut self) -> &mut Content {
                &mut self.content
            }
        }

        impl Made for $medium {}

        impl $medium {
            /// Where callers can get it; `None` while its bytes are only here.
            #[must_use]
            pub fn url(&self) -> Option<&str> {
                self.content.url()
            }
        }
    )*};
}

made! { Image Video Audio File }

impl RequestContext {
    /// Hands a medium over before the method ends, for one whose URL is needed earlier; what is returned in an answer is
    /// handed over anyway. Without the platform's key its URL is a data URI.
    ///
    /// # Errors
    /// The store did not take it: a 500; of a caller's own bucket a 422 or 424.
    pub async fn upload<M: Made>(&self, mut medium: M) -> Result<M> {
        let content = medium.content();
        if let Some(parcel) = content.parcel() {
            let destination = Destination::of(self).map_err(|why| Error::status(422, why))?;
            content.uploaded(destination.take(parcel).await?);
        }
        Ok(medium)
    }
}
