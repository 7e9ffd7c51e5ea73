//! Futures in a box, as generated code makes them.

use std::future::Future;
use std::pin::Pin;

use super::panic::run_blocking;

/// A future in a box.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Boxes the generated future: the one place where it must be `Send`.
pub fn boxed<T>(future: impl Future<Output = T> + Send + 'static) -> BoxFuture<T> {
    Box::pin(future)
}

/// Runs a plain `fn` on a blocking thread, and panics as it does.
pub fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> BoxFuture<T> {
    Box::pin(run_blocking(work))
}
