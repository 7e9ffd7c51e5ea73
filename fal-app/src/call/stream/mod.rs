//! Streams: their items, made by the method, encoded, and sent one after the other.

mod encode;
mod event;
mod items;
mod made;

pub use encode::{RawItem, event_encoding, raw_encoding};
pub(crate) use event::KEEP_ALIVE;
pub use items::stream_call;
