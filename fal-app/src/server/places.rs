//! The places of `max_multiplexing`: how many requests are at work at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// All places of an app; who comes first is served first.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    all: u32,
}

/// One place, free again when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new(all: u32) -> Self {
        Self {
            free: Arc::new(Semaphore::new(all as usize)),
            all,
        }
    }

    /// Waits for a place.
    pub(crate) async fn take(&self) -> Place {
        self.take_many(1).await
    }

    /// Waits until nothing is at work.
    pub(crate) async fn all_free(&self) {
        self.take_many(self.all).await;
    }

    async fn take_many(&self, count: u32) -> Place {
        match self.free.clone().acquire_many_owned(count).await {
            Ok(permit) => Place { _permit: permit },
            // Only a closed semaphore refuses, and nobody closes this one.
            Err(_) => std::future::pending().await,
        }
    }
}
