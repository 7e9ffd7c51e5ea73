//! The items of a stream, until the stream is cancelled.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::task::AtomicWaker;
use tokio::task::{AbortHandle, spawn};

use crate::call::{Broken, Items, Piece};
use crate::context::RequestContext;

/// The items of a stream. A cancel drops its method at once, and with it the method's place, also while the caller takes
/// nothing and nobody asks for items.
pub(super) struct Cancellable {
    shared: Arc<Shared>,
    context: RequestContext,
    /// Waits for the cancel.
    watch: Option<AbortHandle>,
}

#[derive(Default)]
struct Shared {
    /// `None` once they are dropped.
    items: Mutex<Option<Items>>,
    reader: AtomicWaker,
}

impl Shared {
    /// Drops the items, unless they are polled at this moment: whoever polls them looks for the cancel then.
    fn discard(&self) {
        let items = match self.items.try_lock() {
            Ok(mut items) => items.take(),
            Err(TryLockError::Poisoned(items)) => items.into_inner().take(),
            Err(TryLockError::WouldBlock) => None,
        };
        drop(items);
        self.reader.wake();
    }

    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, Broken>>> {
        let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *items {
            Some(items) => items.as_mut().poll_next(cx),
            None => Poll::Pending,
        }
    }
}

impl Cancellable {
    /// `watched` is false where nobody can cancel the stream.
    pub(super) fn new(items: Items, context: RequestContext, watched: bool) -> Self {
        let shared = Arc::new(Shared {
            items: Mutex::new(Some(items)),
            ..Shared::default()
        });
        let watch = watched.then(|| {
            let (shared, context) = (shared.clone(), context.clone());
            let watch = async move {
                context.cancelled().await;
                shared.discard();
            };
            spawn(watch).abort_handle()
        });
        Self {
            shared,
            context,
            watch,
        }
    }
}

impl Stream for Cancellable {
    type Item = Result<Piece, Broken>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.shared.reader.register(cx.waker());
        let polled = match self.context.is_cancelled() {
            false => self.shared.poll_next(cx),
            true => Poll::Pending,
        };
        if matches!(polled, Poll::Ready(None)) {
            self.context.settle();
        }
        if !self.context.is_cancelled() {
            return polled;
        }
        self.shared.discard();
        match polled {
            Poll::Ready(Some(item)) => Poll::Ready(Some(item)),
            _ => Poll::Ready(Some(Err(Broken {
                cause: "the request was cancelled".to_owned(),
                most: None,
            }))),
        }
    }
}

impl Drop for Cancellable {
    fn drop(&mut self) {
        if let Some(watch) = &self.watch {
            watch.abort();
        }
    }
}
