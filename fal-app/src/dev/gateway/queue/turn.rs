//! A request's turn. Each one that waits stands in the line for places, with the callers who wait for their answers: so
//! both are served in the order of arrival. A place that the queue gets goes to the first in it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::response::Parts;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::sleep;
use uuid::Uuid;

use super::super::accepted::{Accepted, Bill};
use super::super::attempt::{As, Received};
use super::super::charge;
use super::super::headers;
use super::super::log::Line;
use super::super::market::Market;
use super::super::refusal::Refusal;
use super::super::retries::{self, Retries};
use super::super::run;
use super::super::running;
use crate::dev::ledger::margin;
use crate::dev::ledger::queue::{self, Completion, Outcome, StartBy, Turn};
use crate::one_line::beginning;

/// How long the queue waits after its file could not be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// An attempt's end: an answer and how long it took, or none.
struct Ended {
    answer: Result<(Parts, Bytes), Refusal>,
    /// `None` where the app was not asked.
    time: Option<Duration>,
}

/// Lets those wait that are in the queue from before.
pub(crate) fn resume(market: &Arc<Market>) {
    match market.ledger.read(queue::waiting) {
        Ok(waiting) => {
            if !waiting.is_empty() {
                tracing::info!("{} requests are in the queue and go on", waiting.len());
            }
            for (id, start_by) in waiting {
                wait(market, id, start_by);
            }
        }
        Err(error) => tracing::error!("the queue cannot be read: {error}"),
    }
}

/// Lets a request wait for its turn: until it has one, or must have had one.
pub(super) fn wait(market: &Arc<Market>, id: Uuid, start_by: Option<StartBy>) {
    stand_in_line(market);
    let Some(start_by) = start_by else { return };
    let left = start_by
        .at
        .saturating_sub(Timestamp::now().as_millisecond());
    let left = Duration::from_millis(u64::try_from(left).unwrap_or_default());
    let market = Arc::downgrade(market);
    tokio::spawn(async move {
        sleep(left).await;
        let Some(market) = market.upgrade() else {
            return;
        };
        let begun = market.ledger.insist(move |file| queue::begin(file, &id));
        match begun.await {
            Ok(Some(turn)) => refuse(&market, &turn, too_late(&turn)).await,
            Ok(None) => {}
            Err(error) => tracing::error!("{error}"),
        }
    });
}

/// Waits for a place as who waits for an answer does.
fn stand_in_line(market: &Arc<Market>) {
    let places = market.places.clone();
    let market = Arc::downgrade(market);
    tokio::spawn(async move {
        let Ok(place) = places.acquire_owned().await else {
            return;
        };
        if let Some(market) = market.upgrade().filter(|market| !market.queue.is_closed()) {
            work(&market, place).await;
        }
    });
}

/// Gives a place to the first in the queue.
async fn work(market: &Arc<Market>, place: OwnedSemaphorePermit) {
    let (running, output) = (market.queue.clone(), market.app.output.clone());
    let begun = market.ledger.write(move |file| {
        let Some(turn) = queue::next(file)? else {
            return Ok(None);
        };
        // A cancel that is written after this finds it.
        let request = running.begin(turn.id, &output, &turn.logs);
        Ok(Some((turn, request)))
    });
    match begun.await {
        Ok(Some((turn, request))) => {
            let id = turn.id;
            market.queue.changed();
            attempt(market, turn, &request, place).await;
            market.queue.end(&id);
            market.queue.changed();
        }
        // It was cancelled, or waits for its next attempt, which stands in line anew.
        Ok(None) => {}
        Err(error) => {
            tracing::error!("{error}");
            drop(place);
            sleep(PATIENCE).await;
            stand_in_line(market);
        }
    }
}

async fn attempt(
    market: &Arc<Market>,
    mut turn: Turn,
    request: &running::Request,
    place: OwnedSemaphorePermit,
) {
    let accepted = accepted(market, &turn);
    let ended = ask(&accepted, &mut turn, request).await;
    drop(place);
    market.app.output.read_so_far().await;
    let lines = request.listener.lines().json();
    if ended.answer.is_err() && market.queue.is_closed() {
        // The app ends with the marketplace. The next one on this file tries again.
        return;
    }
    let mut retries = Retries::read(&turn.retries);
    let is_over = request.cancel.is_set()
        || turn
            .start_by
            .is_some_and(|start_by| start_by.at <= Timestamp::now().as_millisecond());
    let again = !is_over
        && match &ended.answer {
            Ok((head, _)) => retries.after_answer(turn.attempt, head.status, &head.headers),
            Err(refusal) => retries.after_refusal(turn.attempt, refusal),
        };
    if !again {
        return complete(accepted, ended, lines).await;
    }
    let (id, pause) = (turn.id, retries::pause(turn.attempt));
    let milliseconds = u32::try_from(pause.as_millis()).unwrap_or(u32::MAX);
    let (number, seconds) = (turn.attempt, ended.time.map(charge::seconds));
    let put_back = market.ledger.insist(move |file| {
        if let Some(seconds) = seconds {
            margin::note_work(file, &id, number, seconds)?;
        }
        queue::again(file, &id, milliseconds, &retries.write(), &lines)
    });
    if let Err(error) = put_back.await {
        tracing::error!("{error}");
    }
    let market = Arc::downgrade(market);
    tokio::spawn(async move {
        sleep(pause).await;
        if let Some(market) = market.upgrade() {
            stand_in_line(&market);
        }
    });
}

