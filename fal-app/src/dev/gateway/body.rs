//! The body of a request, within its limits of size, time and memory.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::market::{Market, kib};
use super::refusal::Refusal;

/// How long a body may take to arrive, as at the app.
const DEADLINE: Duration = Duration::from_secs(60);

/// A body, and its share of the memory for bodies.
pub(super) struct Body {
    pub(super) bytes: Bytes,
    pub(super) share: OwnedSemaphorePermit,
}

/// Reads a body.
///
/// # Errors
/// It is too large, too slow, or breaks off.
pub(super) async fn read(
    market: &Market,
    headers: &HeaderMap,
    body: Incoming,
) -> Result<Body, Refusal> {
    let most = market.limits.body;
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // Without a length it may be as long as any.
    let length = length.unwrap_or(most);
    if length > most {
        return Err(too_large(most));
    }
    let share = u32::try_from(kib(length)).unwrap_or(u32::MAX);
    let share = timeout(DEADLINE, market.room.clone().acquire_many_owned(share)).await;
    let Ok(Ok(share)) = share else {
        return Err(Refusal::too_many());
    };
    match timeout(DEADLINE, Limited::new(body, most).collect()).await {
        Ok(Ok(read)) => Ok(Body {
            bytes: read.to_bytes(),
            share,
        }),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(most)),
        Ok(Err(_)) => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "There was an error parsing the body",
        )),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            format!("the body was not finished in {} s", DEADLINE.as_secs()),
        )),
    }
}

fn too_large(most: usize) -> Refusal {
    Refusal::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the body is over {} MiB", most >> 20),
    )
}
