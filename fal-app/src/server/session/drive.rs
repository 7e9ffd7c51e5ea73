//! One session: what its caller sends goes to the method, what the method answers goes to the caller, until one of them
//! ends it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::end::{Closing, End, finish};
use super::incoming::ReadAhead;
use super::speaker::Speaker;
use super::timings::Timings;
use super::work::Work;
use crate::call::{
    Arrived, Exchange, Input, OutcomeKind, SessionCore, SessionFailure, SessionReader, SessionStart,
};
use crate::declare::{Realtime, RealtimeMode};
use crate::server::pending_request::PendingRequest;
use crate::server::stop::{Step, Stop};
use crate::task::{SMALL, Share};
use crate::websocket::violation;

/// How often a caller is asked whether they are there.
const PING: Duration = Duration::from_secs(20);

/// The same while the caller is not read: the end of the connection is behind what they sent, and only the answer to a ping
/// tells of it, which the kernel gives.
const PING_UNREAD: Duration = Duration::from_secs(5);

/// A caller who says nothing for so long, and answers no ping, is gone.
const SILENT: Duration = Duration::from_secs(60);

/// What happens to a session from outside.
type Told<'t> = Pin<Box<dyn Future<Output = Event> + Send + 't>>;

/// A session while it goes on.
pub(super) struct Drive<'p, S> {
    speaker: Speaker<S>,
    work: Work<'p>,
    reader: SessionReader,
    ahead: ReadAhead,
    /// When the last input came, or the session began.
    last_input: Instant,
    has_input: bool,
    /// When anything was last heard of the caller.
    heard: Instant,
    pinged: Instant,
    /// The server stops.
    is_stopping: bool,
}

/// What happens next.
enum Event {
    /// The caller sent something.
    Message(Message),
    /// The caller is gone, or does not speak WebSocket.
    Broken(Option<Error>),
    /// The method returned or failed.
    Worked(Result<(), SessionFailure>),
    /// The server stops.
    Stop,
    /// It does not wait any longer.
    Cut,
    /// It was cancelled by its id.
    Cancelled,
    /// A time has come.
    Time,
}

impl<'p, S: AsyncRead + AsyncWrite + Send + Unpin> Drive<'p, S> {
    pub(super) async fn new(io: S, start: SessionStart, pending: &'p PendingRequest) -> Self {
        let SessionStart {
            declared,
            code,
            permits,
            room,
            ahead,
            media,
            ..
        } = start;
        // Only a `#[realtime]` has sessions.
        let realtime = declared
            .realtime
            .unwrap_or(Realtime::new(RealtimeMode::Unary));
        let exchange = Exchange::new(realtime.buffering);
        let context = pending.context().clone();
        let undelivered = permits.undelivered().clone();
        let reader = code.reader();
        let core = SessionCore::new(exchange.clone(), reader, context, media, permits);
        let now = Instant::now();
        Self {
            speaker: Speaker::new(io, room, undelivered, Timings::of(&declared.billing)).await,
            work: Work::new(realtime, &code, exchange, core, pending),
            reader,
            ahead: ReadAhead::new(ahead),
            last_input: now,
            has_input: false,
            heard: now,
            pinged: now,
            is_stopping: false,
        }
    }