/// Sends a request to the app, once that is up.
async fn ask(accepted: &Accepted, turn: &mut Turn, request: &running::Request) -> Ended {
    let not_asked = |refusal| Ended {
        answer: Err(refusal),
        time: None,
    };
    if turn.is_cancelled {
        return not_asked(Refusal::client_cancelled());
    }
    let market = &accepted.market;
    let within = turn.start_by.map_or(market.limits.start, |start_by| {
        let left = start_by
            .at
            .saturating_sub(Timestamp::now().as_millisecond());
        Duration::from_millis(u64::try_from(left).unwrap_or_default()).min(market.limits.start)
    });
    let up = tokio::select! {
        up = market.app.up(within) => up,
        () = request.cancel.cancelled() => return not_asked(Refusal::client_cancelled()),
    };
    let up = match up {
        Ok(up) => up,
        Err(not_up) => return not_asked(too_late(turn).or_ending(not_up)),
    };
    let mut sending = Request::new(Bytes::from(std::mem::take(&mut turn.input.body)));
    *sending.method_mut() = Method::POST;
    // It was part of a URI before.
    *sending.uri_mut() = turn.input.path.parse().unwrap_or_default();
    *sending.headers_mut() = headers::read(&turn.input.headers);
    let sent = Instant::now();
    let received = accepted.receive(
        &up,
        sending,
        As::OnePiece,
        &request.listener,
        request.cancel.cancelled(),
    );
    let answer = match received.await {
        Ok(Received::Whole(head, body)) => Ok((head, body)),
        // It was wanted in one piece.
        Ok(Received::Stream(..)) => Err(Refusal::incomplete()),
        Err(refusal) => Err(refusal),
    };
    Ended {
        answer,
        time: Some(sent.elapsed()),
    }
}

fn too_late(turn: &Turn) -> Refusal {
    Refusal::startup_timeout(turn.start_by.is_some_and(|start_by| start_by.is_callers))
}

/// Completes a request whose turn it is without the app.
pub(super) async fn refuse(market: &Arc<Market>, turn: &Turn, refusal: Refusal) {
    let ended = Ended {
        answer: Err(refusal),
        time: None,
    };
    complete(accepted(market, turn), ended, turn.logs.clone()).await;
    market.queue.changed();
}

fn accepted(market: &Arc<Market>, turn: &Turn) -> Accepted {
    // Its id says when it came.
    let came = turn.id.get_timestamp().map(|time| {
        let (seconds, nanoseconds) = time.to_unix();
        Duration::new(seconds, nanoseconds)
    });
    let now = Timestamp::now().as_millisecond();
    let now = Duration::from_millis(u64::try_from(now).unwrap_or_default());
    let ago = now.saturating_sub(came.unwrap_or(now));
    let began = Instant::now();
    let path = turn.input.path.split('?').next().unwrap_or_default();
    Accepted {
        market: market.clone(),
        line: Line {
            id: turn.id,
            caller: turn.caller.clone().unwrap_or_else(|| "anyone".to_owned()),
            endpoint: turn.endpoint.clone(),
            began: began.checked_sub(ago).unwrap_or(began),
        },
        cancel: run::cancel_path(path),
        attempt: turn.attempt,
        at_work: market.at_work.sign(),
    }
}

/// Settles a request and keeps its result, in one transaction.
async fn complete(accepted: Accepted, ended: Ended, logs: String) {
    let (id, market) = (accepted.line.id, accepted.market.clone());
    let Ended { answer, time } = ended;
    let is_for_good = answer.as_ref().is_err_and(Refusal::is_for_good);
    let (bill, response) = match answer {
        Ok((head, body)) => {
            let bill = accepted.bill(&head, time);
            (bill, Response::from_parts(head, body))
        }
        Err(refusal) => (None, refusal.in_one_piece()),
    };
    let status = response.status();
    let bill =
        bill.unwrap_or_else(|| Bill::Settle(accepted.answered(status.as_u16(), charge::nothing())));
    let (error, error_type) = failure(status, response.headers(), response.body()).unzip();
    let milliseconds = time.map(|time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
    // What can never be written is logged. The next marketplace on this file tries again.
    let _ = accepted
        .book(bill, time, move |file, settled| {
            let mut headers = response.headers().clone();
            headers::to_caller(&mut headers, &id, settled.told());
            let outcome = Outcome {
                status: status.as_u16(),
                headers: headers::write(&headers),
                body: response.body().clone(),
            };
            let completion = Completion {
                id,
                outcome,
                milliseconds,
                error: error.clone(),
                error_type: error_type.clone().flatten(),
                logs: logs.clone(),
            };
            queue::complete(file, &completion)
        })
        .await;
    if is_for_good {
        // Its report may be here, and wait for the end of this attempt.
        market.deferrals.notify_waiters();
    }
}

/// What a status says of a failure: its words and its type.
fn failure(
    status: StatusCode,
    headers: &http::HeaderMap,
    body: &Bytes,
) -> Option<(String, Option<String>)> {
    if status.as_u16() < 400 {
        return None;
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |value: &Value| value.as_str().map(beginning);
    let error = text(&body["detail"]);
    let error = error.unwrap_or_else(|| format!("Invalid status code: {}", status.as_u16()));
    let in_header = headers
        .get("x-fal-error-type")
        .and_then(|kind| kind.to_str().ok());
    let kind = in_header
        .map(beginning)
        .or_else(|| text(&body["error_type"]))
        .or_else(|| text(&body["detail"][0]["type"]));
    Some((error, kind))
}
