//! What happens on a connection, as its parts tell each other.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

use crate::server::bill::Bill;
use crate::server::cancellable::CancelSignal;
use crate::task::Undelivered;

/// How long a connection without a request stays open, as the SDK's (`docs/platform.md` §2.1).
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(300);

/// For so long a connection is new: whoever opens one sends a request at once.
const NEW: Duration = Duration::from_millis(100);

/// How often it is looked for requests when the server stops: enough time to read what the socket has.
const LOOK: Duration = Duration::from_millis(5);

/// The requests of one connection.
#[derive(Debug)]
pub(super) struct Activity {
    opened: Instant,
    /// All that have come.
    begun: AtomicUsize,
    /// Those of them that are not answered yet.
    at_work: AtomicUsize,
    /// When the last one was answered, in milliseconds after the connection was opened.
    idle_since: AtomicU64,
    /// Whether the body of the last one has come to its end.
    is_read: AtomicBool,
    /// Whether bytes were written since the last flush.
    is_written: AtomicBool,
    /// Bytes of deferred streams that are written next.
    encoded: Mutex<Vec<Arc<Encoded>>>,
    has_encoded: AtomicBool,
    /// Those of cancelled streams, which may be stuck behind a caller who takes nothing.
    stuck: Mutex<Vec<Weak<Encoded>>>,
    /// Who waits until the caller takes something.
    writer: AtomicWaker,
    /// Over HTTP/1, whether the stream that is sent is cancelled.
    cancelled: Mutex<Weak<CancelSignal>>,
    /// Whether the connection is to end because others need its file handle.
    makes_way: AtomicBool,
    way: Notify,
    /// Whether somebody waits for the last answer.
    is_ending: AtomicBool,
    ended: AtomicWaker,
    /// What the callers of the whole server have not taken.
    undelivered: Undelivered,
    /// Whether what is sent counts there.
    is_counted: AtomicBool,
}

/// Bytes of one deferred stream that HTTP/2 has put into its buffer, and not yet written.
pub(super) struct Encoded {
    bill: Arc<Bill>,
    bytes: AtomicUsize,
}

