//! How the items of a stream reach its caller.

mod event;
mod items;
mod iterate;
mod sending;
mod sends;

pub use items::{Begins, Items, Stopped, streamed};
pub(crate) use items::{Begun, Rest};
pub use iterate::{Each, Iterated};
pub(crate) use sending::{BrokeOff, Sending};
pub use sends::{RawItem, Sends, events, raw};
