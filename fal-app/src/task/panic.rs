//! Panics of the author's code: caught where it is called, and their cause kept for the log.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Once;
use std::task::{Context, Poll};

use tokio::task::JoinHandle;

/// What a panic said, and where.
#[derive(Debug)]
pub(crate) struct Panic {
    message: String,
    location: Option<String>,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.location {
            Some(location) => write!(f, "panicked at {location}: {}", self.message),
            None => write!(f, "panicked: {}", self.message),
        }
    }
}

thread_local! {
    /// Whether a panic of this thread would be caught here.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// The panic that is being caught; only the hook knows where it was.
    static CAUGHT: Cell<Option<Panic>> = const { Cell::new(None) };
}

/// Makes the process's hook keep what is caught here; other panics go to the hook that was there.
pub(crate) fn keep_causes() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if CATCHING.get() {
                CAUGHT.set(Some(Panic::of(info)));
            } else {
                before(info);
            }
        }));
    });
}

impl Panic {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        Self {
            message: said(info.payload()),
            location: info.location().map(ToString::to_string),
        }
    }

    /// What it said.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    fn from_payload(payload: Box<dyn Any + Send>) -> Self {
        match payload.downcast::<Self>() {
            Ok(from_another_thread) => *from_another_thread,
            Err(payload) => CAUGHT.take().unwrap_or_else(|| Self {
                message: said(&*payload),
                location: None,
            }),
        }
    }
}

fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a value that is no text").to_owned()
}

/// Runs work whose panic is its error: of the author, or of a library that reads what the author or a caller gave.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    let outer = CATCHING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    done.map_err(Panic::from_payload)
}

/// A future whose panics are its value.
pub(crate) struct Caught<F>(pub(crate) Pin<Box<F>>)
where
    F: Future + ?Sized;

impl<F: Future + ?Sized> Future for Caught<F> {
    type Output = Result<F::Output, Panic>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match catch(|| self.0.as_mut().poll(cx)) {
            Ok(polled) => polled.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

/// Starts a plain `fn` on a blocking thread. Its panics are its value.
pub(crate) fn start_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<Result<T, Panic>> {
    tokio::task::spawn_blocking(|| catch(work))
}

/// Runs a plain `fn` on a blocking thread, and panics as it does.
pub(crate) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    match start_blocking(work).await {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => resume_unwind(Box::new(panic)),
        // Only a runtime that is shutting down drops a task that nobody aborts: nobody waits for it.
        Err(_) => std::future::pending().await,
    }
}
