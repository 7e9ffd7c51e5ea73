//! The body of a request, within its limits of size, time and memory.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::market::Market;
use super::refusal::{Refusal, Sent};
use crate::task::Share;

/// How long a body may take to arrive, as at the app.
const DEADLINE: Duration = Duration::from_secs(60);

/// A body, and its share of the memory for bodies.
pub(super) struct Body {
    pub(super) bytes: Bytes,
    pub(super) share: Share,
}

/// Reads a body.
///
/// # Errors
/// It is too large, too slow, or breaks off.
pub(super) async fn read(market: &Market, body: Sent) -> Result<Body, Refusal> {
    let most = market.limits.body;
    let length = match body.size_hint().exact() {
        Some(length) => usize::try_from(length).unwrap_or(usize::MAX),
        // Without a length it may be as long as any.
        None => most,
    };
    if length > most {
        return Err(too_large(most));
    }
    let share = timeout(DEADLINE, market.room.clone().share(length)).await;
    let share = share.map_err(|_| Refusal::too_many())?;
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
