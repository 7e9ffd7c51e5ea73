//! A socket, as hyper reads and writes it. It sees what hyper does not: a caller who left behind bytes that nobody
//! asked for, one who takes nothing, and an answer that is not ours.

use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

#[cfg(feature = "realtime")]
use bytes::Bytes;
use bytes::BytesMut;
use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::activity::Activity;
use crate::server::stalled::Watch;

/// How much is read behind a request before it is answered. What is beyond that is thrown away, and the connection
/// ends with the answer.
const AHEAD: usize = 64 * 1024;

/// How much is kept of a head, to say what is wrong with it.
const HEAD: usize = 16 * 1024;

/// The largest answer that is copied together, in bytes. The kernel sends one part with less work than several.
const SMALL: usize = 1024;

/// A connection's socket.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    activity: Arc<Activity>,
    /// Only answers are written: what is written without a request is hyper's own refusal of a head.
    answers_only: bool,
    /// What was read, and not yet given to hyper.
    ahead: BytesMut,
    /// Bytes were thrown away: what comes after them cannot be understood.
    is_overrun: bool,
    /// Hyper waits for bytes: it will see the end of the connection.
    is_awaited: bool,
    /// No more bytes will come.
    is_at_its_end: bool,
    /// How many requests were answered when nothing was left to write.
    answered: usize,
    /// The beginning of what was read since then.
    head: BytesMut,
    /// The status with which hyper refused a head.
    refused: Option<StatusCode>,
    /// Since when the caller takes nothing.
    stalled: Option<(Instant, Watch)>,
}

impl Socket {
    pub(super) fn new(stream: TcpStream, activity: Arc<Activity>) -> Self {
        Self {
            stream,
            activity,
            answers_only: false,
            ahead: BytesMut::new(),
            is_overrun: false,
            is_awaited: false,
            is_at_its_end: false,
            answered: 0,
            head: BytesMut::new(),
            refused: None,
            stalled: None,
        }
    }

    /// Whatever is written without a request is not sent.
    pub(super) fn answers_only(mut self) -> Self {
        self.answers_only = true;
        self
    }

