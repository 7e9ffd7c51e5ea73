//! What the queue knows beyond its rows: which requests are at work now, and that something has changed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::dev::app::{Lines, Listener, Output};

/// The requests of the queue that are at work.
pub(crate) struct Running {
    requests: Mutex<HashMap<Uuid, Arc<Request>>>,
    changes: watch::Sender<u64>,
    ending: watch::Sender<bool>,
}

/// A request at work.
pub(super) struct Request {
    pub(super) listener: Arc<Listener>,
    pub(super) cancel: CancelFlag,
}

/// Whether something is wanted no more.
#[derive(Debug, Default)]
pub(crate) struct CancelFlag {
    is_cancelled: AtomicBool,
    cancelled: Notify,
}

impl Running {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            requests: Mutex::default(),
            changes: watch::Sender::new(0),
            ending: watch::Sender::new(false),
        })
    }

    /// Adds a request that begins, with the lines that it has already.
    pub(super) fn begin(&self, id: Uuid, output: &Output, lines: &str) -> Arc<Request> {
        let request = Arc::new(Request {
            listener: output.listen(id, Some(Lines::read(lines))),
            cancel: CancelFlag::default(),
        });
        self.requests().insert(id, request.clone());
        request
    }

    pub(super) fn end(&self, id: &Uuid) {
        self.requests().remove(id);
    }

    pub(super) fn get(&self, id: &Uuid) -> Option<Arc<Request>> {
        self.requests().get(id).cloned()
    }

    fn requests(&self) -> MutexGuard<'_, HashMap<Uuid, Arc<Request>>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who follow a request that there may be news.
    pub(crate) fn changed(&self) {
        self.changes
            .send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// Sees each change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// No more attempts begin: the marketplace ends.
    pub(super) fn close(&self) {
        self.ending.send_replace(true);
    }

    pub(super) fn is_closed(&self) -> bool {
        *self.ending.borrow()
    }

    /// Waits until it is closed.
    pub(super) async fn closed(&self) {
        // The sender is part of this.
        let _ = self
            .ending
            .subscribe()
            .wait_for(|is_ending| *is_ending)
            .await;
    }
}

impl CancelFlag {
    pub(crate) fn set(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
        self.cancelled.notify_one();
    }

    pub(crate) fn is_set(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Waits until it is cancelled. Each cancel wakes one who waits.
    pub(crate) async fn cancelled(&self) {
        self.cancelled.notified().await;
    }
}
