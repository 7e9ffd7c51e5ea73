//! The open connections of a process. Where it has no file handle left, those that are idle for longest make room.

use std::collections::HashMap;
use std::future::pending;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::activity::Activity;

/// All of them. A clone is the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenConnections(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    all: Mutex<All>,
    /// One has ended.
    ended: Notify,
}

#[derive(Debug, Default)]
struct All {
    by_number: HashMap<u64, Arc<Activity>>,
    /// How many there were.
    count: u64,
}

/// One of them, until this is dropped.
#[derive(Debug)]
pub(super) struct Open {
    of: OpenConnections,
    number: u64,
}

impl OpenConnections {
    pub(super) fn add(&self, activity: Arc<Activity>) -> Open {
        let mut all = self.lock();
        all.count += 1;
        let number = all.count;
        all.by_number.insert(number, activity);
        Open {
            of: self.clone(),
            number,
        }
    }

    /// Ends the connection that is idle for longest, and waits until one has ended. Where none is idle, it waits without end.
    pub(crate) async fn make_room(&self) {
        let mut ended = pin!(self.0.ended.notified());
        // Registered before one is told to end: its end is not missed.
        ended.as_mut().enable();
        match self.idle_longest() {
            Some(activity) => activity.make_way(),
            None => pending().await,
        }
        ended.await;
    }

    fn idle_longest(&self) -> Option<Arc<Activity>> {
        let now = Instant::now();
        let all = self.lock();
        let idle = all.by_number.values().filter_map(|activity| {
            let since = activity.may_end(now)?;
            Some((since, activity))
        });
        let (_, activity) = idle.min_by_key(|(since, _)| *since)?;
        Some(activity.clone())
    }

    /// No code panics while it holds the lock.
    fn lock(&self) -> MutexGuard<'_, All> {
        self.0.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.of.lock().by_number.remove(&self.number);
        self.of.0.ended.notify_waiters();
    }
}
