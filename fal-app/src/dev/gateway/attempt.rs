//! One attempt at an accepted request: wait for a place, send it, settle, answer. It goes on when the caller leaves: the
//! app is told, and what it answers is settled.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream;
use http::response::Parts;
use http::{Method, Request, Response};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::Incoming;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::charge::{self, Billing};
use super::headers::{self, REQUEST_ID};
use super::log::Line;
use super::market::Market;
use super::refusal::{Content, Refusal, whole};
use crate::dev::app::{Failed, Up};
use crate::dev::ledger::requests::{self, Acceptance, Answered, Call, Charge, Measured};
use crate::units::BillableUnits;

/// The attempts at a request that its caller waits for: there is no second one.
const ATTEMPT: u32 = 1;

/// The largest answer in one piece. It is whole before its caller is charged.
const LARGEST: usize = 256 << 20;

/// Frames of a stream that are here and not yet sent on.
const FRAMES: usize = 1;

/// A request that is looked at, and not accepted yet.
pub(super) struct Attempt {
    pub(super) market: Arc<Market>,
    pub(super) call: Call,
    /// Whether it takes one of the places of `max_multiplexing`.
    pub(super) takes_place: bool,
    /// Where it is cancelled.
    pub(super) cancel: String,
    pub(super) start_within: Duration,
    /// The answer where it does not start within that time.
    pub(super) too_late: Refusal,
    pub(super) request: Request<Full<Bytes>>,
    /// Given back at the end: a place in the gateway, memory, and the sign that it is at work.
    pub(super) held: (OwnedSemaphorePermit, OwnedSemaphorePermit, mpsc::Sender<()>),
}

/// An accepted request.
struct Accepted {
    market: Arc<Market>,
    line: Line,
    cancel: String,
    at_work: mpsc::Sender<()>,
}

/// An answer of the app.
enum Received {
    Whole(Parts, Bytes),
    Stream(Parts, Incoming),
}

type Reply = oneshot::Sender<Response<Content>>;

impl Attempt {
    pub(super) async fn run(self, line: Line, mut reply: Reply) {
        let Self {
            market,
            call,
            takes_place,
            cancel,
            start_within,
            too_late,
            request,
            held: (_admitted, _share, at_work),
        } = self;
        let acceptance = market
            .ledger
            .write(move |file| requests::accept(file, &call))
            .await;
        let refusal = match acceptance {
            Ok(Acceptance::Accepted { .. }) => None,
            Ok(Acceptance::NoCredit) => Some(Refusal::no_credit()),
            Err(error) => Some(Refusal::internal(&error)),
        };
        if let Some(refusal) = refusal {
            let status = refusal.status.as_u16();
            market.log.write(&line, status, Some(Charge::NOTHING));
            let _ = reply.send(headers::refused(refusal, &line.id));
            return;
        }
        let accepted = Accepted {
            market,
            line,
            cancel,
            at_work,
        };
        let started = accepted.start(takes_place, start_within, too_late, &mut reply);
        let (place, up) = match started.await {
            Ok(started) => started,
            Err(refusal) => return accepted.fail(refusal, reply).await,
        };
        let sent = Instant::now();
        match accepted.receive(&up, request, &mut reply).await {
            Err(refusal) => {
                drop(place);
                accepted.fail(refusal, reply).await;
            }
            Ok(Received::Whole(head, body)) => {
                let time = sent.elapsed();
                // A caller who sends the next request at once finds it free.
                drop(place);
                accepted.answer(head, body, time, reply).await;
            }
            Ok(Received::Stream(head, body)) => {
                accepted.stream(&up, place, sent, head, body, reply).await;
            }
        }
    }
}

impl Accepted {
    /// Waits for a place and for the app. Nobody pays for waiting.
    async fn start(
        &self,
        takes_place: bool,
        within: Duration,
        too_late: Refusal,
        reply: &mut Reply,
    ) -> Result<(Option<OwnedSemaphorePermit>, Up), Refusal> {
        let began = Instant::now();
        let place = async {
            match takes_place {
                true => self.market.places.clone().acquire_owned().await.ok(),
                false => None,
            }
        };
        let place = tokio::select! {
            place = timeout(within, place) => place,
            () = reply.closed() => return Err(Refusal::client_disconnected()),
        };
        let left = within.saturating_sub(began.elapsed());
        let started = match place {
            Ok(place) => self.market.app.up(left).await.map(|up| (place, up)),
            Err(_) => None,
        };
        started.ok_or(too_late)
    }

    /// Sends the request, and waits for its answer; of a stream for its head.
    async fn receive(
        &self,
        up: &Up,
        request: Request<Full<Bytes>>,
        reply: &mut Reply,
    ) -> Result<Received, Refusal> {
        let receiving = async {
            let answer = self.market.app.send(up, request).await?;
            let (head, body) = answer.into_parts();
            if body.size_hint().exact().is_none() {
                return Ok(Received::Stream(head, body));
            }
            let body = Limited::new(body, LARGEST).collect().await;
            let body = body.map_err(|_| Refusal::incomplete())?;
            Ok(Received::Whole(head, body.to_bytes()))
        };
        tokio::pin!(receiving);
        let late = sleep(self.market.limits.work);
        tokio::pin!(late);
        let mut is_cancelled = false;
        loop {
            tokio::select! {
                received = &mut receiving => return received,
                () = &mut late => {
                    self.cancel(up);
                    return Err(Refusal::request_timeout());
                }
                () = reply.closed(), if !is_cancelled => {
                    // The app answers all the same: that nothing was done, or what was done before it heard of it.
                    is_cancelled = true;
                    self.cancel(up);
                }
            }
        }
    }

