//! Wakes that hyper gives itself while it is polled: whoever takes a body of a request wakes the side that has sent it.
//!
//! The runtime would put the task at the end of its queue for them, and wake another thread that may take it: a system
//! call for each request. Here hyper is polled again at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// How often hyper is polled before other tasks have their turn.
const MOST_POLLS: usize = 2;

/// Polls hyper for one task.
#[derive(Debug)]
pub(super) struct OwnWakes {
    wakes: Arc<Wakes>,
    /// What hyper is given: `wakes`.
    waker: Waker,
}

#[derive(Debug)]
struct Wakes {
    task: Waker,
    is_polled: AtomicBool,
    is_woken: AtomicBool,
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::SeqCst);
        if !self.is_polled.load(Ordering::SeqCst) {
            self.task.wake_by_ref();
        }
    }
}

impl OwnWakes {
    pub(super) fn of(task: &Waker) -> Self {
        let wakes = Arc::new(Wakes {
            task: task.clone(),
            is_polled: AtomicBool::new(false),
            is_woken: AtomicBool::new(false),
        });
        Self {
            waker: wakes.clone().into(),
            wakes,
        }
    }

    /// Polls until nobody woke hyper meanwhile.
    pub(super) fn poll<T>(
        &mut self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        if !self.wakes.task.will_wake(cx.waker()) {
            *self = Self::of(cx.waker());
        }
        let Wakes {
            is_polled,
            is_woken,
            ..
        } = &*self.wakes;
        for _ in 0..MOST_POLLS {
            is_woken.store(false, Ordering::SeqCst);
            is_polled.store(true, Ordering::SeqCst);
            let polled = poll(&mut Context::from_waker(&self.waker));
            is_polled.store(false, Ordering::SeqCst);
            // Whoever wakes from here on wakes the task.
            if polled.is_ready() || !is_woken.load(Ordering::SeqCst) {
                return polled;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
