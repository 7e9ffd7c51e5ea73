//! As what a stream's items are sent.

use std::fmt;

use bytes::Bytes;

use super::event::event;
use crate::error::Result;
use crate::fields::{Hole, NotJson, Output, Writer};
use crate::media::upload::Destination;

/// The content type of server-sent events.
const EVENTS: &str = "text/event-stream; charset=utf-8";

/// How the items of a stream are sent. A value, so that an item that cannot be is told once.
pub struct Sends<T> {
    pub(super) content_type: &'static str,
    pub(super) make: fn(T) -> Result<Made, NotJson>,
}

/// Each item is an event, an `#[output]`'s JSON.
#[must_use]
pub const fn events<T: Output>() -> Sends<T> {
    Sends {
        content_type: EVENTS,
        make: |item| {
            let mut json = Writer::answer();
            item.write(&mut json);
            let (json, holes) = json.finish_with_holes()?;
            Ok(Made::Json(json, holes))
        },
    }
}

/// Each item is sent as it is.
#[must_use]
pub const fn raw<T: RawItem>(content_type: &'static str) -> Sends<T> {
    Sends {
        content_type,
        make: |item| Ok(Made::Raw(item.bytes())),
    }
}

/// An item that is sent as it is, with a content type of the author's.
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

/// One item, made.
pub(super) enum Made {
    /// JSON, and the media whose URLs it lacks.
    Json(Vec<u8>, Vec<Hole>),
    Raw(Bytes),
}

impl Made {
    /// What is sent: the media of an event are handed over before it leaves.
    pub(super) async fn hand_over(self, media: &Destination) -> Result<Bytes> {
        Ok(match self {
            Self::Raw(bytes) => bytes,
            Self::Json(json, holes) if holes.is_empty() => event(&json).into(),
            Self::Json(json, holes) => event(&media.fill(json, holes).await?).into(),
        })
    }
}

impl<T> fmt::Debug for Sends<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sends")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
