//! A request that is accepted: it is settled once, whatever becomes of it.

use std::sync::Arc;
use std::time::Duration;

use http::Response;
use http::response::Parts;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::charge::{self, Billing};
use super::headers;
use super::log::Line;
use super::market::Market;
use super::refusal::{Content, Refusal};
use crate::dev::ledger;
use crate::dev::ledger::margin;
use crate::dev::ledger::reports::{self, Deferred};
use crate::dev::ledger::requests::{self, Answered, Charge, Measured};
use crate::units::BillableUnits;

/// Who waits for the answer.
pub(super) type Reply = oneshot::Sender<Response<Content>>;

/// An accepted request.
pub(super) struct Accepted {
    pub(super) market: Arc<Market>,
    pub(super) line: Line,
    /// Where it is cancelled.
    pub(super) cancel: String,
    /// From 1. Where its caller waits for it there is no second attempt.
    pub(super) attempt: u32,
    /// The sign that it is at work.
    pub(super) at_work: mpsc::Sender<()>,
}

impl Accepted {
    /// Answers that there is no answer. It costs nothing. The app may have been at it for some time.
    pub(super) async fn fail(self, refusal: Refusal, time: Option<Duration>, reply: Reply) {
        let settled = self
            .settle(refusal.status.as_u16(), charge::nothing(), time)
            .await;
        let refusal = settled.err().unwrap_or(refusal);
        let _ = reply.send(headers::refused(refusal, &self.line.id));
    }

    /// Settles what the head of an answer says; the seconds of the machine where the answer is whole after that time.
    pub(super) async fn settle_head(
        &self,
        head: &Parts,
        time: Option<Duration>,
    ) -> Result<Settled, Refusal> {
        match self.bill(head, time) {
            Some(bill) => self.book(bill, time, |_, _| Ok(())).await,
            None => Ok(Settled::AtEnd),
        }
    }

    /// Writes what the request cost, and how long the app was at it. It waits until both are on the disk.
    pub(super) async fn settle(
        &self,
        status: u16,
        measured: Measured,
        time: Option<Duration>,
    ) -> Result<Settled, Refusal> {
        let bill = Bill::Settle(self.answered(status, measured));
        self.book(bill, time, |_, _| Ok(())).await
    }

    /// Writes how long the app was at a request that is settled already.
    pub(super) async fn note_work(&self, time: Duration) {
        let (id, attempt, seconds) = (self.line.id, self.attempt, charge::seconds(time));
        let noted = self
            .market
            .ledger
            .insist(move |file| margin::note_work(file, &id, attempt, seconds));
        if let Err(error) = noted.await {
            tracing::error!("{error}");
        }
    }

    /// What the head of an answer says; `None` where only the end of the answer does.
    pub(super) fn bill(&self, head: &Parts, time: Option<Duration>) -> Option<Bill> {
        let status = head.status.as_u16();
        let measured = match charge::read(head.status, &head.headers) {
            Billing::Known(measured) => measured,
            Billing::MachineSeconds => charge::machine_seconds(&self.market.listing, time?),
            Billing::Deferred => {
                return Some(Bill::Defer(Deferred {
                    id: self.line.id,
                    app: self.market.listing.app.clone(),
                    attempt: self.attempt,
                    status,
                    milliseconds: self.line.milliseconds(),
                }));
            }
        };
        Some(Bill::Settle(self.answered(status, measured)))
    }

    pub(super) fn answered(&self, status: u16, measured: Measured) -> Answered {
        Answered {
            id: self.line.id,
            attempt: self.attempt,
            status,
            milliseconds: self.line.milliseconds(),
            measured,
        }
    }

    /// Writes a bill, how long the app was at it, and in the same transaction what depends on it. It waits until all is on
    /// the disk: work that is done is not lost because another process writes just then, or the disk is full.
    pub(super) async fn book(
        &self,
        bill: Bill,
        time: Option<Duration>,
        and: impl Fn(&Connection, Settled) -> ledger::Result<()> + Send + Sync + 'static,
    ) -> Result<Settled, Refusal> {
        let status = match &bill {
            Bill::Settle(answered) => answered.status,
            Bill::Defer(deferred) => deferred.status,
        };
        let (id, attempt, seconds) = (self.line.id, self.attempt, time.map(charge::seconds));
        let booked = self.market.ledger.insist(move |file| {
            let settled = match &bill {
                Bill::Settle(answered) => Settled::Charged(requests::settle(file, answered)?),
                Bill::Defer(deferred) => {
                    reports::defer(file, deferred)?;
                    Settled::Deferred
                }
            };
            if let Some(seconds) = seconds {
                margin::note_work(file, &id, attempt, seconds)?;
            }
            and(file, settled)?;
            Ok(settled)
        });
        let settled = booked.await.map_err(|error| Refusal::internal(&error))?;
        self.market.log.write(&self.line, status, settled.charge());
        if settled == Settled::Deferred {
            self.market.deferrals.notify_waiters();
        }
        Ok(settled)
    }
}

/// What the ledger is told of an answer.
pub(super) enum Bill {
    Settle(Answered),
    /// A report will say what it costs.
    Defer(Deferred),
}

/// What is settled when the head of an answer is sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    Charged(Charge),
    /// It costs the seconds of the machine, which go on.
    AtEnd,
    /// A report will say what it costs.
    Deferred,
}

impl Settled {
    fn charge(self) -> Option<Charge> {
        match self {
            Self::Charged(charge) => Some(charge),
            Self::AtEnd | Self::Deferred => None,
        }
    }

    /// The units that a caller is told: those that are charged.
    pub(super) fn told(self) -> Option<BillableUnits> {
        match self {
            Self::Charged(Charge {
                flag: None, units, ..
            }) => Some(units),
            Self::Charged(_) => Some(BillableUnits::ZERO),
            Self::AtEnd | Self::Deferred => None,
        }
    }
}