    /// Serves the session to its end. How it ended, and the close that is still to be said.
    pub(super) async fn run(mut self, stop: &Stop) -> (OutcomeKind, Option<Closing<S>>) {
        let context = self.work.pending.context().clone();
        let stopped: Told<'_> = Box::pin(async {
            stop.reached(Step::Stops).await;
            Event::Stop
        });
        let cut: Told<'_> = Box::pin(async {
            stop.reached(Step::GivesUp).await;
            Event::Cut
        });
        let cancelled: Told<'_> = Box::pin(async {
            context.cancelled().await;
            Event::Cancelled
        });
        // Alone they would be polled for each message, and take locks that all sessions share. In a set they are polled when
        // they are woken.
        let mut told: FuturesUnordered<Told<'_>> =
            FuturesUnordered::from_iter([stopped, cut, cancelled]);
        let mut sleep = pin!(sleep_until(self.deadline()));
        let end = match self.speaker.begin().await {
            Err(_) => End::Gone,
            Ok(()) => loop {
                let event = poll_fn(|cx| {
                    if let Poll::Ready(event) = self.poll(cx) {
                        return Poll::Ready(event);
                    }
                    if let Poll::Ready(Some(event)) = told.poll_next_unpin(cx) {
                        return Poll::Ready(event);
                    }
                    self.poll_time(cx, sleep.as_mut())
                });
                let event = event.await;
                if let Some(end) = self.on(event).await {
                    break end;
                }
            },
        };
        let ends = end.outcome();
        let finished = finish(end, self.speaker, self.work, stop.last_words());
        let finished = stop.before(Step::Cuts, finished).await;
        finished.unwrap_or((ends, None))
    }

    /// The method goes on, what it answers is sent, and what the caller sends is read. Between two messages the method
    /// has its turn: so it takes the first of two that came together, and not the second alone.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        let Self {
            speaker,
            work,
            ahead,
            ..
        } = self;
        if let Poll::Ready(worked) = work.poll(cx) {
            return Poll::Ready(Event::Worked(worked));
        }
        if let Err(error) = speaker.poll_answers(cx, || work.exchange.outgoing()) {
            return Poll::Ready(Event::Broken(Some(error)));
        }
        if let Poll::Ready(Err(error)) = speaker.poll_flush(cx) {
            return Poll::Ready(Event::Broken(Some(error)));
        }
        if speaker.poll_stalled(cx).is_ready() {
            return Poll::Ready(Event::Broken(None));
        }
        if ahead.may_read(&work.exchange)
            && let Poll::Ready(message) = speaker.poll_message(cx)
        {
            return Poll::Ready(match message {
                Some(Ok(message)) => Event::Message(message),
                Some(Err(error)) => Event::Broken(Some(error)),
                None => Event::Broken(None),
            });
        }
        Poll::Pending
    }

    /// The timer is set anew where it would come too late. Where it comes too early, it is set again.
    fn poll_time(&self, cx: &mut Context<'_>, mut sleep: Pin<&mut Sleep>) -> Poll<Event> {
        let due = self.deadline();
        if due < sleep.deadline() {
            sleep.as_mut().reset(due);
        }
        while sleep.as_mut().poll(cx).is_ready() {
            if due <= Instant::now() {
                return Poll::Ready(Event::Time);
            }
            sleep.as_mut().reset(due);
        }
        Poll::Pending
    }

    /// When something is to be done at the latest.
    fn deadline(&self) -> Instant {
        let others = [
            self.idle_at(),
            self.speaker.timing_due(),
            self.speaker.message_due(),
        ];
        let others = others.into_iter().flatten();
        others.fold(self.pings_at(), Instant::min)
    }

    /// Whether something is heard of the caller, if they say anything.
    fn is_read(&self) -> bool {
        self.ahead.is_read() && !self.speaker.waits()
    }

    /// When the caller is asked next.
    fn pings_at(&self) -> Instant {
        self.pinged + if self.is_read() { PING } else { PING_UNREAD }
    }

    /// When the session ends for want of inputs. Where the method takes one after the other, the time counts from the last
    /// one; where it takes a stream, while it waits for the next.
    fn idle_at(&self) -> Option<Instant> {
        let timeout = self.work.declared.session_timeout?;
        if !self.work.exchange.takes_inputs() {
            return None;
        }
        let since = match self.work.declared.mode {
            RealtimeMode::Unary => Some(self.last_input),
            RealtimeMode::ServerStreaming => (!self.has_input).then_some(self.last_input),
            RealtimeMode::ClientStreaming | RealtimeMode::Bidi => self.work.exchange.awaits_since(),
        };
        Some(since? + Duration::from_secs_f64(timeout))
    }

    /// What comes of an event: `None` where the session goes on.
    async fn on(&mut self, event: Event) -> Option<End> {
        match event {
            Event::Message(Message::Close(_)) => Some(End::Closed),
            Event::Message(message) => {
                self.heard = Instant::now();
                let share = self.speaker.share(&message);
                match message {
                    Message::Binary(message) => self.take(message, share).await,
                    Message::Text(_) => self.arrive(Err(SessionFailure::NotBinary), 0, None),
                    _ => None,
                }
            }
            Event::Broken(error) => match error.as_ref().and_then(violation) {
                Some(code) => Some(End::Violated(code)),
                None => Some(End::Gone),
            },
            // Where its only input is answered to the end, it is whole.
            Event::Worked(Ok(())) => Some(match self.is_stopping && !self.has_all_inputs() {
                true => End::Stopped,
                false => End::Whole,
            }),
            Event::Worked(Err(failure)) => Some(End::Failed(failure)),
            Event::Stop => {
                self.is_stopping = true;
                self.work.exchange.end_inputs();
                None
            }
            Event::Cut => Some(End::Cut),
            Event::Cancelled => Some(End::Cancelled),
            Event::Time => self.on_time(),
        }
    }

    fn on_time(&mut self) -> Option<End> {
        let now = Instant::now();
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if is_due(self.speaker.message_due()) {
            return Some(End::Violated(CloseCode::Policy));
        }
        if is_due(self.idle_at()) {
            self.work.exchange.end_inputs();
        }
        if is_due(self.speaker.timing_due()) {
            self.speaker.owe_timing();
        }
        if is_due(Some(self.pings_at())) {
            self.pinged = now;
            let silent = self.speaker.silent_since(self.heard, self.is_read());
            if silent.is_some_and(|since| since + SILENT <= now) {
                return Some(End::Gone);
            }
            self.speaker.ping();
        }
        None
    }

    /// Whether the method has all inputs that it takes.
    fn has_all_inputs(&self) -> bool {
        self.has_input && self.work.declared.mode == RealtimeMode::ServerStreaming
    }

    /// A message has come. The input in it is read at once where that tells the caller sooner that it is refused, and where
    /// the seconds of the session begin with it. It is kept so only for a method that waits for it.
    async fn take(&mut self, message: Bytes, share: Option<Share>) -> Option<End> {
        if !self.work.exchange.takes_inputs() || self.has_all_inputs() {
            return None;
        }
        let bytes = message.len();
        let input = if self.work.exchange.is_awaited() {
            self.reader.read(message).await.map(Input::Read)
        } else if !self.work.takes_stream() || !self.has_input {
            let read = self.reader.read(message.clone()).await;
            read.map(|_| Input::Message(message))
        } else {
            Ok(Input::Message(message))
        };
        self.arrive(input, bytes, share)
    }

    /// An input has arrived. One that is refused ends the session: at once, or where the method takes a stream, when it
    /// comes to this one.
    fn arrive(
        &mut self,
        input: Result<Input, SessionFailure>,
        bytes: usize,
        share: Option<Share>,
    ) -> Option<End> {
        if !self.work.exchange.takes_inputs() || self.has_all_inputs() {
            return None;
        }
        if input.is_ok() {
            let now = Instant::now();
            self.speaker.timings.begin(now);
            (self.last_input, self.has_input) = (now, true);
        }
        let input = match input {
            Err(failure) if !self.work.takes_stream() => return Some(End::Failed(failure)),
            Err(failure) => Input::Refused(Box::new(failure)),
            // It is a part of what was read at once. What else was read then is not kept for it.
            Ok(Input::Message(message)) if bytes <= SMALL => {
                Input::Message(Bytes::copy_from_slice(&message))
            }
            Ok(input) => input,
        };
        let Realtime {
            mode, buffering, ..
        } = self.work.declared;
        let buffering = buffering.filter(|_| mode == RealtimeMode::Unary);
        let buffering = buffering.and_then(|inputs| usize::try_from(inputs).ok());
        let share = share.or_else(|| self.ahead.share(bytes));
        let arrived = Arrived::new(input, bytes, share);
        self.work.exchange.arrive(arrived, buffering);
        None
    }
}
