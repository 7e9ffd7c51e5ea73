//! What is asked of a request: its status, its result, its end.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body::Frame;
use serde_json::{Map, Value, json};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::super::auth;
use super::super::headers;
use super::super::market::Market;
use super::super::query::Query;
use super::super::refusal::{Content, Refusal, Sent, json_response, whole};
use super::super::stream::stream_body;
use super::asked::{Asked, Urls, own, unknown};
use super::turn;
use crate::dev::app::Failed;
use crate::dev::ledger::LedgerError;
use crate::dev::ledger::queue::{self, Cancelled, State, Status};

/// How often who follows a request is told of new lines.
const POLL: Duration = Duration::from_millis(250);

/// How long a stream is silent.
const BREATH: Duration = Duration::from_secs(10);

/// Who asks for which request.
struct Question {
    id: Uuid,
    payer: i64,
    urls: Urls,
    wants_logs: bool,
    /// Whether the logs are for them.
    may_see_logs: bool,
}

pub(super) async fn answer(
    market: &Arc<Market>,
    id: Uuid,
    asked: Asked,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let caller = auth::of_request(market, &request)?;
    let logs = Query::of(&request).one("logs").unwrap_or_default();
    let question = Question {
        id,
        payer: caller.payer,
        urls: Urls::of(market, &id, &request),
        wants_logs: ["1", "true"].contains(&&*logs.to_ascii_lowercase()),
        may_see_logs: !market.listing.private_logs
            || caller
                .key
                .is_some_and(|key| key.user == market.listing.owner),
    };
    match asked {
        Asked::Status => status(market, &question),
        Asked::Follow => follow(market, question),
        Asked::Result => result(market, &question).await,
        Asked::Cancel => cancel(market, &question).await,
    }
}

fn find(market: &Market, question: &Question) -> Result<Option<Status>, Refusal> {
    let found = market
        .ledger
        .read(|file| queue::status(file, &question.id, question.payer));
    found.map_err(|error| Refusal::internal(&error))
}

fn status(market: &Market, question: &Question) -> Result<Response<Content>, Refusal> {
    let Some(status) = find(market, question)? else {
        return Ok(unknown(&question.id));
    };
    let code = match status.state {
        State::Completed { .. } => StatusCode::OK,
        State::Queued(_) | State::Running => StatusCode::ACCEPTED,
    };
    let body = body(market, question, &status);
    Ok(own(&question.id, json_response(code, &body)))
}

/// A status, as the platform writes it.
fn body(market: &Market, question: &Question, status: &Status) -> Value {
    let name = match status.state {
        State::Queued(_) => "IN_QUEUE",
        State::Running => "IN_PROGRESS",
        State::Completed { .. } => "COMPLETED",
    };
    let mut body = Map::new();
    let mut say = |name: &str, value: Value| body.insert(name.to_owned(), value);
    say("status", name.into());
    say("request_id", question.id.to_string().into());
    say("response_url", question.urls.result.clone().into());
    say("status_url", question.urls.status.clone().into());
    say("cancel_url", question.urls.cancel.clone().into());
    match &status.state {
        State::Queued(position) => {
            say("queue_position", (*position).into());
        }
        State::Running => {
            say("logs", logs(market, question, status));
        }
        State::Completed {
            milliseconds,
            error,
            error_type,
        } => {
            say("logs", logs(market, question, status));
            let seconds = milliseconds.map(|milliseconds| milliseconds as f64 / 1000.0);
            say("metrics", json!({"inference_time": seconds}));
            if let Some(error) = error {
                say("error", error.clone().into());
            }
            if let Some(error_type) = error_type {
                say("error_type", error_type.clone().into());
            }
        }
    }
    Value::Object(body)
}

fn logs(market: &Market, question: &Question, status: &Status) -> Value {
    if !question.wants_logs {
        return Value::Null;
    }
    if !question.may_see_logs {
        return json!([]);
    }
    let running = match status.state {
        State::Running => market.queue.get(&question.id),
        State::Queued(_) | State::Completed { .. } => None,
    };
    let lines = running.map(|request| request.listener.lines().json());
    serde_json::from_str(lines.as_ref().unwrap_or(&status.logs)).unwrap_or_default()
}

