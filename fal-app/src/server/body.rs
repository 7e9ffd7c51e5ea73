//! The bodies of requests.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body;

/// The most bytes of a request.
pub(crate) const LIMIT: u64 = 32 * 1024 * 1024;

/// How long a body may take to arrive.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// How long and how much is read on after an early answer, so that a caller who is still sending gets to read it.
const LINGER: (Duration, u64) = (Duration::from_secs(5), 2 * LIMIT);

/// The body of a request, from the network or from a test.
pub(crate) trait Incoming: Body<Data = Bytes> + Unpin + Send + 'static {}

impl<B: Body<Data = Bytes> + Unpin + Send + 'static> Incoming for B {}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Over [`LIMIT`].
    TooLarge,
    /// Not finished at the [`DEADLINE`].
    TooSlow,
    /// It cannot be read: its framing is wrong, or its sender is gone.
    Broken,
}

/// Reads a body to its end.
pub(crate) async fn read(mut body: impl Incoming) -> Result<Bytes, Unread> {
    // A body that is there already sets no timer.
    let read = match tokio::time::timeout(DEADLINE, collect(&mut body)).await {
        Ok(read) => read,
        Err(_) => Err(Unread::TooSlow),
    };
    if read == Err(Unread::TooLarge) {
        linger(body);
    }
    read
}

async fn collect(body: &mut impl Incoming) -> Result<Bytes, Unread> {
    let mut whole = Bytes::new();
    let mut parts = BytesMut::new();
    if body.size_hint().lower() > LIMIT {
        return Err(Unread::TooLarge);
    }
    while let Some(data) = next(body).await? {
        if (parts.len() + whole.len() + data.len()) as u64 > LIMIT {
            return Err(Unread::TooLarge);
        }
        // Most bodies come in one piece, which is not copied.
        if whole.is_empty() && parts.is_empty() {
            whole = data;
        } else {
            parts.extend_from_slice(&std::mem::take(&mut whole));
            parts.extend_from_slice(&data);
        }
    }
    Ok(if parts.is_empty() {
        whole
    } else {
        parts.freeze()
    })
}

/// The next bytes; trailers are left out.
async fn next(body: &mut impl Incoming) -> Result<Option<Bytes>, Unread> {
    loop {
        match poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await {
            None => return Ok(None),
            Some(Err(_)) => return Err(Unread::Broken),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// Reads on what an early answer did not wait for.
pub(crate) fn linger(mut body: impl Incoming) {
    if body.is_end_stream() {
        return;
    }
    tokio::spawn(async move {
        let (deadline, mut left) = LINGER;
        let _ = tokio::time::timeout(deadline, async {
            while let Ok(Some(data)) = next(&mut body).await {
                left = left.saturating_sub(data.len() as u64);
                if left == 0 {
                    break;
                }
            }
        })
        .await;
    });
}
