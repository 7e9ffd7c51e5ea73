//! The permits of `max_multiplexing`: how many calls run at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::undelivered::Undelivered;

/// The permits of an app. Who comes first is served first.
#[derive(Clone, Debug)]
pub(crate) struct Permits {
    free: Arc<Semaphore>,
    undelivered: Undelivered,
}

/// One permit, given back when it is dropped.
pub(crate) type Permit = OwnedSemaphorePermit;

impl Permits {
    /// `number` is at least 1.
    pub(crate) fn new(number: u32) -> Self {
        Self {
            free: Arc::new(Semaphore::new(number as usize)),
            undelivered: Undelivered::default(),
        }
    }

    /// What its calls have answered, and their callers have not taken.
    pub(crate) fn undelivered(&self) -> &Undelivered {
        &self.undelivered
    }

    /// Waits for a permit, and then for room for the answer.
    pub(crate) async fn take(self) -> Permit {
        let permit = self.free().await;
        self.undelivered.room().await;
        permit
    }

    async fn free(&self) -> Permit {
        // One that is free is given to nobody who waits: there is nobody.
        if let Ok(permit) = self.free.clone().try_acquire_owned() {
            return permit;
        }
        match self.free.clone().acquire_owned().await {
            Ok(permit) => permit,
            // Only a closed semaphore gives none, and nothing closes this one.
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Context, Waker};

    use tokio::runtime::Builder;
    use tokio::task::JoinSet;

    use super::*;

    fn poll(waits: Pin<&mut impl Future<Output = Permit>>) -> Option<Permit> {
        match waits.poll(&mut Context::from_waker(Waker::noop())) {
            std::task::Poll::Ready(permit) => Some(permit),
            std::task::Poll::Pending => None,
        }
    }

    #[test]
    fn who_comes_first_is_served_first() {
        let permits = Permits::new(1);
        let (mut first, mut second, mut third) = (
            pin!(permits.clone().take()),
            pin!(permits.clone().take()),
            pin!(permits.clone().take()),
        );
        let permit = poll(first.as_mut()).unwrap();
        assert!(poll(second.as_mut()).is_none());
        assert!(poll(third.as_mut()).is_none());
        drop(permit);
        assert!(poll(third.as_mut()).is_none());
        assert!(poll(pin!(permits.clone().take())).is_none());
        let permit = poll(second.as_mut()).unwrap();
        drop(permit);
        assert!(poll(third.as_mut()).is_some());
    }

    #[test]
    fn who_left_is_passed_over() {
        let permits = Permits::new(1);
        let permit = poll(pin!(permits.clone().take())).unwrap();
        let mut leaves = Box::pin(permits.clone().take());
        let mut leaves_late = Box::pin(permits.clone().take());
        let mut stays = pin!(permits.clone().take());
        assert!(poll(leaves.as_mut()).is_none());
        assert!(poll(leaves_late.as_mut()).is_none());
        assert!(poll(stays.as_mut()).is_none());
        drop(leaves);
        drop(permit);
        // The permit was given to this caller, who never took it.
        drop(leaves_late);
        assert!(poll(stays.as_mut()).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn no_work_begins_while_answers_take_all_memory() {
        let permits = Permits::new(2);
        let answer = permits.undelivered().count(vec![0; 128 << 20].into());
        let small = permits.undelivered().count(vec![0; 1 << 10].into());
        let (mut first, mut second) = (pin!(permits.clone().take()), pin!(permits.clone().take()));
        assert!(poll(first.as_mut()).is_none());
        assert!(poll(second.as_mut()).is_none());
        // A part of it keeps all of it.
        let part = answer.slice(..1);
        drop((answer, small));
        assert!(poll(first.as_mut()).is_none());
        drop(part);
        assert!(poll(first.as_mut()).is_some());
        assert!(poll(second.as_mut()).is_some());
    }

    #[test]
    fn no_more_work_at_once_than_there_are_permits() {
        const PERMITS: u32 = 3;
        let permits = Permits::new(PERMITS);
        let at_work = Arc::new(AtomicU32::new(0));
        let runtime = Builder::new_multi_thread()
            .worker_threads(4)
            .build()
            .unwrap();
        let mut tasks = JoinSet::new();
        for _ in 0..16 {
            let (permits, at_work) = (permits.clone(), at_work.clone());
            tasks.spawn_on(
                async move {
                    for _ in 0..1000 {
                        let permit = permits.clone().take().await;
                        assert!(at_work.fetch_add(1, Ordering::SeqCst) < PERMITS);
                        tokio::task::yield_now().await;
                        at_work.fetch_sub(1, Ordering::SeqCst);
                        drop(permit);
                    }
                },
                runtime.handle(),
            );
        }
        runtime.block_on(tasks.join_all());
        let all: Vec<_> = (0..PERMITS)
            .map(|_| poll(pin!(permits.clone().take())).unwrap())
            .collect();
        assert!(poll(pin!(permits.clone().take())).is_none());
        drop(all);
    }
}
