//! The memory for what callers send: who finds no room waits, in the order of arrival.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A body or a message of so many bytes needs no share of the memory, and an answer is not counted: the kernel takes it whole.
pub(crate) const SMALL: usize = 64 * 1024;

/// The memory for the larger bodies and messages of one server: those that are read, or wait for their method.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Semaphore>);

/// So many bytes of the memory, given back when it is dropped.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "realtime"),
    expect(dead_code, reason = "a body keeps its whole share")
)]
pub(crate) struct Share(OwnedSemaphorePermit);

impl Room {
    /// Of so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes)))
    }

    /// A share of so many bytes, if there is room.
    #[cfg(feature = "realtime")]
    pub(crate) fn try_share(&self, bytes: usize) -> Option<Share> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let share = self.0.clone().try_acquire_many_owned(bytes);
        share.ok().map(Share)
    }

    /// Waits for a share of so many bytes, which are not more than the whole room.
    pub(crate) async fn share(self, bytes: usize) -> Share {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        match self.0.acquire_many_owned(bytes).await {
            Ok(share) => Share(share),
            // Only a closed semaphore gives none, and nothing closes this one.
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(feature = "realtime")]
impl Share {
    /// Keeps so many bytes of it, and gives the rest back.
    pub(crate) fn keep(mut self, bytes: usize) -> Self {
        let rest = self.0.num_permits().saturating_sub(bytes);
        drop(self.0.split(rest));
        self
    }
}
