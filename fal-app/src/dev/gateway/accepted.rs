//! A request that is accepted: it is settled once, whatever becomes of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::response::Parts;
use tokio::sync::{mpsc, oneshot};

use super::charge::{self, Billing};
use super::headers::{self, REQUEST_ID};
use super::log::Line;
use super::market::Market;
use super::refusal::{Content, Refusal};
use crate::dev::app::{self, Up};
use crate::dev::ledger::requests::{self, Answered, Charge, Measured};
use crate::units::BillableUnits;

/// The attempts at a request that its caller waits for: there is no second one.
const ATTEMPT: u32 = 1;

/// Who waits for the answer.
pub(super) type Reply = oneshot::Sender<Response<Content>>;

/// An accepted request.
pub(super) struct Accepted {
    pub(super) market: Arc<Market>,
    pub(super) line: Line,
    /// Where it is cancelled.
    pub(super) cancel: String,
    /// The sign that it is at work.
    pub(super) at_work: mpsc::Sender<()>,
}

impl Accepted {
    /// Tells the app that nobody waits any more. One that does not understand it works on.
    pub(super) fn cancel(&self, up: &Up) {
        let mut request = app::post(&self.cancel, Bytes::new());
        let id = headers::text(&self.line.id.to_string());
        request.headers_mut().insert(REQUEST_ID, id);
        let (app, up, at_work) = (self.market.app.clone(), up.clone(), self.at_work.clone());
        tokio::spawn(async move {
            let _ = app.send(&up, request).await;
            drop(at_work);
        });
    }

    /// Answers that there is no answer. It costs nothing.
    pub(super) async fn fail(self, refusal: Refusal, reply: Reply) {
        let settled = self
            .settle(refusal.status.as_u16(), charge::nothing())
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
        let status = head.status.as_u16();
        let measured = match (charge::read(head.status, &head.headers), time) {
            (Billing::Known(measured), _) => measured,
            (Billing::MachineSeconds, Some(time)) => {
                charge::machine_seconds(&self.market.listing, time)
            }
            (Billing::MachineSeconds, None) => return Ok(Settled::AtEnd),
            (Billing::Deferred, _) => {
                self.defer(status).await?;
                return Ok(Settled::Deferred);
            }
        };
        self.settle(status, measured).await.map(Settled::Charged)
    }

    /// Writes what the request cost, and waits until it is on the disk.
    pub(super) async fn settle(&self, status: u16, measured: Measured) -> Result<Charge, Refusal> {
        let answered = Answered {
            id: self.line.id,
            attempt: ATTEMPT,
            status,
            milliseconds: self.line.milliseconds(),
            measured,
        };
        let settled = self
            .market
            .ledger
            .write(move |file| requests::settle(file, &answered))
            .await;
        let charge = settled.map_err(|error| Refusal::internal(&error))?;
        self.market.log.write(&self.line, status, Some(charge));
        Ok(charge)
    }

    async fn defer(&self, status: u16) -> Result<(), Refusal> {
        let id = self.line.id;
        let deferred = self
            .market
            .ledger
            .write(move |file| requests::defer(file, &id, ATTEMPT, status))
            .await;
        deferred.map_err(|error| Refusal::internal(&error))?;
        self.market.log.write(&self.line, status, None);
        Ok(())
    }
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
