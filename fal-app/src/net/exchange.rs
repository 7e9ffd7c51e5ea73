//! Sends one request and reads its answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
#[cfg(feature = "dev")]
use http::StatusCode;
use http::header::{HOST, HeaderValue, USER_AGENT};
use http::response::Parts;
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming as Answer;
use tokio::time::timeout;

use super::connect::connect;
use super::{Failure, Incoming, Limits, Outgoing, Reach};

/// Sends one request over a connection of its own and reads the answer. Any status is an answer, but of a failure only
/// the first 4 KiB are read.
///
/// # Errors
/// The address may not be connected to, the connection failed or was too slow, or the answer is too large.
pub(crate) async fn exchange(
    outgoing: &Outgoing,
    reach: Reach,
    limits: Limits,
) -> Result<Incoming, Failure> {
    let bounded = timeout(limits.time, unbounded(outgoing, reach, limits.size));
    bounded.await.unwrap_or_else(|_| Err(too_late(limits.time)))
}

async fn unbounded(outgoing: &Outgoing, reach: Reach, most: u64) -> Result<Incoming, Failure> {
    let (head, body) = send(outgoing, reach).await?;
    let body = if head.status.is_success() {
        read(body, most).await?
    } else {
        beginning(body).await
    };
    Ok(Incoming {
        status: head.status,
        headers: head.headers,
        body,
    })
}

/// Sends one request over a connection of its own. Of the answer only the status counts: the body of a success is not read,
/// whatever its length.
///
/// # Errors
/// As those of [`exchange`], and any status that is not a success.
#[cfg(feature = "dev")]
pub(crate) async fn tell(
    outgoing: &Outgoing,
    reach: Reach,
    time: Duration,
) -> Result<StatusCode, Failure> {
    /// How long the beginning of a failure's body is waited for.
    const SAID_WITHIN: Duration = Duration::from_secs(1);
    let told = timeout(time, send(outgoing, reach)).await;
    let (Parts { status, .. }, body) = told.unwrap_or_else(|_| Err(too_late(time)))?;
    if status.is_success() {
        return Ok(status);
    }
    let said = timeout(SAID_WITHIN, beginning(body)).await;
    let said = said.unwrap_or_default();
    Err(Failure::Status(
        status,
        String::from_utf8_lossy(&said).trim().to_owned(),
    ))
}
/// Sends a request, and waits for the head of its answer.
async fn send(outgoing: &Outgoing, reach: Reach) -> Result<(Parts, Answer), Failure> {
    let broken = |error: hyper::Error| Failure::Passing(format!("the connection broke: {error}"));
    let request = request(outgoing).map_err(|error| Failure::Final(error.to_string()))?;
    let mut sender = connect(&outgoing.url, reach).await?;
    let answer = sender.send_request(request).await.map_err(broken)?;
    Ok(answer.into_parts())
}

fn too_late(time: Duration) -> Failure {
    Failure::Passing(format!("there was no answer within {} s", time.as_secs()))
}

fn request(outgoing: &Outgoing) -> Result<http::Request<Full<Bytes>>, http::Error> {
    const OURS: &str = concat!("fal-app/", env!("CARGO_PKG_VERSION"));
    let mut request = http::Request::builder()
        .method(outgoing.method.clone())
        .uri(&*outgoing.url.target())
        .body(Full::new(outgoing.body.clone()))?;
    let headers = request.headers_mut();
    headers.clone_from(&outgoing.headers);
    headers.insert(HOST, HeaderValue::try_from(outgoing.url.authority())?);
    headers.insert(USER_AGENT, HeaderValue::from_static(OURS));
    Ok(request)
}

/// Stops at the first byte beyond the limit, or at once where the answer announces more. An answer that ends before its
/// announced length is an error.
async fn read(body: Answer, most: u64) -> Result<Bytes, Failure> {
    let announced = body.size_hint().lower();
    if announced > most {
        return Err(Failure::TooLarge(most));
    }
    let mut read = BytesMut::with_capacity(usize::try_from(announced).unwrap_or(0));
    let mut body = Limited::new(body, usize::try_from(most).unwrap_or(usize::MAX));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.is::<LengthLimitError>() {
                Failure::TooLarge(most)
            } else {
                Failure::Passing(format!("the answer broke off: {error}"))
            }
        })?;
        if let Some(data) = frame.data_ref() {
            read.extend_from_slice(data);
        }
    }
    Ok(read.freeze())
}

/// Reads the beginning of the body of a failure, for the log.
async fn beginning(mut body: Answer) -> Bytes {
    const MOST: usize = 4096;
    let mut read = BytesMut::new();
    while read.len() < MOST
        && let Some(Ok(frame)) = body.frame().await
    {
        if let Some(data) = frame.data_ref() {
            read.extend_from_slice(data);
        }
    }
    read.truncate(MOST);
    read.freeze()
}
