//! The answers that their callers have not taken: while these take too much memory, no method begins to make another.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Mutex, Notify};
use tokio::time::timeout;

use super::room::SMALL;

/// While answers of so many bytes are not taken, no method begins.
const MOST: usize = 128 * 1024 * 1024;

/// How long a caller who is given up on may take to be gone, before the next one is.
const GOES: Duration = Duration::from_millis(100);

/// The larger answers of one app that are made and not taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undelivered(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    bytes: AtomicUsize,
    taken: Notify,
    /// Who waits for room has it: the others wait behind.
    turn: Mutex<()>,
    /// Tells one of the callers who take nothing that others need the memory.
    needed: Notify,
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
    fn is_full(&self) -> bool {
        self.0.bytes.load(Ordering::SeqCst) >= MOST
    }

    /// Waits until there is room for an answer more. Meanwhile callers who take nothing are given up on, one after the other.
    pub(crate) async fn room(&self) {
        // Nobody overtakes who waits.
        let _turn = self.0.turn.lock().await;
        while self.is_full() {
            let mut taken = pin!(self.0.taken.notified());
            // Registered before the bytes are read again: what is taken in between is not missed.
            taken.as_mut().enable();
            if self.is_full() {
                self.0.needed.notify_one();
                let _ = timeout(GOES, taken).await;
            }
        }
    }

    /// A caller who takes nothing waits until others need the memory of it. Who waits for longest is the first to know.
    pub(crate) async fn needed(self) {
        loop {
            self.0.needed.notified().await;
            if self.is_full() {
                return;
            }
        }
    }

    /// Tells another caller what [`Self::needed`] told this one.
    pub(crate) fn pass_on(&self) {
        self.0.needed.notify_one();
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