    /// Tells the app that nobody waits any more. One that does not understand it works on.
    fn cancel(&self, up: &Up) {
        let mut request = Request::new(Full::default());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.cancel.parse().unwrap_or_default();
        if let Ok(id) = self.line.id.to_string().try_into() {
            request.headers_mut().insert(REQUEST_ID, id);
        }
        let (app, up, at_work) = (self.market.app.clone(), up.clone(), self.at_work.clone());
        tokio::spawn(async move {
            let _ = app.send(&up, request).await;
            drop(at_work);
        });
    }

    /// Settles an answer in one piece, then sends it on.
    async fn answer(self, mut head: Parts, body: Bytes, time: Duration, reply: Reply) {
        let response = match self.settle_head(&head, Some(time)).await {
            Ok(settled) => {
                headers::to_caller(&mut head.headers, &self.line.id, settled.told());
                Response::from_parts(head, whole(body))
            }
            Err(refusal) => headers::refused(refusal, &self.line.id),
        };
        let _ = reply.send(response);
    }

    /// Sends a stream on as it comes. What its head says is settled before; the seconds of the machine at its end.
    async fn stream(
        self,
        up: &Up,
        place: Option<OwnedSemaphorePermit>,
        sent: Instant,
        mut head: Parts,
        body: Incoming,
        reply: Reply,
    ) {
        let settled = match self.settle_head(&head, None).await {
            Ok(settled) => settled,
            Err(refusal) => {
                self.cancel(up);
                let _ = reply.send(headers::refused(refusal, &self.line.id));
                return;
            }
        };
        let status = head.status.as_u16();
        headers::to_caller(&mut head.headers, &self.line.id, settled.told());
        let (frames, received) = mpsc::channel(FRAMES);
        let _ = reply.send(Response::from_parts(head, stream_body(received)));
        let ended = self.pump(up, sent, body, &frames).await;
        let time = sent.elapsed();
        drop(place);
        if settled == Settled::AtEnd {
            let measured = match ended {
                // Nobody pays for a failure.
                Err(Broken::App) => charge::nothing(),
                Ok(()) | Err(Broken::Caller) => charge::machine_seconds(&self.market.listing, time),
            };
            // What cannot be settled now is settled at nothing by the next start.
            let _ = self.settle(status, measured).await;
        }
        if ended == Err(Broken::App) {
            let why = "the app's answer is incomplete";
            let _ = frames.send(Err(why.into())).await;
        }
    }

    /// Passes frames on until the stream ends, or who makes it or reads it does.
    async fn pump(
        &self,
        up: &Up,
        sent: Instant,
        mut body: Incoming,
        frames: &mpsc::Sender<Result<Frame<Bytes>, Failed>>,
    ) -> Result<(), Broken> {
        let late = sleep(self.market.limits.work.saturating_sub(sent.elapsed()));
        tokio::pin!(late);
        loop {
            let frame = tokio::select! {
                frame = body.frame() => frame,
                () = frames.closed() => {
                    self.cancel(up);
                    return Err(Broken::Caller);
                }
                () = &mut late => {
                    self.cancel(up);
                    return Err(Broken::App);
                }
            };
            match frame {
                None => return Ok(()),
                Some(Err(_)) => return Err(Broken::App),
                Some(Ok(frame)) => {
                    if frames.send(Ok(frame)).await.is_err() {
                        self.cancel(up);
                        return Err(Broken::Caller);
                    }
                }
            }
        }
    }

    /// Answers that there is no answer. It costs nothing.
    async fn fail(self, refusal: Refusal, reply: Reply) {
        let settled = self
            .settle(refusal.status.as_u16(), charge::nothing())
            .await;
        let refusal = settled.err().unwrap_or(refusal);
        let _ = reply.send(headers::refused(refusal, &self.line.id));
    }

    /// Settles what the head of an answer says; the seconds of the machine where the answer is whole after that time.
    async fn settle_head(&self, head: &Parts, time: Option<Duration>) -> Result<Settled, Refusal> {
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
    async fn settle(&self, status: u16, measured: Measured) -> Result<Charge, Refusal> {
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

/// Who ended a stream before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    App,
    Caller,
}

/// What is settled when the head of an answer is sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settled {
    Charged(Charge),
    /// It costs the seconds of the machine, which go on.
    AtEnd,
    /// A report will say what it costs.
    Deferred,
}

impl Settled {
    /// The units that a caller is told: those that are charged.
    fn told(self) -> Option<BillableUnits> {
        match self {
            Self::Charged(Charge {
                flag: None, units, ..
            }) => Some(units),
            Self::Charged(_) => Some(BillableUnits::ZERO),
            Self::AtEnd | Self::Deferred => None,
        }
    }
}

fn stream_body(frames: mpsc::Receiver<Result<Frame<Bytes>, Failed>>) -> Content {
    let frames = stream::unfold(frames, |mut frames| async {
        let frame = frames.recv().await?;
        Some((frame, frames))
    });
    StreamBody::new(frames).boxed_unsync()
}
