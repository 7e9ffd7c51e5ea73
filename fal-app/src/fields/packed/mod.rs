//! MessagePack, the language of sessions. A message becomes JSON, which is read by the table of fields as any other; what
//! JSON cannot hold is kept beside it. An answer goes the other way.
//!
//! So there is one set of rules and refusals, and one writer. rmp-serde knows neither.

mod any;
mod pack;
#[cfg(test)]
mod tests;
mod unpack;

pub(crate) use pack::pack;
pub(crate) use unpack::{NotTaken, Unpacked, unpack};
