//! How the author's code runs: as a future in a box or on a blocking thread, with its panics caught, and with a permit.

mod future;
mod panic;
mod permits;
mod room;
mod undelivered;

pub use future::{BoxFuture, boxed, on_blocking_thread};
#[cfg(any(feature = "image", feature = "probe"))]
pub(crate) use panic::catch;
pub(crate) use panic::{
    Caught, Panic, Returned, keep_causes, never_joined, run_blocking, start_blocking, unbox,
};
pub(crate) use permits::{Permit, Permits};
pub(crate) use room::{Room, SMALL, Share};
pub(crate) use undelivered::Undelivered;