/// Sends the status as events: now, and whenever it is another, up to the last one.
fn follow(market: &Arc<Market>, question: Question) -> Result<Response<Content>, Refusal> {
    if find(market, &question)?.is_none() {
        return Ok(unknown(&question.id));
    }
    let Ok(admitted) = market.followers.clone().try_acquire_owned() else {
        return Err(Refusal::too_many());
    };
    let (frames, received) = mpsc::channel(1);
    let mut response = Response::new(stream_body(received));
    for (name, value) in [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    let id = question.id;
    tokio::spawn(send(market.clone(), question, frames, admitted));
    Ok(own(&id, response))
}

async fn send(
    market: Arc<Market>,
    question: Question,
    frames: mpsc::Sender<Result<Frame<Bytes>, Failed>>,
    _admitted: OwnedSemaphorePermit,
) {
    let mut changes = market.queue.changes();
    let mut last = Value::Null;
    let mut spoke = Instant::now();
    loop {
        let _: u64 = *changes.borrow_and_update();
        let Ok(Some(status)) = find(&market, &question) else {
            return;
        };
        let body = body(&market, &question, &status);
        let text = if body != last {
            Some(format!("data: {body}\n\n"))
        } else {
            (spoke.elapsed() > BREATH).then(|| ": keepalive\n\n".to_owned())
        };
        if let Some(text) = text {
            if frames.send(Ok(Frame::data(text.into()))).await.is_err() {
                return;
            }
            (last, spoke) = (body, Instant::now());
        }
        if matches!(status.state, State::Completed { .. }) {
            return;
        }
        tokio::select! {
            _ = changes.changed() => {}
            () = sleep(POLL) => {}
            () = frames.closed() => return,
            () = market.queue.closed() => return,
        }
    }
}

async fn result(market: &Arc<Market>, question: &Question) -> Result<Response<Content>, Refusal> {
    let Some(status) = find(market, question)? else {
        return Ok(unknown(&question.id));
    };
    let in_progress = || Refusal::new(StatusCode::BAD_REQUEST, "Request is still in progress");
    if !matches!(status.state, State::Completed { .. }) {
        let response = in_progress().response();
        return Ok(own(&question.id, response));
    }
    // It may be large: on a thread of its own.
    let (market, id) = (market.clone(), question.id);
    let read =
        tokio::task::spawn_blocking(move || market.ledger.read(|file| queue::outcome(file, &id)));
    let outcome = read
        .await
        .unwrap_or(Err(LedgerError::Closed))
        .map_err(|error| Refusal::internal(&error))?;
    let Some(outcome) = outcome else {
        return Ok(unknown(&question.id));
    };
    let mut response = Response::new(whole(outcome.body));
    *response.status_mut() = StatusCode::from_u16(outcome.status).unwrap_or_default();
    *response.headers_mut() = headers::read(&outcome.headers);
    Ok(response)
}

async fn cancel(market: &Arc<Market>, question: &Question) -> Result<Response<Content>, Refusal> {
    let (id, payer, running) = (question.id, question.payer, market.queue.clone());
    let market = market.clone();
    let cancelling = async move {
        let cancelled = market.ledger.write(move |file| {
            let cancelled = queue::cancel(file, &id, payer)?;
            if let (Cancelled::Running, Some(request)) = (&cancelled, running.get(&id)) {
                request.cancel.set();
            }
            Ok(cancelled)
        });
        let cancelled = cancelled.await?;
        if let Cancelled::Queued(turn) = &cancelled {
            turn::refuse(&market, turn, Refusal::client_cancelled()).await;
        }
        Ok(cancelled)
    };
    // It is completed, also where its caller leaves before that is said.
    let cancelled = tokio::spawn(cancelling).await;
    let cancelled = cancelled
        .unwrap_or(Err(LedgerError::Closed))
        .map_err(|error| Refusal::internal(&error))?;
    let (code, status) = match cancelled {
        Cancelled::Unknown => return Ok(unknown(&id)),
        Cancelled::Completed => (StatusCode::BAD_REQUEST, "ALREADY_COMPLETED"),
        Cancelled::Queued(_) | Cancelled::Running => {
            (StatusCode::ACCEPTED, "CANCELLATION_REQUESTED")
        }
    };
    Ok(own(&id, json_response(code, &json!({"status": status}))))
}
