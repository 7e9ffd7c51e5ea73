//! How a server stops: step by step, each step with its share of the grace period. All that serves hears of it here.

use std::future::{Future, pending};
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// How far a server has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) enum Step {
    Serves,
    /// No more requests come, and those in flight are finished.
    Stops,
    /// What waits for its caller is given up, and the caller told: a body that does not come, a session that goes on.
    GivesUp,
    /// All connections end, and with them what async methods do. Blocking ones are told by their context.
    Cuts,
}

/// How many tenths of the grace period have passed at the end of a step. The rest is kept for the teardown.
const ENDS: [(Step, u32); 3] = [(Step::Stops, 7), (Step::GivesUp, 8), (Step::Cuts, 9)];

/// When the teardown begins at the latest, in tenths of the grace period.
pub(super) const TEARDOWN: u32 = 9;

/// What is told of the end of a server.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    step: watch::Receiver<Step>,
    #[cfg(feature = "realtime")]
    grace: Duration,
}

impl Stop {
    /// Of what nobody stops.
    pub(crate) fn never() -> Self {
        Stops::new(Duration::MAX).told()
    }

    /// Waits until the server has come so far.
    pub(super) async fn reached(&self, step: Step) {
        let mut now = self.step.clone();
        if now.wait_for(|now| *now >= step).await.is_err() {
            pending().await
        }
    }

    /// Works until the server has come so far; `None` where that is sooner than the end of the work.
    pub(super) async fn before<T>(&self, step: Step, work: impl Future<Output = T>) -> Option<T> {
        match select(pin!(work), pin!(self.reached(step))).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }

    /// How long the answer to a close is waited for that asks a caller to go elsewhere.
    #[cfg(feature = "realtime")]
    pub(super) fn last_words(&self) -> Duration {
        self.grace / 20
    }
}

/// Stops a server, and knows when all of it has ended.
#[derive(Debug)]
pub(crate) struct Stops {
    step: watch::Sender<Step>,
    grace: Duration,
}

impl Stops {
    /// Within so much time.
    pub(crate) fn new(grace: Duration) -> Self {
        Self {
            step: watch::Sender::new(Step::Serves),
            grace,
        }
    }

    /// What serves holds this to its end.
    pub(crate) fn told(&self) -> Stop {
        Stop {
            step: self.step.subscribe(),
            #[cfg(feature = "realtime")]
            grace: self.grace,
        }
    }

    /// Takes each step in its turn, until all has ended. `before` hears of each one first.
    pub(super) async fn finish(self, began: Instant, mut before: impl FnMut(Step)) {
        for (step, tenths) in ENDS {
            before(step);
            self.step.send_replace(step);
            let end = began + self.grace * tenths / 10;
            if timeout_at(end, self.step.closed()).await.is_ok() {
                return;
            }
        }
    }

    /// Waits until all has ended by itself.
    #[cfg(test)]
    pub(super) async fn closed(&self) {
        self.step.closed().await;
    }

    /// Whether all has ended by itself.
    #[cfg(test)]
    pub(super) fn is_closed(&self) -> bool {
        self.step.is_closed()
    }
}
