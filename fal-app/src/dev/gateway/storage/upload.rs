//! The bytes of uploads, streamed to the disk.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::Body as _;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::super::body;
use super::super::market::Market;
use super::super::refusal::{Content, Refusal, Sent};
use super::common::{base, not_found, ok, only};
use super::ticket::Ticket;
use crate::dev::files::{Failed, MOST_PARTS, Unfinished};

/// How long the next bytes of an upload may take.
const IDLE: Duration = Duration::from_secs(60);

/// Takes a file in one piece.
pub(super) async fn whole(
    market: &Arc<Market>,
    ticket: &Ticket,
    request: Request<Sent>,
) -> Result<(), Refusal> {
    if ticket.is_multipart {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "this upload comes in parts: put them to its URL with `/1` and so on",
        ));
    }
    let unfinished = receive(market, request.into_body()).await?;
    Ok(market
        .files
        .keep(&ticket.id, &ticket.about, unfinished)
        .await?)
}

/// Takes one part, or makes the file of all. `what` is the number of a part, or `complete`.
pub(super) async fn part(
    market: &Arc<Market>,
    ticket: &Ticket,
    what: &str,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    if !ticket.is_multipart {
        return Err(not_found());
    }
    if what == "complete" {
        only(&request, &[Method::POST], "POST")?;
        return complete(market, ticket, request).await;
    }
    let number = what
        .parse()
        .ok()
        .filter(|number| (1..=MOST_PARTS).contains(number));
    let number = number.ok_or_else(not_found)?;
    // One store of the platform gives each part a URL of its own.
    if request.method() == Method::POST {
        let upload = ticket.close(&market.seal);
        let url = format!("{}/uploads/{upload}/{number}", base(&request));
        return Ok(ok(&json!({"upload_url": url})));
    }
    only(&request, &[Method::PUT], "POST, PUT")?;
    let unfinished = receive(market, request.into_body()).await?;
    let kept = market.files.keep_part(&ticket.id, number, unfinished).await;
    let tag = format!("\"{}\"", kept.map_err(Failed::from)?);
    let mut response = ok(&json!({"partNumber": number, "etag": tag}));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// `{"parts": [{"partNumber": 1, "etag": "…"}]}`
async fn complete(
    market: &Arc<Market>,
    ticket: &Ticket,
    request: Request<Sent>,
) -> Result<Response<Content>, Refusal> {
    let read = body::read(market, request.into_body()).await?;
    let said: Option<Value> = serde_json::from_slice(&read.bytes).ok();
    let parts = said.as_ref().and_then(|said| said["parts"].as_array());
    let parts: Option<Vec<(u32, String)>> =
        parts.and_then(|parts| parts.iter().map(named).collect());
    let mut parts = parts.ok_or_else(|| {
        Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "`parts` lists each part with its `partNumber` and its `etag`",
        )
    })?;
    // Clients list them as they were finished.
    parts.sort_unstable_by_key(|(number, _)| *number);
    market
        .files
        .keep_parts(&ticket.id, &ticket.about, &parts)
        .await?;
    Ok(ok(&json!({})))
}

/// A part as clients name it: for one store of the platform with `_`.
fn named(part: &Value) -> Option<(u32, String)> {
    let number = part.get("partNumber").or_else(|| part.get("part_number"))?;
    let tag = part["etag"].as_str()?.trim_matches('"');
    Some((u32::try_from(number.as_u64()?).ok()?, tag.to_owned()))
}

/// Writes a body to the disk as it comes.
async fn receive(market: &Arc<Market>, mut body: Sent) -> Result<Unfinished, Refusal> {
    let Ok(_admitted) = market.requests.clone().try_acquire_owned() else {
        return Err(Refusal::too_many());
    };
    let largest = market.files.largest();
    if body.size_hint().lower() > largest {
        return Err(Failed::TooLarge(largest).into());
    }
    let mut unfinished = market.files.begin().await.map_err(Failed::from)?;
    loop {
        let frame = timeout(IDLE, body.frame()).await.map_err(|_| {
            let why = format!("no byte of the file came for {} s", IDLE.as_secs());
            Refusal::new(StatusCode::REQUEST_TIMEOUT, why)
        })?;
        match frame {
            None => return Ok(unfinished),
            Some(Err(_)) => {
                return Err(Refusal::new(
                    StatusCode::BAD_REQUEST,
                    "There was an error parsing the body",
                ));
            }
            Some(Ok(frame)) => {
                if let Some(bytes) = frame.data_ref() {
                    unfinished.write(bytes).await?;
                }
            }
        }
    }
}
