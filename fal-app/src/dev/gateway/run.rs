//! `/run/{owner}/{app}[/{path}]`: a request that its caller waits for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use http_body_util::BodyExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::timeout;
use uuid::Uuid;

use super::attempt::Attempt;
use super::auth::{self, Caller};
use super::body::{self, Body};
use super::headers::{self, START_TIMEOUT};
use super::log::Line;
use super::market::Market;
use super::realtime::{self, Handshake};
use super::refusal::{Content, Refusal, Sent};
use super::tags;
use crate::dev::app::document::{Bounds, Endpoint};
use crate::dev::app::{self, Failure, Up};
use crate::dev::ledger::bodies;
use crate::dev::ledger::requests::{Call, Charge, Quote};
use crate::units::BillableUnits;

/// The longest path that the ledger keeps, in bytes. A longer one is no endpoint's.
const LONGEST_PATH: usize = 256;

/// What a path may hold as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How long a request for the queue waits for its quote. A quote runs nothing, so an app that takes longer hangs.
const QUOTE: Duration = Duration::from_secs(10);

/// Answers a request for the app. `path` is what follows its name, decoded.
pub(super) async fn run(
    market: &Arc<Market>,
    id: Uuid,
    path: &str,
    mut request: Request<Sent>,
) -> Response<Content> {
    let path = without_slash(path);
    let mut line = line(id, path);
    let admitted = match realtime::asked(&mut request) {
        Ok(handshake) => admit(market, &mut line, path, request, For::Caller, handshake).await,
        Err(refusal) => Err(refusal),
    };
    match admitted {
        Ok(attempt) => {
            // It goes on when the caller leaves: what the app has done by then is settled.
            let (reply, answer) = oneshot::channel();
            tokio::spawn(attempt.run(line, reply));
            let lost =
                || headers::refused(Refusal::internal(&"a request ended without an answer"), &id);
            answer.await.unwrap_or_else(|_| lost())
        }
        Err(refusal) => {
            market
                .log
                .write(&line, refusal.status.as_u16(), Some(Charge::NOTHING));
            headers::refused(refusal, &id)
        }
    }
}

/// A path without the slash at its end.
pub(super) fn without_slash(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

/// The line of a request that comes now.
pub(super) fn line(id: Uuid, path: &str) -> Line {
    Line {
        id,
        caller: "-".to_owned(),
        endpoint: path[..path.floor_char_boundary(LONGEST_PATH)].to_owned(),
        began: Instant::now(),
    }
}

/// Who waits for a request that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Caller,
    /// The queue takes it also while the app starts again.
    Queue,
}

/// Looks at a request, reads it, and asks what it may cost. One with a handshake begins a session.
///
/// # Errors
/// It is refused before the ledger or the app hears of it.
pub(super) async fn admit(
    market: &Arc<Market>,
    line: &mut Line,
    path: &str,
    request: Request<Sent>,
    waits: For,
    mut handshake: Option<Handshake>,
) -> Result<Attempt, Refusal> {
    let Ok(admitted) = market.requests.clone().try_acquire_owned() else {
        return Err(Refusal::too_many());
    };
    let caller = match &handshake {
        Some(handshake) => handshake.caller(market, request.headers(), path)?,
        None => auth::of_request(market, &request)?,
    };
    caller.name().clone_into(&mut line.caller);
    let tags = tags::read(request.headers())?;
    let own_timeout = own_timeout(request.headers())?;
    let start_within = own_timeout.map_or(market.limits.start, |own| own.min(market.limits.start));
    let (head, content) = request.into_parts();
    let Body { bytes, share } = body::read(market, content).await?;
    let too_late = Refusal::startup_timeout(own_timeout.is_some());
    let patience = match waits {
        For::Caller => start_within,
        For::Queue => Duration::ZERO,
    };
    let up = market.app.up(patience).await;
    let document = match &up {
        Ok(up) => up.document.clone(),
        Err(_) if waits == For::Queue => market.app.document(),
        Err(not_up) => return Err(too_late.or_ending(*not_up)),
    };
    let endpoint = document.endpoint(path);
    let endpoint = endpoint.filter(|endpoint| match handshake {
        Some(_) => endpoint.is_session,
        None => head.method == Method::POST && !endpoint.is_session,
    });
    let left = || start_within.saturating_sub(line.began.elapsed());
    let quote_within = match waits {
        For::Caller => left(),
        For::Queue => QUOTE,
    };
    let quote = match (endpoint, &up) {
        (None, _) => Quote::AtMost(BillableUnits::ZERO),
        (Some(endpoint), Err(_)) => declared(endpoint),
        (Some(endpoint), Ok(up)) => {
            let quoting = quote(market, up, endpoint, &head.headers, &bytes);
            match timeout(quote_within.min(market.limits.work), quoting).await {
                Ok(Ok(quote)) => quote,
                Ok(Err(_)) | Err(_) if waits == For::Queue => declared(endpoint),
                Ok(Err(failure)) => return Err(failure.into()),
                Err(_) => return Err(too_late),
            }
        }
    };
    if let Some(handshake) = &mut handshake {
        handshake.may_cost(endpoint.map(|endpoint| endpoint.bounds));
    }
    Ok(Attempt {
        call: Call {
            id: line.id,
            key: caller.key.as_ref().map(|key| key.id),
            payer: caller.payer,
            endpoint: line.endpoint.clone(),
            quote,
            tags,
            body: body(market, endpoint, &bytes),
        },
        takes_place: endpoint.is_some(),
        cancel: cancel_path(&encoded(path)),
        start_within: left(),
        own_timeout,
        too_late,
        request: to_app(
            market,
            &caller,
            line.id,
            path,
            head,
            bytes,
            handshake.as_ref(),
        ),
        handshake,
        held: (admitted, share, market.at_work.sign()),
        market: market.clone(),
    })
}

