//! An iterator on a blocking thread, as a stream.

use std::fmt;
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::call::request::Work;
use crate::context::RequestContext;
use crate::error::Result;
use crate::task::{Panic, start_blocking};

/// Where the thread sends the items of the method's iterator.
#[derive(Debug)]
pub struct Each<T>(mpsc::Sender<Result<T>>);

/// The items of an iterator that a thread drives.
pub struct Iterated<T> {
    made: mpsc::Receiver<Result<T>>,
    thread: JoinHandle<Result<(), Panic>>,
}

impl<A: Send + Sync + 'static> Work<A> {
    /// Runs a plain `fn` and its iterator on a blocking thread, which takes the request with it: its place is kept until
    /// the iterator is dropped, which is at its next item when nobody waits for it any more.
    pub fn iterate<T: Send + 'static>(
        self,
        method: impl FnOnce(&A, &RequestContext, Each<T>) + Send + 'static,
    ) -> Iterated<T> {
        let (each, made) = mpsc::channel(1);
        let thread = start_blocking(move || method(self.app(), self.context(), Each(each)));
        Iterated { made, thread }
    }
}

impl<T> Each<T> {
    /// Sends each item, until one is an `Err` or nobody waits.
    pub fn of(self, items: Result<impl Iterator<Item = Result<T>>>) {
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

impl<T> Stream for Iterated<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        if let Some(item) = ready!(self.made.poll_recv(cx)) {
            return Poll::Ready(Some(item));
        }
        match ready!(Pin::new(&mut self.thread).poll(cx)) {
            Ok(Ok(())) => Poll::Ready(None),
            Ok(Err(panic)) => resume_unwind(Box::new(panic)),
            // Only a runtime that is shutting down drops a task that nobody aborts: nobody waits for it.
            Err(_) => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for Iterated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iterated").finish_non_exhaustive()
    }
}
