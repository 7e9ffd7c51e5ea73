//! An iterator on a blocking thread, as a stream.

use std::fmt;
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::error::Result;
use crate::task::{Panic, Returned, start_blocking};

/// Where the thread sends the items of the method's iterator.
#[derive(Debug)]
pub struct IteratorSender<T>(mpsc::Sender<Result<T>>);

/// The items of an iterator that runs on a blocking thread.
pub struct IteratorStream<T> {
    made: mpsc::Receiver<Result<T>>,
    thread: JoinHandle<Result<Returned, Panic>>,
}

impl<T: Send + 'static> IteratorStream<T> {
    /// Runs the code of an iterator on a blocking thread.
    pub(super) fn of_thread(run: impl FnOnce(IteratorSender<T>) + Send + 'static) -> Self {
        let (sender, made) = mpsc::channel(1);
        let thread = start_blocking(Box::new(move || {
            run(IteratorSender(sender));
            Box::new(())
        }));
        Self { made, thread }
    }
}

impl<T> IteratorSender<T> {
    /// Sends each item, until one is an `Err` or the caller has left.
    pub fn send_all(self, items: Result<impl Iterator<Item = Result<T>>>) {
        match items {
            Ok(items) => {
                for item in items {
                    let failed = item.is_err();
                    if self.0.blocking_send(item).is_err() || failed {
                        break;
                    }
                }
            }
            Err(error) => {
                let _ = self.0.blocking_send(Err(error));
            }
        }
    }
}

impl<T> Stream for IteratorStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        if let Some(item) = ready!(self.made.poll_recv(cx)) {
            return Poll::Ready(Some(item));
        }
        match ready!(Pin::new(&mut self.thread).poll(cx)) {
            Ok(Ok(_)) => Poll::Ready(None),
            Ok(Err(panic)) => resume_unwind(Box::new(panic)),
            Err(error) => match error.try_into_panic() {
                Ok(payload) => resume_unwind(payload),
                // Nobody aborts the task, so the runtime is shutting down, and nobody waits for the item.
                Err(_) => Poll::Pending,
            },
        }
    }
}

impl<T> fmt::Debug for IteratorStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IteratorStream").finish_non_exhaustive()
    }
}
