//! The connection of a session, below its messages: a large message waits for its share of memory, many small ones have
//! one too, and a caller who takes a long answer is known to be there.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::call::{Arrived, Exchange};
use crate::declare::MAX_MESSAGE_MIB;
use crate::server::body;
use crate::task::{BoxFuture, Room, SMALL, Share};

/// The largest message that a caller may send, in bytes: that of the SDK's server.
pub(super) const LARGEST: usize = (MAX_MESSAGE_MIB as usize) << 20;

/// How long a large message may take to arrive, once it has its share: as long as a body.
const DEADLINE: Duration = body::DEADLINE;

/// The most bytes that the head of a small frame of a caller takes: two, and its mask of four.
const SMALL_HEAD: usize = 6;

/// Counts what is read of a message. Once that is much, it reads no more before there is room for the largest message.
pub(super) struct Incoming<S> {
    io: S,
    room: Room,
    /// The bytes that were read since the last message.
    read: usize,
    wait: Option<BoxFuture<Share>>,
    share: Option<(Share, Instant)>,
    /// Since when the caller takes nothing of what is written.
    blocked: Option<Instant>,
    /// When the caller last took something that had to wait for it.
    taken: Option<Instant>,
}

impl<S> Incoming<S> {
    pub(super) fn new(io: S, room: Room) -> Self {
        Self {
            io,
            room,
            read: 0,
            wait: None,
            share: None,
            blocked: None,
            taken: None,
        }
    }

    /// A message is whole. Its share, where it is large.
    pub(super) fn message(&mut self, bytes: usize) -> Option<Share> {
        self.read = 0;
        self.wait = None;
        let (share, _) = self.share.take()?;
        (bytes > SMALL).then(|| share.keep(bytes))
    }

    /// A ping or a pong came, which may come in the middle of a message.
    pub(super) fn control(&mut self, bytes: usize) {
        self.read = self.read.saturating_sub(SMALL_HEAD + bytes);
    }

    /// Until when the message that is being read must be whole.
    pub(super) fn due(&self) -> Option<Instant> {
        self.share.as_ref().map(|(_, since)| *since + DEADLINE)
    }

    /// Since when the caller takes nothing of what is written.
    pub(super) fn blocked(&self) -> Option<Instant> {
        self.blocked
    }

    /// When the caller last showed by taking an answer that they are there.
    pub(super) fn taken(&self) -> Option<Instant> {
        self.taken
    }

    /// Whether it waits for room.
    pub(super) fn waits(&self) -> bool {
        self.wait.is_some()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Incoming<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.read > SMALL && this.share.is_none() {
            let room = &this.room;
            let wait = this
                .wait
                .get_or_insert_with(|| Box::pin(room.clone().share(LARGEST)));
            let share = ready!(wait.as_mut().poll(cx));
            this.wait = None;
            this.share = Some((share, Instant::now()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.io).poll_read(cx, buffer))?;
        this.read += buffer.filled().len() - before;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Incoming<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(cx, bytes);
        if written.is_pending() {
            self.blocked.get_or_insert_with(Instant::now);
        } else if self.blocked.take().is_some() {
            self.taken = Some(Instant::now());
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// Whether a caller is read on while their inputs wait for the method. What ends the session may be behind these: so they are,
/// as long as there is memory.
pub(super) struct ReadAhead {
    memory: Room,
    /// That of the next small message, where many wait.
    share: Option<Share>,
    is_read: bool,
}

impl ReadAhead {
    pub(super) fn new(memory: Room) -> Self {
        Self {
            memory,
            share: None,
            is_read: true,
        }
    }

    /// Looks whether there is memory for what comes next.
    pub(super) fn may_read(&mut self, exchange: &Exchange) -> bool {
        self.is_read = !exchange.is_full();
        if !exchange.needs_share() {
            self.share = None;
        } else if self.is_read {
            let share = self.share.take();
            self.share = share.or_else(|| self.memory.try_share(Arrived::weight(SMALL)));
            self.is_read = self.share.is_some();
        }
        self.is_read
    }

    /// Whether there was.
    pub(super) fn is_read(&self) -> bool {
        self.is_read
    }

    /// The share of a small message that has come.
    pub(super) fn share(&mut self, bytes: usize) -> Option<Share> {
        let share = self.share.take()?;
        Some(share.keep(Arrived::weight(bytes)))
    }
}