    /// Reads on until the first bytes do or do not begin as `preface` does.
    pub(super) async fn begins_with(&mut self, preface: &[u8]) -> io::Result<bool> {
        loop {
            let known = self.ahead.len().min(preface.len());
            if self.ahead[..known] != preface[..known] {
                return Ok(false);
            }
            if known == preface.len() {
                return Ok(true);
            }
            if poll_fn(|cx| self.poll_read_ahead(cx)).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Goes on with these bytes instead of what the caller sent.
    pub(super) fn stands_in(mut self, bytes: &[u8]) -> Self {
        self.answers_only = false;
        self.ahead = bytes.into();
        self
    }

    /// Goes on as the socket of a session. `read` is what hyper has read of it.
    #[cfg(feature = "realtime")]
    pub(super) fn goes_on(mut self, read: Bytes) -> Self {
        self.answers_only = false;
        if !read.is_empty() {
            let mut ahead = BytesMut::from(&*read);
            ahead.extend_from_slice(&self.ahead);
            self.ahead = ahead;
        }
        self
    }

    /// The status with which hyper refused a head, and the beginning of that head.
    pub(super) fn refused(&self) -> Option<(StatusCode, &[u8])> {
        Some((self.refused?, &self.head))
    }

    /// Says that nothing more is sent, and reads on for a while: a caller who still sends would not get to read what was
    /// sent last, if the socket were closed.
    pub(super) async fn close(mut self) {
        const LONGEST: Duration = Duration::from_secs(5);
        const MOST: usize = 64 * 1024 * 1024;
        let _ = timeout(LONGEST, async {
            if self.is_at_its_end {
                return;
            }
            if poll_fn(|cx| Pin::new(&mut self.stream).poll_shutdown(cx))
                .await
                .is_err()
            {
                return;
            }
            let mut read = 0;
            while !self.is_at_its_end && read < MOST {
                self.ahead.clear();
                match poll_fn(|cx| self.poll_read_ahead(cx)).await {
                    Ok(count) => read += count,
                    Err(_) => return,
                }
            }
        })
        .await;
    }

    /// Reads more than was asked for. 0 is the end.
    fn poll_read_ahead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut part = [0; 4096];
        let mut part = ReadBuf::new(&mut part);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut part))?;
        self.ahead.extend_from_slice(part.filled());
        self.is_at_its_end = part.filled().is_empty();
        Poll::Ready(Ok(part.filled().len()))
    }

    /// Looks whether the caller of a whole, unanswered request is gone. Hyper does so only as long as nothing came behind
    /// the request.
    fn look_for_end(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.is_awaited || !self.activity.is_read() {
            return Ok(());
        }
        loop {
            self.is_overrun |= self.ahead.len() >= AHEAD;
            if self.is_overrun {
                self.ahead.clear();
            }
            match self.poll_read_ahead(cx)? {
                Poll::Pending => return Ok(()),
                Poll::Ready(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Poll::Ready(_) => {}
            }
        }
    }

    /// Whether every request is answered, and every answer written.
    fn is_idle(&self) -> bool {
        self.answered == self.activity.begun()
    }

    fn keep_head(&mut self, read: &[u8]) {
        if self.answers_only && self.is_idle() {
            let room = HEAD.saturating_sub(self.head.len());
            self.head.extend_from_slice(&read[..read.len().min(room)]);
        }
    }

    /// Stops hyper from refusing a head by itself: its answer would not say what it costs.
    fn check(&mut self, written: &[u8]) -> io::Result<()> {
        if !self.answers_only || !self.is_idle() {
            return Ok(());
        }
        let status = written
            .get(9..12)
            .and_then(|status| StatusCode::from_bytes(status).ok());
        self.refused = Some(status.unwrap_or(StatusCode::BAD_REQUEST));
        Err(ErrorKind::InvalidData.into())
    }

    /// Ends the connection of a caller who takes nothing: after a while, and at once when the stream that is sent is
    /// cancelled. `first` bytes were written first.
    fn check_stalled(
        &mut self,
        cx: &mut Context<'_>,
        first: usize,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            self.stalled = None;
            // HTTP/2 writes its whole buffer first.
            if written.as_ref().is_ok_and(|written| *written >= first) {
                self.activity.set_encoded_written();
            }
            return Poll::Ready(written);
        }
        if self.activity.poll_cancelled(cx).is_ready() {
            return Poll::Ready(Err(ErrorKind::ConnectionAborted.into()));
        }
        self.activity.settle_stuck(cx);
        let begin = || (Instant::now(), Watch::default());
        let (since, watch) = self.stalled.get_or_insert_with(begin);
        let stalled = watch.poll_stalled(cx, *since, self.activity.memory());
        stalled.map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        if !self.ahead.is_empty() {
            let count = self.ahead.len().min(into.remaining());
            into.put_slice(&self.ahead.split_to(count));
        } else if !self.is_overrun {
            let read = Pin::new(&mut self.stream).poll_read(cx, into);
            self.is_awaited = read.is_pending();
            ready!(read)?;
            self.is_at_its_end = into.filled().len() == before;
        }
        self.is_awaited = false;
        self.keep_head(&into.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(bytes)?;
        self.activity.set_written(true);
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.check_stalled(cx, bytes.len(), written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let first: &[u8] = parts.first().map_or(&[], |part| part);
        self.check(first)?;
        self.activity.set_written(true);
        let mut together = [0; SMALL];
        let stream = Pin::new(&mut self.stream);
        let written = match join(parts, &mut together) {
            Some(length) => stream.poll_write(cx, &together[..length]),
            None => stream.poll_write_vectored(cx, parts),
        };
        self.check_stalled(cx, first.len(), written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Hyper flushes whenever it has written all that there is.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.activity.set_written(false);
        self.activity.set_encoded_written();
        if self.activity.is_quiet() {
            if !self.is_idle() {
                self.answered = self.activity.begun();
                self.head.clear();
            }
        } else if self.answers_only {
            self.look_for_end(cx)?;
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Copies parts together. How many bytes they are; `None` where there is no room.
fn join(parts: &[IoSlice<'_>], into: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    for part in parts {
        let end = length + part.len();
        into.get_mut(length..end)?.copy_from_slice(part);
        length = end;
    }
    Some(length)
}
