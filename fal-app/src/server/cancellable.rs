//! The items of a stream, until the stream is cancelled.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::task::AtomicWaker;
use tokio::task::{AbortHandle, spawn};

use crate::call::{Broken, Items, Piece};
use crate::context::RequestContext;

/// Tells who carries a stream to its caller that it is cancelled. What the caller does not take at once is not sent then.
pub(crate) struct CancelSignal {
    context: RequestContext,
    carrier: AtomicWaker,
}

impl CancelSignal {
    /// Waits until the stream is cancelled.
    pub(super) fn poll_cancelled(&self, cx: &mut Context<'_>) -> Poll<()> {
        // Registered before the flag is read: a cancel in between is not missed.
        self.carrier.register(cx.waker());
        match self.context.is_cancelled() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

impl fmt::Debug for CancelSignal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelSignal").finish_non_exhaustive()
    }
}

/// The items of a stream. A cancel drops its method at once, and with it the method's place, also while the caller takes
/// nothing and nobody asks for items.
pub(super) struct Cancellable {
    shared: Arc<Shared>,
    signal: Arc<CancelSignal>,
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
        let signal = Arc::new(CancelSignal {
            context,
            carrier: AtomicWaker::new(),
        });
        let watch = watched.then(|| {
            let (shared, signal) = (shared.clone(), signal.clone());
            let watch = async move {
                signal.context.cancelled().await;
                shared.discard();
                signal.carrier.wake();
            };
            spawn(watch).abort_handle()
        });
        Self {
            shared,
            signal,
            watch,
        }
    }

    /// The request whose items they are.
    pub(super) fn context(&self) -> &RequestContext {
        &self.signal.context
    }

    /// For who carries the items.
    pub(super) fn signal(&self) -> &Arc<CancelSignal> {
        &self.signal
    }
}

impl Stream for Cancellable {
    type Item = Result<Piece, Broken>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.shared.reader.register(cx.waker());
        let polled = match self.context().is_cancelled() {
            false => self.shared.poll_next(cx),
            true => Poll::Pending,
        };
        if matches!(polled, Poll::Ready(None)) {
            self.context().settle();
        }
        if !self.context().is_cancelled() {
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
