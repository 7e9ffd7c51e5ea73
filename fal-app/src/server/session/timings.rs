//! The seconds of a session, as the platform counts them (`docs/billing.md` §2.7): it adds up what these messages say.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::billing::{Billing, Meter};

/// A session tells nothing before: one that ends within costs nothing.
const NOTHING_WITHIN: Duration = Duration::from_secs(2);

/// No time is kept for longer.
const AT_LEAST_EVERY: Duration = Duration::from_secs(5);

/// What a session tells of its seconds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Timings {
    /// Nothing: the platform counts the session as one unit.
    Untold,
    /// That it costs nothing.
    Free,
    /// Its seconds, from the first input on.
    Seconds {
        /// When the first input came, and up to when the seconds have been told.
        since: Option<(Instant, Instant)>,
    },
}

impl Timings {
    pub(super) fn of(billing: &Billing) -> Self {
        match billing.meter {
            Meter::Flat { .. } => Self::Untold,
            Meter::PerComputeSecond => Self::Seconds { since: None },
            // What is not said to cost something costs nothing.
            _ => Self::Free,
        }
    }

    /// The first message, if there is one: from here on the platform counts these messages, and nothing else.
    pub(super) fn first(&self) -> Option<String> {
        match self {
            Self::Untold => None,
            Self::Free | Self::Seconds { .. } => Some(message(0.0)),
        }
    }

    /// An input has come.
    pub(super) fn begin(&mut self, now: Instant) {
        if let Self::Seconds { since } = self {
            since.get_or_insert((now, now));
        }
    }

    /// What to tell before an answer, and at the end of a session that did not fail.
    pub(super) fn due(&self, now: Instant) -> Option<String> {
        let Self::Seconds {
            since: Some((began, told)),
        } = self
        else {
            return None;
        };
        (now - *began >= NOTHING_WITHIN).then(|| message((now - *told).as_secs_f64()))
    }

    /// Notes that the seconds up to now have been told.
    pub(super) fn told(&mut self, now: Instant) {
        if let Self::Seconds {
            since: Some((_, told)),
        } = self
        {
            *told = now;
        }
    }

    /// The latest time to tell the seconds.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self {
            Self::Seconds {
                since: Some((_, told)),
            } => Some(*told + AT_LEAST_EVERY),
            _ => None,
        }
    }
}

fn message(seconds: f64) -> String {
    json!({"type": "x-fal-message", "action": "timings", "timing": seconds}).to_string()
}
