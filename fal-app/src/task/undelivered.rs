//! The answers that their callers have not taken: while these take too much memory, no method begins to make another.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::sync::Notify;

use super::room::SMALL;

/// While answers of so many bytes are not taken, no method begins.
const MOST: usize = 128 * 1024 * 1024;

/// The larger answers of one app that are made and not taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undelivered(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    bytes: AtomicUsize,
    taken: Notify,
}

impl Undelivered {
    /// Counts an answer until all of it is dropped.
    pub(crate) fn count(&self, answer: Bytes) -> Bytes {
        if answer.len() <= SMALL {
            return answer;
        }
        self.0.bytes.fetch_add(answer.len(), Ordering::SeqCst);
        let counted = self.0.clone();
        Bytes::from_owner(Answer {
            bytes: answer,
            counted,
        })
    }

    /// Whether they take so much memory that others wait.
    pub(crate) fn is_full(&self) -> bool {
        self.0.bytes.load(Ordering::SeqCst) >= MOST
    }

    /// Waits until there is room for an answer more.
    pub(super) async fn room(&self) {
        while self.is_full() {
            let mut taken = pin!(self.0.taken.notified());
            // Registered before the bytes are read again: what is taken in between is not missed.
            taken.as_mut().enable();
            if self.is_full() {
                taken.await;
            }
        }
    }
}

struct Answer {
    bytes: Bytes,
    counted: Arc<Counted>,
}

impl AsRef<[u8]> for Answer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        let length = self.bytes.len();
        self.counted.bytes.fetch_sub(length, Ordering::SeqCst);
        self.counted.taken.notify_waiters();
    }
}
