//! One attempt at an accepted request: wait for a place, send it, settle, answer. It goes on when the caller leaves: the
//! app is told, and what it answers is settled.

use std::future::{Future, pending};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::response::Parts;
use http::{Request, Response};
use http_body::Body as _;
use http_body_util::{BodyExt, Full, Limited};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{sleep, timeout};

use super::accepted::{Accepted, Reply};
use super::cancel::Cancel;
use super::charge::{self, Billing};
use super::headers;
use super::log::Line;
use super::market::{LARGEST_ANSWER, Market};
use super::realtime::Handshake;
use super::refusal::{Refusal, whole};
use crate::dev::app::{Answer, App, Listener, Up};
use crate::dev::ledger::requests::{self, Acceptance, Answered, Call, Charge};
use crate::task::Share;

/// How long an answer may be broken off before its process is seen to have ended.
const DEATH: Duration = Duration::from_secs(2);

/// A request that is looked at, and not accepted yet.
pub(super) struct Attempt {
    pub(super) market: Arc<Market>,
    pub(super) call: Call,
    /// Whether it takes one of the places of `max_multiplexing`.
    pub(super) takes_place: bool,
    /// Where it is cancelled.
    pub(super) cancel: String,
    pub(super) start_within: Duration,
    /// What its caller says of that time.
    pub(super) own_timeout: Option<Duration>,
    /// The answer where it does not start within that time.
    pub(super) too_late: Refusal,
    pub(super) request: Request<Bytes>,
    /// Of a request that begins a session.
    pub(super) handshake: Option<Handshake>,
    /// Given back at the end: a place in the gateway, memory, and the sign that it is at work.
    pub(super) held: (OwnedSemaphorePermit, Share, mpsc::Sender<()>),
}

/// An answer of the app.
pub(super) enum Received {
    Whole(Parts, Bytes),
    Stream(Parts, Answer),
}

impl Attempt {
    pub(super) async fn run(self, line: Line, mut reply: Reply) {
        let Self {
            market,
            call,
            takes_place,
            cancel,
            start_within,
            own_timeout: _,
            too_late,
            request,
            mut handshake,
            held: (_admitted, _share, at_work),
        } = self;
        let acceptance = market
            .ledger
            .write(move |file| requests::accept(file, &call))
            .await;
        let refusal = match acceptance {
            Ok(Acceptance::Accepted) => None,
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
            attempt: 1,
            at_work,
        };
        let started = accepted.start(takes_place, start_within, too_late, &mut reply);
        let (place, up) = match started.await {
            Ok(started) => started,
            Err(refusal) => return accepted.fail(refusal, None, reply).await,
        };
        let listener = accepted.market.app.output.listen(accepted.line.id, None);
        let sent = Instant::now();
        let received = accepted.receive(&up, request, As::ItComes, &listener, reply.closed());
        match received.await {
            Err(refusal) => {
                let time = sent.elapsed();
                drop(place);
                accepted.fail(refusal, Some(time), reply).await;
            }
            Ok(Received::Whole(head, _))
                if let Some(handshake) = handshake.take_if(|asked| asked.is_accepted(&head)) =>
            {
                accepted.session(handshake, head, place, sent, reply).await;
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
        let started = async {
            let place = async {
                match takes_place {
                    true => self.market.places.clone().acquire_owned().await.ok(),
                    false => None,
                }
            };
            let Ok(place) = timeout(within, place).await else {
                return Err(too_late);
            };
            let left = within.saturating_sub(began.elapsed());
            match self.market.app.up(left).await {
                Ok(up) => Ok((place, up)),
                Err(not_up) => Err(too_late.or_ending(not_up)),
            }
        };
        tokio::select! {
            biased;
            // The app hears nothing of who has left by now.
            () = reply.closed() => Err(Refusal::client_disconnected()),
            started = started => started,
        }
    }

    /// Sends the request, and waits for its answer; of a stream for its head, unless all is wanted in one piece. Where it is
    /// cancelled, the app is told, and answers all the same: that nothing was done, or what was done before it heard of it.
    pub(super) async fn receive(
        &self,
        up: &Up,
        request: Request<Bytes>,
        wanted: As,
        listener: &Arc<Listener>,
        cancelled: impl Future<Output = ()>,
    ) -> Result<Received, Refusal> {
        let mut receiving = Box::pin(receive(
            self.market.app.clone(),
            up.clone(),
            request.map(Full::new),
            wanted,
        ));
        let late = sleep(self.market.limits.work);
        let cancel = async {
            cancelled.await;
            self.cancel_at(up).insist().await;
        };
        tokio::pin!(late, cancel);
        let mut is_cancelled = false;
        loop {
            tokio::select! {
                received = &mut receiving => return received,
                () = &mut late => {
                    self.market.app.is_late(up);
                    self.give_up(receiving, self.cancel_at(up), listener.clone());
                    return Err(Refusal::request_timeout());
                }
                () = &mut cancel, if !is_cancelled => is_cancelled = true,
            }
        }
    }

    /// Waits in vain: what the app answers now is noted, and nobody pays for it. What it prints until then is this
    /// request's. Its process is replaced: another attempt begins in the next one, when this one has ended.
    fn give_up(
        &self,
        receiving: impl Future<Output = Result<Received, Refusal>> + Send + 'static,
        cancel: Cancel,
        listener: Arc<Listener>,
    ) {
        let answered = self.answered(0, charge::nothing());
        let market = Arc::downgrade(&self.market);
        let patience = self.market.limits.work;
        tokio::spawn(async move {
            let told = async {
                cancel.insist().await;
                pending().await
            };
            let received = timeout(patience, async {
                tokio::select! {
                    received = receiving => received,
                    never = told => never,
                }
            });
            let received = received.await;
            drop(listener);
            let (Ok(Ok(Received::Whole(head, _) | Received::Stream(head, _))), Some(market)) =
                (received, market.upgrade())
            else {
                return;
            };
            let answered = Answered {
                status: head.status.as_u16(),
                measured: match charge::read(head.status, &head.headers) {
                    Billing::Known(measured) => measured,
                    Billing::MachineSeconds | Billing::Deferred => charge::nothing(),
                },
                ..answered
            };
            let noted = market
                .ledger
                .insist(move |file| requests::late(file, &answered));
            if let Err(error) = noted.await {
                tracing::error!("{error}");
            }
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
}

/// How an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum As {
    /// A stream is passed on while it is made.
    ItComes,
    OnePiece,
}

async fn receive(
    app: App,
    up: Up,
    request: Request<Full<Bytes>>,
    wanted: As,
) -> Result<Received, Refusal> {
    let answer = app.attempt(&up, request).await?;
    let (head, body) = answer.into_parts();
    if wanted == As::ItComes && body.size_hint().exact().is_none() {
        return Ok(Received::Stream(head, body));
    }
    if let Ok(body) = Limited::new(body, LARGEST_ANSWER).collect().await {
        return Ok(Received::Whole(head, body.to_bytes()));
    }
    let is_deferred = matches!(charge::read(head.status, &head.headers), Billing::Deferred);
    // A report names the request alone. So the process that owes the one of this attempt gets no other attempt.
    let is_last = is_deferred && timeout(DEATH, app.left(&up)).await.is_err();
    Err(match is_last {
        true => Refusal::incomplete().for_good(),
        false => Refusal::incomplete(),
    })
}
