//! What of an answer is on its way: handed to hyper, and not yet taken by the caller.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_util::task::AtomicWaker;
use tokio::time::Instant;

use super::activity::{AtWork, Encoded};
use crate::server::bill::Bill;
use crate::server::cancellable::CancelSignal;
use crate::server::stalled::Watch;

/// Who is told what of a deferred stream is delivered.
pub(super) enum Told {
    /// Over HTTP/1, what is taken is written.
    Bill(Arc<Bill>),
    /// Over HTTP/2, it is encoded, and written next.
    Encoded(Arc<Encoded>),
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").finish_non_exhaustive()
    }
}

/// The bytes of one answer. The request is at work until the last of them is taken.
#[derive(Debug)]
pub(super) struct Delivery {
    at_work: AtWork,
    /// Who is told what of a deferred stream is delivered.
    told: OnceLock<Told>,
    /// Over HTTP/2, whether the stream is cancelled.
    cancelled: OnceLock<Arc<CancelSignal>>,
    /// Whether it counts among the answers that are not taken.
    is_counted: AtomicBool,
    /// None where nobody asks for the time.
    began: Option<Instant>,
    /// Chunks that are on their way.
    chunks: AtomicUsize,
    /// When bytes were last taken, or offered where none were on their way: in milliseconds after `began`.
    moved: AtomicU64,
    waker: AtomicWaker,
}

impl Delivery {
    pub(super) fn new(at_work: AtWork) -> Self {
        Self {
            at_work,
            told: OnceLock::new(),
            cancelled: OnceLock::new(),
            is_counted: AtomicBool::new(false),
            began: None,
            chunks: AtomicUsize::new(0),
            moved: AtomicU64::new(0),
            waker: AtomicWaker::new(),
        }
    }

    /// Notices a caller who takes nothing.
    pub(super) fn timed(at_work: AtWork) -> Self {
        Self {
            began: Some(Instant::now()),
            ..Self::new(at_work)
        }
    }

    /// The bytes are those of a deferred stream.
    pub(super) fn tell(&self, told: Told) {
        // An answer has one body.
        let _ = self.told.set(told);
    }

    /// The bytes are those of a stream over HTTP/2.
    pub(super) fn set_stream(&self, signal: Arc<CancelSignal>) {
        // An answer has one body.
        let _ = self.cancelled.set(signal);
    }

    /// The answer counts among those that are not taken.
    pub(super) fn set_counted(&self) {
        self.is_counted.store(true, Ordering::Relaxed);
        self.at_work.activity().set_counted(true);
    }

    /// Waits until the stream is cancelled.
    pub(super) fn poll_cancelled(&self, cx: &mut Context<'_>) -> Poll<()> {
        let signal = self.cancelled.get();
        signal.map_or(Poll::Pending, |signal| signal.poll_cancelled(cx))
    }

    /// The stream is cancelled, and nobody makes bytes of it any more.
    pub(super) fn settle_if_stuck(&self) {
        if let Some(Told::Encoded(encoded)) = self.told.get() {
            self.at_work.activity().settle_if_stuck(encoded);
        }
    }

    fn took(&self, bytes: usize) {
        self.set_moved();
        match self.told.get() {
            None => {}
            Some(Told::Bill(bill)) => bill.took(bytes),
            Some(Told::Encoded(encoded)) => self.at_work.activity().add_encoded(encoded, bytes),
        }
    }

    /// Puts bytes on their way.
    pub(super) fn offer(self: &Arc<Self>, bytes: Bytes) -> Chunk {
        if self.chunks.fetch_add(1, Ordering::AcqRel) == 0 {
            self.set_moved();
        }
        Chunk {
            bytes,
            delivery: Some(self.clone()),
        }
    }

    /// Waits until all that was offered is taken.
    pub(super) fn poll_taken(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.waker.register(cx.waker());
        if self.is_taken() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    pub(super) fn is_taken(&self) -> bool {
        self.chunks.load(Ordering::Acquire) == 0
    }

    /// Waits until the caller is gone, who takes nothing. Nobody asks where the time is not known.
    pub(super) fn poll_stalled(&self, cx: &mut Context<'_>, watch: &mut Watch) -> Poll<()> {
        let Some(began) = self.began.filter(|_| !self.is_taken()) else {
            return Poll::Pending;
        };
        let moved = Duration::from_millis(self.moved.load(Ordering::Relaxed));
        let is_counted = self.is_counted.load(Ordering::Relaxed);
        let memory = is_counted.then(|| self.at_work.activity().undelivered());
        watch.poll_stalled(cx, began + moved, memory)
    }

    fn set_moved(&self) {
        if let Some(began) = self.began {
            let now = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.moved.store(now, Ordering::Relaxed);
        }
    }
}

/// Bytes on their way. They are taken once this is dropped: written to the socket over HTTP/1, and over HTTP/2 at
/// least past the queue that a reset of the stream empties.
#[derive(Debug)]
pub(super) struct Chunk {
    bytes: Bytes,
    /// None where nobody asks what becomes of them.
    delivery: Option<Arc<Delivery>>,
}

impl From<Bytes> for Chunk {
    fn from(bytes: Bytes) -> Self {
        Self {
            bytes,
            delivery: None,
        }
    }
}

impl Buf for Chunk {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        if let Some(delivery) = &self.delivery {
            delivery.took(count);
        }
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        if let Some(delivery) = &self.delivery
            && delivery.chunks.fetch_sub(1, Ordering::AcqRel) == 1
        {
            delivery.waker.wake();
        }
    }
}
