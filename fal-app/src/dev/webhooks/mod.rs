//! Webhooks: results are sent to the URLs that callers named, signed as the platform signs them (`docs/platform.md` §7.4).
//!
//! What is owed stands in the ledger, in the transaction that completed the request. So it is sent at least once, whatever
//! ends the marketplace: what was under way then is sent again by the next one.

mod message;
mod places;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

pub(crate) use self::message::Signer;
use self::places::Places;
use super::ledger::webhooks::{self, Attempt, Due, Webhook};
use super::ledger::{Ledger, LedgerError, Result, queue};
use crate::net::{self, Failure, Outgoing, Reach, Url};

/// How webhooks are sent. The times and the number of retries are the platform's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How long a receiver may take to answer.
    pub(crate) answer: Duration,
    pub(crate) retries: u32,
    /// How long the first retry waits. Each waits twice as long as the one before.
    pub(crate) delay: Duration,
    /// How many are sent at once, and how many of them to one receiver that answers. One that does not answer gets one.
    pub(crate) at_once: usize,
    pub(crate) to_one_receiver: usize,
    /// Who may be a receiver.
    pub(crate) reach: Reach,
}

impl Limits {
    /// Ten retries in two hours.
    pub(crate) const DELAY: Duration = Duration::from_secs(7);

    pub(crate) const fn new(delay: Duration, reach: Reach) -> Self {
        Self {
            answer: Duration::from_secs(15),
            retries: 10,
            delay,
            at_once: 64,
            to_one_receiver: 4,
            reach,
        }
    }

    /// How long to wait after so many retries of a round, in milliseconds; `None` after the last one.
    fn delay_after(&self, retries: u32) -> Option<i64> {
        let doubled = 2_u32.checked_pow(retries)?;
        let delay = self.delay.checked_mul(doubled)?.as_millis();
        (retries < self.retries).then(|| i64::try_from(delay).unwrap_or(i64::MAX))
    }
}

/// How often it is looked what is due. A command of another process may have added to it.
const POLL: Duration = Duration::from_millis(100);

/// How long nothing is sent after the ledger could not be read or written.
const PAUSE: Duration = Duration::from_secs(10);

/// The longest URL, in bytes.
const LONGEST_URL: usize = 2048;

/// Looks at a URL that a caller named.
///
/// # Errors
/// Nothing can be sent there, and why.
pub(crate) fn check(url: &str) -> std::result::Result<(), &'static str> {
    if url.len() > LONGEST_URL {
        return Err("it is longer than 2048 bytes");
    }
    let parsed = Url::parse(url)
        .map_err(|_| "it is not the URL of a server, as https://example.com/done")?;
    if parsed.has_credentials() {
        return Err("it has a user name or a password, which are not sent");
    }
    if parsed.is_https() && !cfg!(feature = "https") {
        return Err(
            "`https` needs the feature `https` of `fal-app`: start it with `--features fal-app/dev,fal-app/https`",
        );
    }
    Ok(())
}

/// A webhook for a program.
pub(crate) fn as_json(webhook: &Webhook) -> Value {
    json!({
        "request_id": webhook.id.to_string(),
        "user": webhook.user,
        "url": webhook.url,
        "state": webhook.state.as_str(),
        "attempts": webhook.attempts,
        "error": webhook.error,
        "next_attempt": webhook.next_at.map(time),
    })
}

/// Its attempts, from the first on.
pub(crate) fn attempts_as_json(attempts: &[Attempt]) -> Value {
    let attempts = attempts.iter().map(|attempt| {
        json!({
            "at": time(attempt.at),
            "milliseconds": attempt.milliseconds,
            "status": attempt.status,
            "error": attempt.error,
            "next_attempt": attempt.next_at.map(time),
        })
    });
    attempts.collect()
}

fn time(milliseconds: i64) -> Option<String> {
    let time = Timestamp::from_millisecond(milliseconds).ok()?;
    Some(time.to_string())
}

/// What sends webhooks, until it is stopped.
pub(crate) struct Deliveries {
    stop: oneshot::Sender<()>,
    worker: JoinHandle<JoinSet<bool>>,
}

impl Deliveries {
    /// Starts with what is owed by now.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn start(ledger: Arc<Ledger>, limits: Limits) -> Result<Self> {
        let signer = ledger.read(Signer::of)?;
        let sender = Arc::new(Sender {
            ledger,
            signer,
            limits,
        });
        let (stop, stopped) = oneshot::channel();
        Ok(Self {
            stop,
            worker: tokio::spawn(sender.run(stopped)),
        })
    }

    /// Begins no more attempts, and waits at most that long for those under way. The next start sends again what is given
    /// up here.
    pub(crate) async fn stop(self, grace: Duration) {
        let _ = self.stop.send(());
        let Ok(mut under_way) = self.worker.await else {
            return;
        };
        let ended = async { while under_way.join_next().await.is_some() {} };
        if timeout(grace, ended).await.is_err() {
            tracing::warn!("webhooks under way are given up: the next start sends them again");
        }
    }
}

