//! The bill of one deferred stream: what of it was delivered, and what that costs.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::StatusCode;
use tokio::sync::watch;

use super::pending_request::PendingRequest;
use super::reports::{Deferral, OpenBill};
use crate::call::{Broken, OutcomeKind};
use crate::units::BillableUnits;

/// The bill of one stream. Whoever makes its bytes or carries them to the caller holds it. When nobody does any more, all
/// that is ever delivered has been: then it is settled, once.
pub(crate) struct Bill {
    state: Mutex<State>,
    settled: watch::Sender<Option<BillableUnits>>,
}

struct State {
    /// `None` once it is settled.
    open: Option<Open>,
    /// Bytes that were made.
    made: u64,
    /// Bytes that the transport has accepted.
    taken: u64,
    /// Where the items end that are made and not delivered, and what the stream costs up to there.
    ends: VecDeque<(u64, BillableUnits)>,
    /// What the delivered items cost.
    delivered: BillableUnits,
}

/// What waits for the settlement.
struct Open {
    pending: PendingRequest,
    deferral: Deferral,
    outcome: OutcomeKind,
    broken: Option<Broken>,
}

impl Bill {
    /// Of a stream that begins.
    pub(crate) fn open(pending: PendingRequest, deferral: Deferral) -> Arc<Self> {
        let reports = deferral.reports.clone();
        let bill = Arc::new(Self {
            state: Mutex::new(State {
                open: Some(Open {
                    pending,
                    deferral,
                    outcome: OutcomeKind::StreamLeft,
                    broken: None,
                }),
                made: 0,
                taken: 0,
                ends: VecDeque::new(),
                delivered: BillableUnits::ZERO,
            }),
            settled: watch::Sender::new(None),
        });
        // The name of the type, for rustc.
        let weak = Arc::downgrade(&bill);
        reports.open(weak);
        bill
    }

    /// So many bytes more are on their way. `ends` says where items end in them.
    pub(crate) fn made(&self, bytes: usize, ends: Vec<(usize, BillableUnits)>) {
        let mut state = self.lock();
        let before = state.made;
        let ends = ends.into_iter();
        state
            .ends
            .extend(ends.map(|(end, units)| (before + end as u64, units)));
        state.made += bytes as u64;
    }

    /// The transport has accepted so many bytes more. An item is delivered with its last byte.
    pub(crate) fn took(&self, bytes: usize) {
        let mut state = self.lock();
        state.taken += bytes as u64;
        while let Some((end, units)) = state.ends.front().copied()
            && end <= state.taken
        {
            state.delivered = units;
            state.ends.pop_front();
        }
    }

    /// The stream has ended: no more bytes are made.
    pub(crate) fn end(&self, outcome: OutcomeKind, broken: Option<Broken>) {
        if let Some(open) = &mut self.lock().open {
            (open.outcome, open.broken) = (outcome, broken);
        }
    }

    /// What the caller is charged, once that is known.
    pub(crate) fn settled(&self) -> watch::Receiver<Option<BillableUnits>> {
        self.settled.subscribe()
    }

    /// Settles it now: what is delivered after this is not charged.
    pub(crate) fn settle(&self) {
        let (open, delivered) = {
            let mut state = self.lock();
            (state.open.take(), state.delivered)
        };
        let Some(Open {
            pending,
            deferral,
            outcome,
            broken,
        }) = open
        else {
            return;
        };
        let units = match broken {
            None => delivered,
            Some(Broken { cause, most }) => {
                pending.log_failure(StatusCode::OK, &cause);
                most.map_or(delivered, |most| delivered.min(most))
            }
        };
        pending.end(outcome, StatusCode::OK, Some(units));
        deferral.report(units);
        self.settled.send_replace(Some(units));
    }

    /// No code panics while it holds the lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenBill for Bill {
    fn cut(&self) {
        let broken = Broken {
            cause: "the server ends, and the stream outlives the grace period".to_owned(),
            most: Some(BillableUnits::ZERO),
        };
        self.end(OutcomeKind::StreamBrokeOff, Some(broken));
        self.settle();
    }
}

impl Drop for Bill {
    fn drop(&mut self) {
        self.settle();
    }
}
