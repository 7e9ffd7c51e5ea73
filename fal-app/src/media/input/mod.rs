//! Media that callers send: the URL or data URI of a picture, a video, a sound or a file.
//!
//! Whatever else a caller says about a medium is a claim. It is checked as the SDK checks it, then forgotten: nothing here
//! can be metered (`docs/billing.md` §1.7).

mod data_uri;
mod fetch;
mod fetched;
mod read;
mod refused;
mod source;

use std::fmt;

use serde::de::Deserializer;

use self::source::Source;
use super::{audio, file, image, video};
use crate::context::RequestContext;
use crate::error::Result;
use crate::fields::{Depth, Described, FieldTree, FromLiteral, Input, Place, Shape, Table, Writer};

pub use fetched::Fetched;

/// Declares the input type of a kind of medium.
macro_rules! input {
    ($(#[$doc:meta])* $name:ident, $table:path, is_picture: $is_picture:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            source: Source,
        }

        impl $name {
            const TABLE: &'static Table = &$table;

            /// The URL or data URI, as the caller sent it.
            #[must_use]
            pub fn url(&self) -> &str {
                self.source.url()
            }

            /// The file name that the caller gave.
            #[must_use]
            pub fn file_name(&self) -> Option<&str> {
                self.source.file_name()
            }

            /// Fetches the bytes: from public addresses only, through at most 5 redirects, within 5 minutes, and at most
            /// `max_file_size` of them. A data URI is decoded.
            ///
            /// # Errors
            /// A 422 that names this field, one of the platform's model errors: `file_download_error`,
            /// `file_too_large`, and for pictures `image_load_error`, `image_too_small`, `image_too_large`.
            pub async fn fetch(&self, context: &RequestContext) -> Result<Fetched> {
                fetch::fetch(&self.source, $is_picture, context).await
            }

            /// Fetches the bytes as `fetch` does, for a method that is a plain `fn`. This blocks the thread.
            ///
            /// # Errors
            /// Those of `fetch`, and a 499 when the request is cancelled meanwhile.
            pub fn fetch_blocking(&self, context: &RequestContext) -> Result<Fetched> {
                fetch::fetch_blocking(&self.source, $is_picture, context)
            }
        }

        /// Takes a URL or a data URI, for tests and examples.
        impl<T: Into<String>> From<T> for $name {
            fn from(url: T) -> Self {
                Self { source: Source::from_url(url.into()) }
            }
        }

        impl FromLiteral<&'static str> for $name {
            fn from_literal(url: &'static str) -> Self {
                Self::from(url)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.source).finish()
            }
        }

        impl Described for $name {
            const SHAPE: Shape = Shape::Medium { table: || Self::TABLE, is_picture: $is_picture };

            fn write(&self, writer: &mut Writer) {
                self.source.write(writer);
            }
        }

        impl<D: Depth> FieldTree<D> for $name {}

        impl Input for $name {
            fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
                read::read(from, Self::TABLE, place).map(|source| Self { source })
            }
        }
    };
}

input! {
    /// A picture that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `Image`.
    ///
    /// What is fetched is a picture, and its size obeys `min_width`, `max_width`, `min_height`, `max_height` and
    /// `max_area`. Without a `max_file_size` it has at most 50 MiB.
    ImageInput, image::TABLE, is_picture: true
}

input! {
    /// A video that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `Video`.
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    VideoInput, video::TABLE, is_picture: false
}

input! {
    /// A sound that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `Audio`.
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    AudioInput, audio::TABLE, is_picture: false
}

input! {
    /// A file of any type that a caller sends: a URL, a data URI, or an object with `url`, as the SDK's `File`.
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    FileInput, file::TABLE, is_picture: false
}
