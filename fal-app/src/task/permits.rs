//! The places of `max_multiplexing`: how many requests are at work at once.
//!
//! While a place is free, it is taken and given back in one atomic step; only who waits, and who gives a place to one
//! who waits, takes the lock.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// All places of an app; who comes first is served first.
#[derive(Clone, Debug)]
pub(crate) struct Permits(Arc<All>);

#[derive(Debug)]
struct All {
    /// How many are free, or [`QUEUED`].
    free: AtomicU64,
    /// Changed under the lock alone; not empty only while `free` is [`QUEUED`].
    queue: Mutex<VecDeque<oneshot::Sender<Permit>>>,
}

/// Instead of a number: none is free, and one that is given back goes to the first in the queue.
const QUEUED: u64 = u64::MAX;

/// One place, free again when dropped.
#[derive(Debug)]
pub(crate) struct Permit(Arc<All>);

impl Permits {
    pub(crate) fn new(all: u32) -> Self {
        Self(Arc::new(All {
            free: AtomicU64::new(all.into()),
            queue: Mutex::default(),
        }))
    }

    /// Waits for a place.
    pub(crate) async fn take(&self) -> Permit {
        if self.0.take_free() {
            return Permit(self.0.clone());
        }
        let Some(turn) = self.0.line_up() else {
            return Permit(self.0.clone());
        };
        match turn.await {
            Ok(place) => place,
            // Only a queue that is dropped sends nothing, and this one is held here.
            Err(_) => std::future::pending().await,
        }
    }
}

impl All {
    fn take_free(&self) -> bool {
        self.change(|free| match free {
            0 | QUEUED => None,
            free => Some(free - 1),
        })
        .is_ok()
    }

    fn give_back(&self) -> bool {
        self.change(|free| match free {
            QUEUED => None,
            free => Some(free + 1),
        })
        .is_ok()
    }

    /// What it was; an error when there is nothing to change.
    fn change(&self, to: impl FnMut(u64) -> Option<u64>) -> Result<u64, u64> {
        self.free
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, to)
    }

    /// Where a place will come; None if one became free meanwhile, which is then taken.
    fn line_up(&self) -> Option<oneshot::Receiver<Permit>> {
        let mut queue = self.lock();
        let before = self.change(|free| match free {
            0 | QUEUED => Some(QUEUED),
            free => Some(free - 1),
        });
        if !matches!(before, Ok(0 | QUEUED)) {
            return None;
        }
        let (give, turn) = oneshot::channel();
        queue.push_back(give);
        Some(turn)
    }

    /// The first who still waits. When nobody does, the place is free.
    fn next(&self) -> Option<oneshot::Sender<Permit>> {
        let mut queue = self.lock();
        while let Some(give) = queue.pop_front() {
            if !give.is_closed() {
                return Some(give);
            }
        }
        let free = |free| if free == QUEUED { 1 } else { free + 1 };
        self.change(|before| Some(free(before))).ok();
        None
    }

    /// Nothing panics while it is held.
    fn lock(&self) -> MutexGuard<'_, VecDeque<oneshot::Sender<Permit>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.0.give_back() {
            return;
        }
        if let Some(give) = self.0.next() {
            // Who left in this moment drops the place that was meant for them, and so gives it to the next.
            drop(give.send(Self(self.0.clone())));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::sync::atomic::AtomicU32;
    use std::task::{Context, Waker};

    use tokio::runtime::Builder;
    use tokio::task::JoinSet;

    use super::*;

    fn poll(waits: Pin<&mut impl Future<Output = Permit>>) -> Option<Permit> {
        match waits.poll(&mut Context::from_waker(Waker::noop())) {
            std::task::Poll::Ready(place) => Some(place),
            std::task::Poll::Pending => None,
        }
    }

    #[test]
    fn who_comes_first_is_served_first() {
        let places = Permits::new(1);
        let (mut first, mut second, mut third) = (
            pin!(places.take()),
            pin!(places.take()),
            pin!(places.take()),
        );
        let place = poll(first.as_mut()).unwrap();
        assert!(poll(second.as_mut()).is_none());
        assert!(poll(third.as_mut()).is_none());
        drop(place);
        assert!(poll(third.as_mut()).is_none());
        assert!(poll(pin!(places.take())).is_none());
        let place = poll(second.as_mut()).unwrap();
        drop(place);
        assert!(poll(third.as_mut()).is_some());
    }

    #[test]
    fn who_left_is_passed_over() {
        let places = Permits::new(1);
        let place = poll(pin!(places.take())).unwrap();
        let mut leaves = Box::pin(places.take());
        let mut leaves_late = Box::pin(places.take());
        let mut stays = pin!(places.take());
        assert!(poll(leaves.as_mut()).is_none());
        assert!(poll(leaves_late.as_mut()).is_none());
        assert!(poll(stays.as_mut()).is_none());
        drop(leaves);
        drop(place);
        // It was given the place, and never took it.
        drop(leaves_late);
        assert!(poll(stays.as_mut()).is_some());
    }

    #[test]
    fn no_more_are_at_work_than_there_are_places() {
        const PLACES: u32 = 3;
        let places = Permits::new(PLACES);
        let at_work = Arc::new(AtomicU32::new(0));
        let runtime = Builder::new_multi_thread()
            .worker_threads(4)
            .build()
            .unwrap();
        let mut tasks = JoinSet::new();
        for _ in 0..16 {
            let (places, at_work) = (places.clone(), at_work.clone());
            tasks.spawn_on(
                async move {
                    for _ in 0..1000 {
                        let place = places.take().await;
                        assert!(at_work.fetch_add(1, Ordering::SeqCst) < PLACES);
                        tokio::task::yield_now().await;
                        at_work.fetch_sub(1, Ordering::SeqCst);
                        drop(place);
                    }
                },
                runtime.handle(),
            );
        }
        runtime.block_on(tasks.join_all());
        let all: Vec<_> = (0..PLACES)
            .map(|_| poll(pin!(places.take())).unwrap())
            .collect();
        assert!(poll(pin!(places.take())).is_none());
        drop(all);
    }
}
