//! Callers who take nothing of what is sent to them.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::task::{BoxFuture, Undelivered};

/// A caller who takes no byte for so long is gone.
pub(super) const STALLED: Duration = Duration::from_secs(60);

/// One who takes no byte for so long is given up on where others wait for the memory of what they do not take. It is longer
/// than a slow network pauses. Who takes nothing for longest is the first.
pub(super) const YIELDS: Duration = Duration::from_secs(1);

/// Watches a caller who takes nothing.
#[derive(Default)]
pub(super) struct Watch {
    sleep: Option<Pin<Box<Sleep>>>,
    /// Waits until others need the memory.
    needed: Option<BoxFuture<()>>,
}

impl Watch {
    /// Waits until the caller is gone, who took bytes last at `since`. `memory` is that of what they do not take, where it
    /// is counted.
    pub(super) fn poll_stalled(
        &mut self,
        cx: &mut Context<'_>,
        since: Instant,
        memory: Option<&Undelivered>,
    ) -> Poll<()> {
        let first = since + memory.map_or(STALLED, |_| YIELDS);
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(sleep_until(first)));
        loop {
            // Set for what was on its way earlier, it may come too early, and never too late.
            while sleep.as_mut().poll(cx).is_ready() {
                let now = Instant::now();
                if since + STALLED <= now {
                    return Poll::Ready(());
                }
                let next = match memory {
                    Some(memory) if first <= now => {
                        let needed = || -> BoxFuture<()> { Box::pin(memory.clone().needed()) };
                        self.needed.get_or_insert_with(needed);
                        since + STALLED
                    }
                    _ => first,
                };
                sleep.as_mut().reset(next);
            }
            let (Some(memory), Some(needed)) = (memory, &mut self.needed) else {
                return Poll::Pending;
            };
            if needed.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.needed = None;
            if first <= Instant::now() {
                return Poll::Ready(());
            }
            // They have taken something meanwhile: it is the turn of another one.
            memory.pass_on();
            sleep.as_mut().reset(first);
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const HALF: usize = 64 << 20;

    /// Takes nothing of an answer of half the memory from now on. How long that was tolerated.
    async fn takes_nothing(memory: Undelivered) -> Duration {
        let (since, mut watch) = (Instant::now(), Watch::default());
        let answer = memory.count(vec![0; HALF].into());
        poll_fn(|cx| watch.poll_stalled(cx, since, Some(&memory))).await;
        drop(answer);
        since.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_for_longest_makes_room_and_nobody_more() {
        let memory = Undelivered::default();
        let mut callers = Vec::new();
        for _ in 0..4 {
            callers.push(tokio::spawn(takes_nothing(memory.clone())));
            tokio::time::sleep(YIELDS / 10).await;
        }
        let began = Instant::now();
        memory.room().await;
        let waited = began.elapsed();
        assert!(waited < YIELDS, "{waited:?}");
        // Room for one is half of it: the three who came first are gone, and the last one is not.
        let gone: Vec<bool> = callers.iter().map(|caller| caller.is_finished()).collect();
        assert_eq!(gone, [true, true, true, false]);
        let last = callers.remove(3).await;
        assert_eq!(last.ok(), Some(STALLED));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_taken_something_meanwhile_is_passed_over() {
        let memory = Undelivered::default();
        let (mut since, mut watch) = (Instant::now(), Watch::default());
        let _answer = memory.count(vec![0; 2 * HALF].into());
        let began = since;
        let until = |since: Instant| since + YIELDS + YIELDS / 2;
        let mut stalled = async |since: Instant| {
            let stalled = poll_fn(|cx| watch.poll_stalled(cx, since, Some(&memory)));
            tokio::time::timeout_at(until(since), stalled).await.is_ok()
        };
        assert!(!stalled(since).await);
        since = Instant::now();
        tokio::spawn({
            let memory = memory.clone();
            async move { memory.room().await }
        });
        assert!(stalled(since).await);
        let took = began.elapsed();
        assert_eq!(took, until(began) - began + YIELDS);
    }
}