struct Sender {
    ledger: Arc<Ledger>,
    signer: Signer,
    limits: Limits,
}

impl Sender {
    async fn run(self: Arc<Self>, mut stop: oneshot::Receiver<()>) -> JoinSet<bool> {
        let mut under_way = JoinSet::new();
        let mut places = Places::new(self.limits.at_once, self.limits.to_one_receiver);
        loop {
            let pause = match self.begin(&mut under_way, &mut places) {
                Ok(()) => POLL,
                Err(error) => {
                    tracing::error!("webhooks cannot be sent: {error}");
                    PAUSE
                }
            };
            tokio::select! {
                _ = &mut stop => return under_way,
                Some(ended) = under_way.join_next_with_id() => {
                    let (id, answered) = ended.unwrap_or_else(|failed| (failed.id(), false));
                    places.end(id, answered);
                }
                () = sleep(pause) => {}
            }
        }
    }

    /// Begins with all that is due and has a place.
    fn begin(self: &Arc<Self>, under_way: &mut JoinSet<bool>, places: &mut Places) -> Result<()> {
        let now = Timestamp::now().as_millisecond();
        let mut receivers = self.ledger.read(|file| webhooks::receivers(file, now))?;
        places.order(&mut receivers);
        for receiver in receivers {
            let (free, to_it) = places.of(&receiver);
            if free == 0 {
                continue;
            }
            let read = |file: &rusqlite::Connection| webhooks::due(file, &receiver, free + to_it);
            let due = self.ledger.read(read)?;
            let ready = due
                .into_iter()
                .filter(|due| due.at <= now && !places.is_under_way(&due.id));
            let ready: Vec<Due> = ready.take(free).collect();
            for due in ready {
                let id = due.id;
                let task = under_way.spawn(self.clone().attempt(due));
                places.begin(task.id(), id, receiver.clone());
            }
        }
        Ok(())
    }

    /// Sends one, and notes what came of it. Returns whether its receiver answered.
    async fn attempt(self: Arc<Self>, due: Due) -> bool {
        let at = Timestamp::now().as_millisecond();
        let began = Instant::now();
        let sent = self.send(&due).await;
        let milliseconds = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let status = match &sent {
            Ok(status) | Err(Failure::Status(status, _)) => Some(status.as_u16()),
            Err(_) => None,
        };
        let next_at = match &sent {
            Err(failure) if may_pass(failure) => self.limits.delay_after(due.tried),
            _ => None,
        };
        let attempt = Attempt {
            round: due.round,
            at,
            milliseconds,
            status,
            error: sent.err().map(|failure| failure.to_string()),
            next_at: next_at.map(|delay| Timestamp::now().as_millisecond().saturating_add(delay)),
        };
        let (id, noted) = (due.id, attempt.clone());
        let noting = self
            .ledger
            .write(move |file| webhooks::record(file, &id, &noted));
        if let Err(error) = noting.await {
            tracing::error!("an attempt to send the webhook of request {id} is not noted: {error}");
            // It is sent again, but not at once.
            sleep(PAUSE).await;
        } else if let (Some(why), None) = (&attempt.error, attempt.next_at) {
            // The rest of the URL may be a secret.
            let origin = Url::parse(&due.url).map(|url| url.origin());
            tracing::warn!(
                "the webhook of request {id} to {} failed for good after {} attempts: {why} (`dev webhooks redeliver {id}` sends it again)",
                origin.unwrap_or_default(),
                due.tried + 1,
            );
        }
        status.is_some()
    }

    async fn send(&self, due: &Due) -> std::result::Result<StatusCode, Failure> {
        let id = due.id;
        let outcome = self.ledger.read(|file| queue::outcome(file, &id));
        let outcome = outcome.map_err(|error: LedgerError| Failure::Passing(error.to_string()))?;
        let Some(outcome) = outcome else {
            return Err(Failure::Final("its result is not kept any more".to_owned()));
        };
        let body = message::body(&id, &outcome);
        let (id, now) = (id.to_string(), Timestamp::now().as_second().to_string());
        let signature = self.signer.sign(&id, &due.user, &now, &body);
        let header = |name, value: &str| {
            let value = HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static(""));
            (HeaderName::from_static(name), value)
        };
        let mut headers = HeaderMap::from_iter([
            header("x-fal-webhook-request-id", &id),
            header("x-fal-webhook-user-id", &due.user),
            header("x-fal-webhook-timestamp", &now),
            header("x-fal-webhook-signature", &signature),
        ]);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let outgoing = Outgoing {
            method: Method::POST,
            url: Url::parse(&due.url)?,
            headers,
            body: body.into(),
        };
        net::tell(&outgoing, self.limits.reach, self.limits.answer).await
    }
}

/// Whether it is tried again. Any receiver may be mended, but redirects are not followed.
fn may_pass(failure: &Failure) -> bool {
    match failure {
        Failure::Passing(_) => true,
        Failure::Status(status, _) => !status.is_redirection(),
        Failure::NoFeature | Failure::Final(_) | Failure::TooLarge(_) => false,
    }
}
