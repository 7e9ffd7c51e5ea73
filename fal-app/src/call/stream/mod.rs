//! How the items of a stream reach its caller.

mod encode;
mod event;
mod items;
mod iterator;

pub use encode::{RawItem, Sends, events, raw};
pub use items::{Begins, Items, Stopped, streamed};
pub use iterator::{Each, Iterated};
