//! Panics of the author's code. They are caught where the code is called, and their cause is kept for the log.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Once;
use std::task::{Context, Poll};

use tokio::task::{JoinError, JoinHandle};

use crate::one_line::OneLine;

/// The message of a panic, and its place in the source.
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
    /// Whether this thread runs code whose panics are caught here.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// The last panic of the code that runs. It need not be the one that ends it: the author may catch it.
    static LAST: Cell<Option<Panic>> = const { Cell::new(None) };
}

/// Makes the panic hook of the process keep the place of what is caught here. Other panics go to the hook that was there
/// before.
pub(crate) fn keep_causes() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if CATCHING.get() {
                LAST.set(Some(Panic::of(info)));
            } else {
                before(info);
            }
        }));
    });
}

impl Panic {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        Self {
            message: message_of(info.payload()),
            location: info.location().map(ToString::to_string),
        }
    }

    /// The message.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The payload says what happened, and only the hook knows where: a panic that the author caught is told apart by
    /// what it said, since `resume_unwind` calls no hook.
    fn from_payload(payload: Box<dyn Any + Send>) -> Self {
        match payload.downcast::<Self>() {
            Ok(from_another_thread) => *from_another_thread,
            Err(payload) => {
                let message = message_of(&*payload);
                let last = LAST.take().filter(|last| last.message == message);
                discard(payload);
                Self {
                    message,
                    location: last.and_then(|last| last.location),
                }
            }
        }
    }
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a value that is not a text").to_owned()
}

/// Drops what a panic carried. Its `Drop` is the author's code and may panic too; what that panics with is not dropped.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(another);
    }
}

/// Runs work whose panic is its error: of the author, or of a library that reads what the author or a caller gave.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    let outer = (CATCHING.replace(true), LAST.take());
    let done = catch_unwind(AssertUnwindSafe(work)).map_err(Panic::from_payload);
    CATCHING.set(outer.0);
    LAST.set(outer.1);
    done
}

/// A future that gives its panic as an error. Nobody waits for a panic of its `Drop`, which is logged.
pub(crate) struct Caught<F>(Option<Pin<Box<F>>>)
where
    F: Future + ?Sized;

impl<F: Future + ?Sized> Caught<F> {
    pub(crate) const fn new(future: Pin<Box<F>>) -> Self {
        Self(Some(future))
    }

    fn discard(&mut self) {
        let future = self.0.take();
        if let Err(panic) = catch(|| drop(future)) {
            tracing::warn!(target: "fal_app", "work that was dropped {}", OneLine(panic));
        }
    }
}

impl<F: Future + ?Sized> Future for Caught<F> {
    type Output = Result<F::Output, Panic>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // Nobody polls it after its end.
        let Some(future) = &mut self.0 else {
            return Poll::Pending;
        };
        let ended = match catch(|| future.as_mut().poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(value)) => Ok(value),
            Err(panic) => Err(panic),
        };
        self.discard();
        Poll::Ready(ended)
    }
}

impl<F: Future + ?Sized> Drop for Caught<F> {
    fn drop(&mut self) {
        if self.0.is_some() {
            self.discard();
        }
    }
}

/// What a plain `fn` returns, as tokio sees it. What is compiled for a task of tokio is large; so it is compiled once.
pub(crate) type Returned = Box<dyn Any + Send>;

/// The value of a box. Its type is `T`: the caller put such a value in.
pub(crate) fn unbox<T: 'static>(value: Box<dyn Any + Send>) -> T {
    match value.downcast() {
        Ok(value) => *value,
        Err(other) => resume_unwind(other),
    }
}

/// Starts a plain `fn` on a blocking thread. Its panic is an error.
pub(crate) fn start_blocking(
    work: Box<dyn FnOnce() -> Returned + Send>,
) -> JoinHandle<Result<Returned, Panic>> {
    tokio::task::spawn_blocking(|| catch(work))
}

/// Runs a plain `fn` on a blocking thread. A panic of it panics here.
pub(crate) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    unbox(run_boxed(Box::new(|| Box::new(work()))).await)
}

async fn run_boxed(work: Box<dyn FnOnce() -> Returned + Send>) -> Returned {
    match start_blocking(work).await {
        Ok(Ok(returned)) => returned,
        Ok(Err(panic)) => resume_unwind(Box::new(panic)),
        Err(error) => never_joined(error).await,
    }
}

/// What comes of a task that did not end: it panics as the task did, or waits. Nobody aborts such a task, so the runtime
/// is shutting down, and nobody waits for it any more.
pub(crate) async fn never_joined<T>(error: JoinError) -> T {
    match error.try_into_panic() {
        Ok(payload) => resume_unwind(payload),
        Err(_) => std::future::pending().await,
    }
}
