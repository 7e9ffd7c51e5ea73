//! Running the author's code: in a box, on a thread, with its panics caught, and no more of it at once than permitted.

mod future;
mod panic;
mod permits;

pub use future::{BoxFuture, boxed, on_blocking_thread};
#[cfg(any(feature = "image", feature = "probe"))]
pub(crate) use panic::catch;
pub(crate) use panic::{Caught, Panic, keep_causes, run_blocking, start_blocking};
pub(crate) use permits::{Permit, Permits};
