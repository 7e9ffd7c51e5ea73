//! The bodies of requests.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

type AnyError = Box<dyn Error + Send + Sync>;

/// The largest body of a request, in bytes.
pub(crate) const LIMIT: usize = 32 * 1024 * 1024;

/// How long a body may take to arrive.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// How long, and how many bytes, a caller is read on after an early answer. A caller who still sends does not read.
const LINGER: (Duration, usize) = (Duration::from_secs(5), 2 * LIMIT);

/// The body of a request, from the network or from a test.
pub(crate) trait Incoming:
    Body<Data = Bytes, Error: Into<AnyError>> + Unpin + Send + 'static
{
}

impl<B: Body<Data = Bytes, Error: Into<AnyError>> + Unpin + Send + 'static> Incoming for B {}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is larger than [`LIMIT`].
    TooLarge,
    /// It did not arrive within [`DEADLINE`].
    TooSlow,
    /// Its framing is wrong.
    Broken,
    /// Its sender is gone.
    Left,
}

impl Unread {
    fn of(error: &(dyn Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<io::Error>() {
                return match error.kind() {
                    ErrorKind::InvalidData | ErrorKind::InvalidInput => Self::Broken,
                    _ => Self::Left,
                };
            }
            cause = error.source();
        }
        Self::Left
    }
}

/// Reads a body to its end.
pub(crate) async fn read(mut body: impl Incoming) -> Result<Bytes, Unread> {
    // Where the body is there already, no timer is set.
    let read = match timeout(DEADLINE, read_all(&mut body)).await {
        Ok(read) => read,
        Err(_) => Err(Unread::TooSlow),
    };
    if read == Err(Unread::TooLarge) {
        linger(body);
    }
    read
}

async fn read_all(body: &mut impl Incoming) -> Result<Bytes, Unread> {
    if body.size_hint().lower() > LIMIT as u64 {
        return Err(Unread::TooLarge);
    }
    let mut body = Limited::new(body, LIMIT);
    let Some(first) = next(&mut body).await? else {
        return Ok(Bytes::new());
    };
    // Most bodies come in one piece, which is not copied.
    let Some(second) = next(&mut body).await? else {
        return Ok(first);
    };
    // Pieces are copied together as they come: `collect` keeps each, and a caller may send bytes one by one.
    let mut all = BytesMut::from(first);
    all.extend_from_slice(&second);
    while let Some(data) = next(&mut body).await? {
        all.extend_from_slice(&data);
    }
    Ok(all.freeze())
}

/// The next bytes; trailers are passed over.
async fn next(
    body: &mut (impl Body<Data = Bytes, Error: Into<AnyError>> + Unpin),
) -> Result<Option<Bytes>, Unread> {
    while let Some(frame) = body.frame().await {
        match frame.map_err(Into::into) {
            Ok(frame) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
            Err(error) if error.is::<LengthLimitError>() => return Err(Unread::TooLarge),
            Err(error) => return Err(Unread::of(&*error)),
        }
    }
    Ok(None)
}

/// Reads and drops what an early answer did not wait for.
pub(crate) fn linger(body: impl Incoming) {
    if body.is_end_stream() {
        return;
    }
    tokio::spawn(async move {
        let (time, bytes) = LINGER;
        let mut body = Limited::new(body, bytes);
        let _ = timeout(time, async {
            while let Ok(Some(_)) = next(&mut body).await {}
        })
        .await;
    });
}
