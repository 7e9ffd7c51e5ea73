//! What a session says to its caller: answers, errors, seconds, and how it closes.

use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::incoming::{Incoming, LARGEST};
use super::timings::Timings;
use crate::server::stalled::Watch;
use crate::task::{Room, SMALL, Share, Undelivered};

/// What is read and written at once, in bytes. Each session has as much for itself.
const BUFFER: usize = 16 * 1024;

/// How long a caller may take to answer the close of a session.
pub(super) const CLOSING: Duration = Duration::from_secs(5);

/// How long a caller may take for the last that is sent.
const LAST: Duration = Duration::from_secs(60);

/// The connection of a session.
pub(super) struct Speaker<S> {
    socket: WebSocketStream<Incoming<S>>,
    /// Large answers that are on their way: as long as these are kept, they count among those that are not taken.
    unsent: Vec<Bytes>,
    /// Where these count.
    undelivered: Undelivered,
    watch: Watch,
    pub(super) timings: Timings,
    owes: Owed,
}

/// What is to be said as soon as the caller takes it. Nobody waits for that: the method goes on.
#[derive(Clone, Copy, Debug, Default)]
struct Owed {
    ping: bool,
    timing: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Speaker<S> {
    pub(super) async fn new(io: S, room: Room, undelivered: Undelivered, timings: Timings) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER)
            .write_buffer_size(BUFFER)
            .max_message_size(Some(LARGEST))
            .max_frame_size(Some(LARGEST));
        let io = Incoming::new(io, room);
        let socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await;
        Self {
            socket,
            unsent: Vec::new(),
            undelivered,
            watch: Watch::default(),
            timings,
            owes: Owed::default(),
        }
    }

    /// The next message; `None` at the end of the connection.
    pub(super) fn poll_message(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Message, Error>>> {
        self.socket.poll_next_unpin(cx)
    }

    /// What a message of so many bytes takes of the memory, where it is large.
    pub(super) fn share(&mut self, message: &Message) -> Option<Share> {
        let incoming = self.socket.get_mut();
        match message {
            Message::Ping(data) | Message::Pong(data) => {
                incoming.control(data.len());
                None
            }
            message => incoming.message(message.len()),
        }
    }

    /// Until when the message that is being read must be whole, where it is large.
    pub(super) fn message_due(&self) -> Option<Instant> {
        self.socket.get_ref().due()
    }

    /// Sends answers as long as the caller takes them. Before each goes what it is to cost.
    pub(super) fn poll_answers(
        &mut self,
        cx: &mut Context<'_>,
        mut next: impl FnMut() -> Option<Bytes>,
    ) -> Result<(), Error> {
        while self.socket.poll_ready_unpin(cx)?.is_ready() {
            if std::mem::take(&mut self.owes.ping) {
                self.socket.start_send_unpin(Message::Ping(Bytes::new()))?;
            }
            if self.owes.timing {
                self.queue_timing()?;
            }
            let Some(answer) = next() else {
                return Ok(());
            };
            self.queue_timing()?;
            self.count(&answer);
            self.socket.start_send_unpin(Message::Binary(answer))?;
        }
        Ok(())
    }

    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let flushed = self.socket.poll_flush_unpin(cx);
        if flushed.is_ready() {
            self.unsent.clear();
        }
        flushed
    }

    /// Counts an answer as long as it is on its way.
    fn count(&mut self, answer: &Bytes) {
        if answer.len() > SMALL {
            self.unsent.push(answer.clone());
        }
    }

    /// Waits until a caller who takes nothing is given up on: others need the memory of what is on its way.
    pub(super) fn poll_stalled(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let blocked = self.socket.get_ref().blocked();
        let Some(since) = blocked.filter(|_| !self.unsent.is_empty()) else {
            self.watch = Watch::default();
            return Poll::Pending;
        };
        self.watch.poll_stalled(cx, since, Some(&self.undelivered))
    }

    /// Waits for the caller, unless they are given up on.
    fn unless_stalled(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<Result<(), Error>>,
    ) -> Poll<Result<(), Error>> {
        match polled {
            Poll::Pending => self.poll_stalled(cx).map(|()| Err(Error::ConnectionClosed)),
            ready => ready,
        }
    }

    fn queue_timing(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        if let Some(timing) = self.timings.due(now) {
            self.socket.start_send_unpin(Message::text(timing))?;
            self.timings.told(now);
        }
        self.owes.timing = false;
        Ok(())
    }

    /// Asks the caller whether they are there, with the next that is sent.
    pub(super) fn ping(&mut self) {
        self.owes.ping = true;
    }

    /// Tells the seconds with the next that is sent.
    pub(super) fn owe_timing(&mut self) {
        self.owes.timing = true;
    }

    /// The latest time to tell the seconds. `None` where the next message tells them.
    pub(super) fn timing_due(&self) -> Option<Instant> {
        self.timings.deadline().filter(|_| !self.owes.timing)
    }

    /// Whether a large message waits for memory, so that nothing is heard of the caller.
    pub(super) fn waits(&self) -> bool {
        self.socket.get_ref().waits()
    }

    /// Since when nothing shows that the caller is there: nothing was heard of them since, or nothing is taken of what is said.
    /// A caller who is not read on is not expected to say anything.
    pub(super) fn silent_since(&self, heard: Instant, is_read: bool) -> Option<Instant> {
        let connection = self.socket.get_ref();
        let unheard = is_read.then(|| connection.taken().map_or(heard, |at| at.max(heard)));
        [connection.blocked(), unheard].into_iter().flatten().min()
    }

    /// Tells the seconds up to now, where the session tells any.
    pub(super) async fn tell_timing(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        if let Some(timing) = self.timings.due(now) {
            self.say(timing).await?;
            self.timings.told(now);
        }
        Ok(())
    }

    /// Tells whether the seconds count.
    pub(super) async fn begin(&mut self) -> Result<(), Error> {
        match self.timings.first() {
            Some(first) => self.say(first).await,
            None => Ok(()),
        }
    }

    /// Sends an answer, and waits until the caller takes it.
    pub(super) async fn answer(&mut self, answer: Bytes) -> Result<(), Error> {
        self.tell_timing().await?;
        self.count(&answer);
        self.send(Message::Binary(answer)).await
    }

    /// Says why the session ends.
    pub(super) async fn error(&mut self, error: &str, reason: &str) -> Result<(), Error> {
        let error = json!({"type": "x-fal-error", "error": error, "reason": reason});
        self.say(error.to_string()).await
    }

    async fn say(&mut self, text: String) -> Result<(), Error> {
        self.send(Message::text(text)).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Error> {
        let sent = async {
            poll_fn(|cx| {
                let is_ready = self.socket.poll_ready_unpin(cx);
                self.unless_stalled(cx, is_ready)
            })
            .await?;
            self.socket.start_send_unpin(message)?;
            poll_fn(|cx| {
                let flushed = self.poll_flush(cx);
                self.unless_stalled(cx, flushed)
            })
            .await
        };
        let sent = timeout(LAST, sent).await;
        sent.unwrap_or(Err(Error::ConnectionClosed))
    }

    /// Closes the session, and waits until its caller has.
    pub(super) async fn close(mut self, code: CloseCode, patience: Duration) {
        let frame = CloseFrame {
            code,
            reason: "".into(),
        };
        let _ = timeout(patience, async {
            if self.socket.close(Some(frame)).await.is_ok() {
                self.end().await;
            }
        })
        .await;
    }

    /// Answers the close of the caller.
    pub(super) async fn closed(mut self) {
        let _ = timeout(CLOSING, self.end()).await;
    }

    async fn end(&mut self) {
        while let Some(Ok(_)) = self.socket.next().await {}
    }
}