impl Encoded {
    pub(super) fn of(bill: Arc<Bill>) -> Arc<Self> {
        Arc::new(Self {
            bill,
            bytes: AtomicUsize::new(0),
        })
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// A request that is not answered yet; dropped, it is.
#[derive(Debug)]
pub(super) struct AtWork(Arc<Activity>);

impl AtWork {
    /// The connection that it is on.
    pub(super) fn activity(&self) -> &Activity {
        &self.0
    }
}

impl Activity {
    pub(super) fn new(undelivered: Undelivered) -> Arc<Self> {
        Arc::new(Self {
            undelivered,
            is_counted: AtomicBool::new(false),
            opened: Instant::now(),
            begun: AtomicUsize::new(0),
            at_work: AtomicUsize::new(0),
            idle_since: AtomicU64::new(0),
            is_read: AtomicBool::new(false),
            is_written: AtomicBool::new(false),
            encoded: Mutex::default(),
            has_encoded: AtomicBool::new(false),
            stuck: Mutex::default(),
            writer: AtomicWaker::new(),
            cancelled: Mutex::default(),
            makes_way: AtomicBool::new(false),
            way: Notify::new(),
            is_ending: AtomicBool::new(false),
            ended: AtomicWaker::new(),
        })
    }

    /// A request has come: its head is read.
    pub(super) fn begin(self: &Arc<Self>) -> AtWork {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.at_work.fetch_add(1, Ordering::SeqCst);
        self.is_read.store(false, Ordering::Relaxed);
        AtWork(self.clone())
    }

    /// What the callers of the whole server have not taken.
    pub(super) fn undelivered(&self) -> &Undelivered {
        &self.undelivered
    }

    /// Whether what is sent counts there.
    pub(super) fn set_counted(&self, is_counted: bool) {
        self.is_counted.store(is_counted, Ordering::Relaxed);
    }

    /// The memory of what is sent, where it is counted.
    pub(super) fn memory(&self) -> Option<&Undelivered> {
        let is_counted = self.is_counted.load(Ordering::Relaxed);
        is_counted.then_some(&self.undelivered)
    }

    /// How many requests have come.
    pub(super) fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    /// Whether no request waits for its answer.
    pub(super) fn is_quiet(&self) -> bool {
        self.at_work.load(Ordering::SeqCst) == 0
    }

    pub(super) fn set_read(&self) {
        self.is_read.store(true, Ordering::Relaxed);
    }

    /// Whether the last request is whole.
    pub(super) fn is_read(&self) -> bool {
        self.is_read.load(Ordering::Relaxed)
    }

    pub(super) fn set_written(&self, is_written: bool) {
        self.is_written.store(is_written, Ordering::Relaxed);
    }

    /// Whether all that was written is with the kernel.
    pub(super) fn is_flushed(&self) -> bool {
        !self.is_written.load(Ordering::Relaxed)
    }

    /// Bytes of a deferred stream are in the buffer that is written next.
    pub(super) fn add_encoded(&self, encoded: &Arc<Encoded>, bytes: usize) {
        if encoded.bytes.fetch_add(bytes, Ordering::SeqCst) == 0 {
            lock(&self.encoded).push(encoded.clone());
            self.has_encoded.store(true, Ordering::SeqCst);
        }
    }

    /// The kernel has all bytes that were encoded.
    pub(super) fn set_encoded_written(&self) {
        if !self.has_encoded.swap(false, Ordering::SeqCst) {
            return;
        }
        let written = std::mem::take(&mut *lock(&self.encoded));
        for encoded in written {
            encoded.bill.took(encoded.bytes.swap(0, Ordering::SeqCst));
        }
    }

    /// A stream is cancelled over HTTP/2. Where its bytes are stuck, it is settled without them.
    pub(super) fn settle_if_stuck(&self, encoded: &Arc<Encoded>) {
        let mut stuck = lock(&self.stuck);
        stuck.retain(|encoded| encoded.strong_count() > 0);
        stuck.push(Arc::downgrade(encoded));
        drop(stuck);
        self.writer.wake();
    }

    /// The caller takes nothing: what the kernel does not have by now is not delivered in a cancelled stream.
    pub(super) fn settle_stuck(&self, cx: &mut Context<'_>) {
        // Registered before the list is read: a cancel in between is not missed.
        self.writer.register(cx.waker());
        let stuck = std::mem::take(&mut *lock(&self.stuck));
        for encoded in stuck.iter().filter_map(Weak::upgrade) {
            encoded.bill.settle();
        }
    }

    /// A stream is sent over HTTP/1.
    pub(super) fn set_stream(&self, signal: &Arc<CancelSignal>) {
        *lock(&self.cancelled) = Arc::downgrade(signal);
    }

    /// Waits until the stream that is sent over HTTP/1 is cancelled.
    pub(super) fn poll_cancelled(&self, cx: &mut Context<'_>) -> Poll<()> {
        let signal = lock(&self.cancelled).upgrade();
        signal.map_or(Poll::Pending, |signal| signal.poll_cancelled(cx))
    }

    /// From here on, `waker` is told when the last request is answered.
    pub(super) fn tell_end(&self, waker: &Waker) {
        self.ended.register(waker);
        self.is_ending.store(true, Ordering::SeqCst);
    }

    /// Waits until no request is on its way: what the socket has by now is read, and a new connection has had a moment
    /// for its first request.
    pub(super) async fn last_request(&self) {
        sleep(LOOK).await;
        while self.begun() == 0 && self.opened.elapsed() < NEW {
            sleep(LOOK).await;
        }
    }

    /// Since when there is no request; `None` where there is one.
    fn idle_since(&self) -> Option<Instant> {
        let since = || Duration::from_millis(self.idle_since.load(Ordering::Relaxed));
        self.is_quiet().then(|| self.opened + since())
    }

    /// Since when there is no request, where the connection may end for that, and is not about to.
    pub(super) fn may_end(&self, now: Instant) -> Option<Instant> {
        let since = self.idle_since().filter(|since| *since + NEW <= now)?;
        (!self.makes_way.load(Ordering::Relaxed)).then_some(since)
    }

    /// Ends the connection: others need its file handle.
    pub(super) fn make_way(&self) {
        self.makes_way.store(true, Ordering::Relaxed);
        self.way.notify_one();
    }

    /// Waits until others need its file handle.
    pub(super) async fn way_is_needed(&self) {
        if !self.makes_way.load(Ordering::Relaxed) {
            self.way.notified().await;
        }
    }

    /// Waits until there was no request for [`KEEP_ALIVE`].
    pub(super) async fn idle(&self) {
        let mut deadline = self.opened + KEEP_ALIVE;
        loop {
            sleep_until(deadline).await;
            let now = Instant::now();
            deadline = self.idle_since().unwrap_or(now) + KEEP_ALIVE;
            if deadline <= now {
                return;
            }
        }
    }
}

/// No code panics while it holds a lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let Activity {
            opened,
            at_work,
            idle_since,
            is_ending,
            ended,
            ..
        } = &*self.0;
        let now = u64::try_from(opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        idle_since.store(now, Ordering::Relaxed);
        at_work.fetch_sub(1, Ordering::SeqCst);
        if is_ending.load(Ordering::SeqCst) {
            ended.wake();
        }
    }
}
