//! What a stream has made and its caller has not taken yet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::encode::Encoded;
use super::event::add_event;
use crate::call::outcome::Piece;
use crate::units::BillableUnits;

/// So many bytes of events are sent together, where the method makes them at once.
const FULL: usize = 8 * 1024;

/// An event waits no longer for others that follow it.
const LONGEST: Duration = Duration::from_millis(1);

/// The items that wait to be sent: events that were made without a pause, or one raw item. The call of the stream adds
/// to it; whoever polls that call takes from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Made(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    events: Vec<u8>,
    /// When the first of the events was made.
    since: Option<Instant>,
    raw: Option<Bytes>,
    ends: Vec<(usize, BillableUnits)>,
}

impl Made {
    /// Adds an item; `units` are what a deferred stream costs with it.
    pub(super) fn add(&self, item: Encoded, units: Option<BillableUnits>) {
        let mut waiting = self.lock();
        let end = match item {
            Encoded::Raw(bytes) => waiting.raw.insert(bytes).len(),
            Encoded::Json(json, _) => {
                if waiting.events.is_empty() {
                    waiting.events.reserve(FULL);
                    waiting.since = Some(Instant::now());
                }
                add_event(&json, &mut waiting.events);
                waiting.events.len()
            }
        };
        waiting.ends.extend(units.map(|units| (end, units)));
    }

    /// Whether there is room for an item more. Nobody is woken for it: who takes what waits polls the call next.
    pub(super) fn poll_room(&self) -> Poll<()> {
        let waiting = self.lock();
        let is_late = || {
            waiting
                .since
                .is_some_and(|since| since.elapsed() >= LONGEST)
        };
        if waiting.raw.is_some() || waiting.events.len() >= FULL || is_late() {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }

    /// What waits.
    pub(super) fn take(&self) -> Option<Piece> {
        let mut waiting = self.lock();
        let bytes = match waiting.raw.take() {
            Some(raw) => raw,
            None if waiting.events.is_empty() => return None,
            None => {
                waiting.since = None;
                std::mem::take(&mut waiting.events).into()
            }
        };
        let ends = std::mem::take(&mut waiting.ends);
        Some(Piece { bytes, ends })
    }

    /// No code panics while it holds the lock.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
