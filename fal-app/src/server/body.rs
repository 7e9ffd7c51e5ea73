//! The bodies of requests.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::poll_immediate;
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::stop::{Step, Stop};
use crate::call::RequestBody;
use crate::declare::MAX_BODY_MIB;
use crate::task::{Room, SMALL};

type AnyError = Box<dyn Error + Send + Sync>;

/// How long a body may take to arrive.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// The least memory for all larger bodies of a server together, in bytes: four of the usual largest size.
const LEAST_ROOM: usize = 4 * mib(MAX_BODY_MIB);

/// How long, and how many bytes, a caller is read on after an early answer. A caller who still sends does not read.
const LINGER: (Duration, usize) = (Duration::from_secs(5), 2 * mib(MAX_BODY_MIB));

/// So many MiB, in bytes.
const fn mib(mib: u32) -> usize {
    mib as usize * 1024 * 1024
}

/// The memory for bodies of at most so many MiB. The largest fits alone.
pub(crate) fn room(largest_mib: u32) -> Room {
    Room::new(LEAST_ROOM.max(mib(largest_mib)))
}

/// How large a body may be, whose memory it takes, and who stops waiting for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit<'r> {
    /// The largest body, in MiB.
    pub(crate) mib: u32,
    pub(crate) room: &'r Room,
    pub(crate) stop: &'r Stop,
}

impl Limit<'_> {
    /// Waits for what comes of a body that is not there at once.
    async fn wait<T>(self, reading: impl Future<Output = Result<T, Unread>>) -> Result<T, Unread> {
        // In a box: most bodies are there, and the future of a request needs no room for the wait.
        let waiting = Box::pin(self.stop.before(Step::GivesUp, reading));
        waiting.await.unwrap_or(Err(Unread::Stopped))
    }

    /// Refuses a body that is announced to have more bytes, before any of it is read.
    fn check(self, announced: u64) -> Result<(), Unread> {
        if announced > mib(self.mib) as u64 {
            return Err(Unread::TooLarge);
        }
        Ok(())
    }
}

/// The memory for the small messages that all sessions of a server read ahead of their methods.
#[cfg(feature = "realtime")]
pub(crate) fn ahead() -> Room {
    Room::new(mib(64))
}

/// The body of a request, from the network or from a test.
pub(crate) trait Incoming:
    Body<Data = Bytes, Error: Into<AnyError>> + Unpin + Send + 'static
{
}

impl<B: Body<Data = Bytes, Error: Into<AnyError>> + Unpin + Send + 'static> Incoming for B {}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is larger than its limit.
    TooLarge,
    /// It did not arrive within [`DEADLINE`].
    TooSlow,
    /// It did not arrive before the server stopped.
    Stopped,
    /// Its framing is wrong.
    Broken,
    /// Its sender is gone.
    Left,
}

impl Unread {
    fn of(error: &(dyn Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if error.is::<LengthLimitError>() {
                return Self::TooLarge;
            }
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

/// Reads a body to its end, and drops it: a request is whole only then.
pub(crate) async fn skip(
    body: &mut impl Incoming,
    limit: Limit<'_>,
) -> Result<RequestBody, Unread> {
    if body.is_end_stream() {
        return Ok(RequestBody::default());
    }
    limit.check(body.size_hint().lower())?;
    let skipped = timeout(DEADLINE, async {
        let mut body = Limited::new(body, mib(limit.mib));
        while next(&mut body).await?.is_some() {}
        Ok(RequestBody::default())
    });
    let skipped = async { skipped.await.unwrap_or(Err(Unread::TooSlow)) };
    limit.wait(skipped).await
}

/// Reads a body to its end. A large one waits for its share of memory first, as long as it takes.
pub(crate) async fn read(
    body: &mut impl Incoming,
    limit: Limit<'_>,
) -> Result<RequestBody, Unread> {
    let (most, expected) = (mib(limit.mib), body.size_hint());
    limit.check(expected.lower())?;
    let mut read = Pieces::new(most);
    if read.fill(body, SMALL, limit).await? {
        return Ok(RequestBody::new(read.whole(), None));
    }
    let largest = expected.upper().map_or(most, |bytes| bytes as usize);
    let share = async { Ok(limit.room.clone().share(largest).await) };
    let share = limit.wait(share).await?;
    read.reserve(expected.lower() as usize);
    read.fill(body, most, limit).await?;
    Ok(RequestBody::new(read.whole(), Some(share)))
}

/// What has been read of a body. Most bodies are one piece, which is not copied; others are copied together as they
/// come, because a caller may send bytes one by one.
struct Pieces {
    first: Bytes,
    all: BytesMut,
    /// The most bytes.
    most: usize,
}

impl Pieces {
    fn new(most: usize) -> Self {
        Self {
            first: Bytes::new(),
            all: BytesMut::new(),
            most,
        }
    }

    /// Reads on until there are more than so many bytes. Whether the body has ended before.
    async fn fill(
        &mut self,
        body: &mut (impl Body<Data = Bytes, Error: Into<AnyError>> + Unpin),
        bytes: usize,
        limit: Limit<'_>,
    ) -> Result<bool, Unread> {
        let mut filled = pin!(async {
            while self.len() <= bytes {
                match next(body).await? {
                    Some(data) if self.len() + data.len() > self.most => {
                        return Err(Unread::TooLarge);
                    }
                    Some(data) => self.push(data),
                    None => return Ok(true),
                }
            }
            Ok(false)
        });
        // Most bodies are there already, and the clock is not read for them.
        if let Some(filled) = poll_immediate(&mut filled).await {
            return filled;
        }
        let filled = timeout(DEADLINE, filled);
        limit
            .wait(async { filled.await.unwrap_or(Err(Unread::TooSlow)) })
            .await
    }

    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, data: Bytes) {
        if self.len() == 0 {
            self.first = data;
        } else {
            self.reserve(self.len() + data.len());
            self.all.extend_from_slice(&data);
        }
    }

    /// Makes room for so many bytes in all.
    fn reserve(&mut self, bytes: usize) {
        self.all.reserve(bytes.saturating_sub(self.all.len()));
        self.all.extend_from_slice(&std::mem::take(&mut self.first));
    }

    fn whole(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.freeze()
        }
    }
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
