//! Media that are sent as plain strings: the URL or data URI alone. Nearly every published app takes them so.

use std::fmt;

use serde::de::Deserializer;

use super::fetch;
use super::fetched::Fetched;
use super::sent::sent;
use super::source::Source;
use crate::context::RequestContext;
use crate::error::Result;
use crate::fields::{
    Depth, Described, FieldTree, FromLiteral, Input, Literal, MediaKind, Output, Place, Shape,
    Writer, refused,
};

/// Declares the type of a kind of medium.
macro_rules! url {
    ($(#[$doc:meta])* $name:ident, $kind:ident) => {
        sent! { $(#[$doc])* $name, MediaKind::$kind }

        impl Described for $name {
            const SHAPE: Shape = Shape::MediaUrl(MediaKind::$kind);

            fn write(&self, writer: &mut Writer) {
                writer.string(self.url());
            }
        }

        impl Input for $name {
            fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
                let url = String::read(from, place)?;
                if !place.take_loc() {
                    return Err(refused());
                }
                Ok(Self { source: Source::read(url, None, None, place) })
            }
        }

        /// What a caller sent may be told in an answer. It is not uploaded.
        impl Output for $name {}
    };
}

url! {
    /// A picture that a caller sends as a plain string: a URL or a data URI. For the SDK's `Image` there is
    /// [`ImageInput`](crate::ImageInput).
    ///
    /// Any string is taken, as the SDK takes any for a `str`; what is not a URL is refused when it is fetched. What is
    /// fetched is a picture, and its size obeys `min_width`, `max_width`, `min_height`, `max_height` and `max_area`.
    /// Without a `max_file_size` it has at most 50 MiB.
    ///
    /// The playground shows an upload for it: by the field's name, as `image_url` or `mask_url`, else by the `ui` of the
    /// document.
    ///
    /// ```
    /// use fal_app::prelude::*;
    ///
    /// #[input]
    /// struct EditInput {
    ///     /// The picture to edit.
    ///     #[field(max_file_size = 10_000_000, max_width = 4096, max_height = 4096)]
    ///     image_url: ImageUrl,
    ///     mask_url: Option<ImageUrl>,
    /// }
    ///
    /// async fn picture(input: &EditInput, context: &RequestContext) -> Result<Image> {
    ///     let fetched = input.image_url.fetch(context).await?;
    ///     Image::from_bytes(fetched.bytes())
    /// }
    /// ```
    ImageUrl, Image
}

url! {
    /// A video that a caller sends as a plain string: a URL or a data URI. As [`ImageUrl`].
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    VideoUrl, Video
}

url! {
    /// A sound that a caller sends as a plain string: a URL or a data URI. As [`ImageUrl`].
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    AudioUrl, Audio
}

url! {
    /// A file of any type that a caller sends as a plain string: a URL or a data URI. As [`ImageUrl`].
    ///
    /// Without a `max_file_size` it has at most 500 MiB.
    FileUrl, File
}
