//! Futures in a box, which generated code makes.

use std::future::Future;
use std::pin::Pin;

use super::panic::run_blocking;

/// A future in a box.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Boxes a generated future. Here, and nowhere else, it must be `Send`: so a future that is not is reported once.
pub fn boxed<T>(future: impl Future<Output = T> + Send + 'static) -> BoxFuture<T> {
    Box::pin(future)
}

/// Runs a plain `fn` on a blocking thread. A panic of it panics here.
pub fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> BoxFuture<T> {
    Box::pin(run_blocking(work))
}
