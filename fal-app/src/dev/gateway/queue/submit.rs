//! A request is put into the queue.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Request, Response, StatusCode, Uri};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::super::attempt::Attempt;
use super::super::headers::{self, PRIORITY};
use super::super::log::Line;
use super::super::market::Market;
use super::super::query::{self, Query};
use super::super::refusal::{Content, Refusal, Sent, json_response};
use super::super::run::{self, For};
use super::asked::{Urls, own};
use super::turn;
use crate::dev::ledger::LedgerError;
use crate::dev::ledger::queue::{self, Input, StartBy, Submission, Submitted};
use crate::dev::ledger::requests::Charge;
use crate::dev::webhooks;

/// The parameters of a URL that are for the queue. The app does not see them.
const WEBHOOK: &str = "fal_webhook";
const MOST_WAITING: &str = "fal_max_queue_length";

/// What a caller says in the URL.
#[derive(Default)]
struct Said {
    webhook: Option<String>,
    most_waiting: Option<u64>,
}

/// Takes a request into the queue. `path` is what follows the name of the app, decoded.
pub(super) async fn submit(
    market: &Arc<Market>,
    id: Uuid,
    path: &str,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let path = run::without_slash(path);
    let mut line = run::line(id, path);
    let urls = Urls::of(market, &id, &request);
    match take(market, &mut line, path, request).await {
        Ok(position) => {
            let body = json!({
                "status": "IN_QUEUE",
                "request_id": id.to_string(),
                "gateway_request_id": id.to_string(),
                "response_url": urls.result,
                "status_url": urls.status,
                "cancel_url": urls.cancel,
                "queue_position": position,
            });
            Ok(own(&id, json_response(StatusCode::OK, &body)))
        }
        Err(refusal) => {
            let status = refusal.status.as_u16();
            market.log.write(&line, status, Some(Charge::NOTHING));
            Err(refusal)
        }
    }
}

/// Returns how many are before it.
async fn take(
    market: &Arc<Market>,
    line: &mut Line,
    path: &str,
    mut request: Request<Sent>,
) -> Result<u32, Refusal> {
    let id = line.id;
    let said = said(&request)?;
    let low = is_low(request.headers())?;
    let sent = request.headers().clone();
    *request.uri_mut() = for_the_app(request.uri());
    let Attempt {
        call,
        own_timeout,
        request,
        // What it holds is for what is in memory. From here on the request is in the file.
        held: _held,
        ..
    } = run::admit(market, line, path, request, For::Queue, None).await?;
    let is_owner = call.key.is_some() && call.payer == market.listing.owner.id;
    let retries = market.listing.retries.of(&sent, is_owner)?;
    let start_by = start_by(market, own_timeout);
    let (head, body) = request.into_parts();
    let submission = Submission {
        call,
        low,
        most_waiting: said.most_waiting,
        start_by,
        retries: retries.write(),
        webhook: said.webhook,
        input: Input {
            path: head.uri.to_string(),
            headers: headers::write(&head.headers),
            body: body.into(),
        },
    };
    let market = market.clone();
    let submitting = async move {
        let submitted = market
            .ledger
            .write(move |file| queue::submit(file, &submission))
            .await?;
        if let Submitted::At(_) = submitted {
            turn::wait(&market, id, start_by);
            market.queue.changed();
        }
        Ok(submitted)
    };
    // What is in the queue gets its turn, also where its caller leaves before that is said.
    let submitted = tokio::spawn(submitting).await;
    let submitted = submitted.unwrap_or(Err(LedgerError::Closed));
    match submitted.map_err(|error| Refusal::internal(&error))? {
        Submitted::At(position) => Ok(position),
        Submitted::NoCredit => Err(Refusal::no_credit()),
        Submitted::TooLong => Err(Refusal::queue_is_too_long()),
        Submitted::Full => Err(Refusal::queue_is_full()),
        Submitted::TooManyOwed => Err(Refusal::too_many_webhooks()),
    }
}

/// Until when it must have started: as its caller says, or as the app declares.
fn start_by(market: &Market, own: Option<Duration>) -> Option<StartBy> {
    let within = own.or(market.limits.queue)?;
    let within = i64::try_from(within.as_millis()).unwrap_or(i64::MAX);
    Some(StartBy {
        at: Timestamp::now().as_millisecond().saturating_add(within),
        is_callers: own.is_some(),
    })
}

fn said<B>(request: &Request<B>) -> Result<Said, Refusal> {
    let query = Query::of(request);
    let webhook = query.one(WEBHOOK);
    if let Some(url) = &webhook {
        webhooks::check(url)
            .map_err(|why| Refusal::bad_request(&format!("Invalid fal_webhook: {why}")))?;
    }
    let most_waiting = query.one(MOST_WAITING).map(|number| number.parse());
    let most_waiting = most_waiting.transpose().map_err(|_| {
        Refusal::bad_request("Invalid fal_max_queue_length: it is a whole number from 0")
    })?;
    Ok(Said {
        webhook,
        most_waiting,
    })
}

/// The URI without what is for the queue.
fn for_the_app(uri: &Uri) -> Uri {
    let query = uri.query().unwrap_or_default();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let (name, _) = query::pair(pair);
            !pair.is_empty() && name != WEBHOOK && name != MOST_WAITING
        })
        .collect();
    let path = match &*kept {
        [] => uri.path().to_owned(),
        kept => format!("{}?{}", uri.path(), kept.join("&")),
    };
    // It was part of a URI before.
    path.parse().unwrap_or_default()
}

fn is_low(headers: &HeaderMap) -> Result<bool, Refusal> {
    let Some(priority) = headers.get(PRIORITY) else {
        return Ok(false);
    };
    match priority.as_bytes() {
        b"normal" => Ok(false),
        b"low" => Ok(true),
        _ => Err(Refusal::bad_request(
            "Invalid X-Fal-Queue-Priority header: it is `normal` or `low`",
        )),
    }
}
