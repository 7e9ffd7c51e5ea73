//! How the items of a stream are encoded.

use std::fmt;

use bytes::Bytes;

use crate::error::Result;
use crate::fields::{MissingUrl, NotJson, Output, Writer};
use crate::media::upload::Destination;

/// The content type of server-sent events.
pub(super) const EVENTS: &str = "text/event-stream; charset=utf-8";

/// How the items of a stream are encoded.
///
/// A value of its own, so that an item type that cannot be sent is reported once.
pub struct ItemEncoding<T> {
    pub(super) content_type: &'static str,
    pub(super) encode: fn(T) -> Result<Encoded, NotJson>,
}

/// Each item is the JSON of an `#[output]`, in a server-sent event.
#[must_use]
pub const fn event_encoding<T: Output>() -> ItemEncoding<T> {
    ItemEncoding {
        content_type: EVENTS,
        encode: |item| {
            let (json, missing) = Writer::of_answer(item).finish_with_media()?;
            Ok(Encoded::Json(json, missing))
        },
    }
}

/// Each item is bytes, which are sent as they are.
#[must_use]
pub const fn raw_encoding<T: RawItem>(content_type: &'static str) -> ItemEncoding<T> {
    ItemEncoding {
        content_type,
        encode: |item| Ok(Encoded::Raw(item.bytes())),
    }
}

/// An item of a stream with a `content_type`: its bytes are sent as they are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Bytes`",
    label = "an item of a stream with a `content_type`",
    note = "return `Bytes`, or remove `content_type` to send events"
)]
pub trait RawItem {
    /// The bytes.
    fn bytes(self) -> Bytes;
}

impl RawItem for Bytes {
    fn bytes(self) -> Bytes {
        self
    }
}

/// One item, before its media are uploaded.
pub(super) enum Encoded {
    /// JSON, and the media whose URLs it lacks.
    Json(Vec<u8>, Vec<MissingUrl>),
    Raw(Bytes),
}

impl Encoded {
    /// With its media uploaded.
    pub(super) async fn upload_media(self, media: &Destination) -> Result<Self> {
        Ok(match self {
            Self::Json(json, missing) if !missing.is_empty() => {
                Self::Json(media.fill(json, missing).await?, Vec::new())
            }
            complete => complete,
        })
    }
}

impl<T> fmt::Debug for ItemEncoding<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemEncoding")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