/// What a success may cost, by the declaration alone.
fn declared(endpoint: &Endpoint) -> Quote {
    match endpoint.bounds {
        Bounds::Units { max: Some(max), .. } => Quote::AtMost(max),
        Bounds::Units { min, max: None } => Quote::Open(min),
        Bounds::MachineSeconds => Quote::Open(BillableUnits::ZERO),
    }
}

/// What is kept of a request, where the owner wants it: what an endpoint that has quotes was sent.
fn body(market: &Market, endpoint: Option<&Endpoint>, bytes: &Bytes) -> Option<bodies::Body> {
    let most_bytes = market.limits.record?;
    endpoint?.quote.as_ref()?;
    (bytes.len() <= bodies::LONGEST).then(|| bodies::Body {
        bytes: bytes.clone(),
        most_bytes,
    })
}

/// What a success may cost. Where that does not follow from the declaration alone, the app is asked.
///
/// # Errors
/// The app gives no answer.
async fn quote(
    market: &Market,
    up: &Up,
    endpoint: &Endpoint,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Quote, Failure> {
    let is_exact = matches!(endpoint.bounds, Bounds::Units { min, max } if max == Some(min));
    let path = match &endpoint.quote {
        Some(path) if !is_exact && endpoint.bounds != Bounds::MachineSeconds => path,
        _ => return Ok(declared(endpoint)),
    };
    let mut request = app::post(path, body.clone());
    if let Some(content_type) = headers.get(http::header::CONTENT_TYPE) {
        request
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, content_type.clone());
    }
    let answer = market.app.send(up, request).await?;
    if answer.status() != StatusCode::OK {
        // The app will refuse the request itself, in the same words and for nothing.
        return Ok(Quote::AtMost(BillableUnits::ZERO));
    }
    let quoted = answer.into_body().collect().await.ok();
    let quoted = quoted.and_then(|quoted| serde_json::from_slice::<Value>(&quoted.to_bytes()).ok());
    Ok(
        match quoted.map(|quoted| Bounds::read(&quoted["billable_units"])) {
            Some(Bounds::Units { max: Some(max), .. }) => Quote::AtMost(max),
            Some(Bounds::Units { min, max: None }) => Quote::Open(min),
            Some(Bounds::MachineSeconds) | None => declared(endpoint),
        },
    )
}

/// How long a request may wait for its start, where its caller says so.
fn own_timeout(headers: &HeaderMap) -> Result<Option<Duration>, Refusal> {
    let Some(sent) = headers.get(START_TIMEOUT) else {
        return Ok(None);
    };
    let seconds = sent.to_str().ok().and_then(|seconds| seconds.parse().ok());
    match seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(Refusal::bad_request(
            "Invalid X-Fal-Request-Timeout header: it is a number of seconds",
        )),
    }
}

/// A path as it stands in a URI.
fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PLAIN).to_string()
}

/// Where a request at this path of a URI is cancelled.
pub(super) fn cancel_path(path: &str) -> String {
    format!("{}/cancel", path.trim_end_matches('/'))
}

/// The request as the app gets it.
fn to_app(
    market: &Market,
    caller: &Caller,
    id: Uuid,
    path: &str,
    head: Parts,
    body: Bytes,
    handshake: Option<&Handshake>,
) -> Request<Bytes> {
    let sent_path = encoded(path);
    let path_and_query = match (handshake, head.uri.query()) {
        (Some(handshake), _) => handshake.path_and_query(&sent_path),
        (None, Some(query)) => format!("{sent_path}?{query}"),
        (None, None) => sent_path,
    };
    let mut request = Request::new(body);
    *request.method_mut() = head.method;
    // Its query was part of a URI before.
    *request.uri_mut() = path_and_query.parse::<Uri>().unwrap_or_default();
    *request.headers_mut() = headers::to_app(head.headers, &market.listing, caller, &id, path);
    if let Some(handshake) = handshake {
        handshake.ask(request.headers_mut());
    }
    request
}
