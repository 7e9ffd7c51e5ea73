//! One request and its answer.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::header::{HOST, HeaderValue, USER_AGENT};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming as Answer;

use super::connect::connect;
use super::{Failure, Incoming, Limits, Outgoing, Reach};

/// Sends one request over a connection of its own and reads the whole answer.
///
/// # Errors
/// No connection, a broken one, one out of reach, too slow, or an answer too large. Any status is an answer, but of one that is no
/// success only the head is read.
pub(crate) async fn exchange(
    outgoing: &Outgoing,
    reach: Reach,
    limits: Limits,
) -> Result<Incoming, Failure> {
    let bounded = tokio::time::timeout(limits.time, unbounded(outgoing, reach, limits.size));
    bounded.await.unwrap_or_else(|_| {
        Err(Failure::Passing(format!(
            "no answer in {} s",
            limits.time.as_secs()
        )))
    })
}

async fn unbounded(outgoing: &Outgoing, reach: Reach, most: u64) -> Result<Incoming, Failure> {
    let broken = |error: hyper::Error| Failure::Passing(format!("the connection broke: {error}"));
    let request = request(outgoing).map_err(|error| Failure::Final(error.to_string()))?;
    let mut sender = connect(&outgoing.url, reach).await?;
    let (head, body) = sender
        .send_request(request)
        .await
        .map_err(broken)?
        .into_parts();
    let body = if head.status.is_success() {
        read(body, most).await?
    } else {
        said(body).await
    };
    Ok(Incoming {
        status: head.status,
        headers: head.headers,
        body,
    })
}

fn request(outgoing: &Outgoing) -> Result<http::Request<Whole>, http::Error> {
    const OURS: &str = concat!("fal-app/", env!("CARGO_PKG_VERSION"));
    let mut request = http::Request::builder()
        .method(outgoing.method.clone())
        .uri(outgoing.url.target())
        .body(Whole(Some(outgoing.body.clone())))?;
    let headers = request.headers_mut();
    headers.clone_from(&outgoing.headers);
    headers.insert(HOST, HeaderValue::try_from(outgoing.url.authority())?);
    headers.insert(USER_AGENT, HeaderValue::from_static(OURS));
    Ok(request)
}

/// Stops at the first byte too much, told or sent; an answer shorter than it told is broken.
async fn read(mut body: Answer, most: u64) -> Result<Bytes, Failure> {
    if body.size_hint().lower() > most {
        return Err(Failure::TooLarge(most));
    }
    let mut read = BytesMut::new();
    while let Some(data) = next(&mut body).await {
        let data =
            data.map_err(|error| Failure::Passing(format!("the answer broke off: {error}")))?;
        if (read.len() + data.len()) as u64 > most {
            return Err(Failure::TooLarge(most));
        }
        read.extend_from_slice(&data);
    }
    Ok(read.freeze())
}

/// The head of what is said of a failure, for the log.
async fn said(mut body: Answer) -> Bytes {
    const MOST: usize = 4096;
    let mut said = BytesMut::new();
    while let Some(Ok(data)) = next(&mut body).await {
        said.extend_from_slice(&data);
        if said.len() > MOST {
            said.truncate(MOST);
            break;
        }
    }
    said.freeze()
}

/// The next piece; trailers are passed over.
async fn next(body: &mut Answer) -> Option<Result<Bytes, hyper::Error>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await? {
            Ok(frame) => {
                if let Ok(data) = frame.into_data() {
                    return Some(Ok(data));
                }
            }
            Err(error) => return Some(Err(error)),
        }
    }
}

/// A body that is there.
#[derive(Debug)]
pub(super) struct Whole(Option<Bytes>);

impl Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, Bytes::len) as u64)
    }
}
