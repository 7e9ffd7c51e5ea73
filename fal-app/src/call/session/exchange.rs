//! What goes between the method of a session and whoever speaks to its caller: inputs that wait, and answers to be sent.

use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;

use crate::error::{Error, ErrorAnswer};
use crate::fields::{Refusal, error_for_people};
use crate::task::{Panic, Share};

/// So many bytes of inputs may wait in one session. Then the caller is not read on.
const MOST_WAITING_BYTES: usize = 16 * 1024 * 1024;

/// So many bytes of inputs without a share of memory may wait in one session.
const MOST_SMALL_BYTES: usize = 1024 * 1024;

/// What an input takes besides its message, in bytes: its place in a queue that grows by doubling, and what the allocator
/// adds to the message.
const INPUT: usize = 2 * size_of::<Arrived>() + 32;

/// How many answers wait to be sent, where `buffering` does not say it; with it they are twice as many as inputs.
const OUTGOING: usize = 2;

/// Why a session failed.
#[derive(Debug)]
pub(crate) enum SessionFailure {
    /// An input does not obey what is declared.
    Refused(Refusal),
    /// A message is not in MessagePack at all.
    NotBinary,
    /// The method returned an `Err`.
    Failed(ErrorAnswer),
    Panicked(Panic),
    /// A fault that is not the caller's, for the log.
    Internal(String),
}

impl SessionFailure {
    /// The reason for the caller.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Refused(refusal) => reason(&refusal.body),
            Self::NotBinary => {
                "an input is a binary message in MessagePack, and this one is text".to_owned()
            }
            Self::Failed(answer) => reason(answer.body.as_bytes()),
            Self::Panicked(panic) => {
                // The message may tell of a failure of the GPU.
                reason(
                    Error::from(panic.message().to_owned())
                        .answer()
                        .body
                        .as_bytes(),
                )
            }
            Self::Internal(_) => "Internal Server Error".to_owned(),
        }
    }

    /// What only the log shows; `None` where the caller learns all.
    pub(crate) fn cause(&self) -> Option<String> {
        match self {
            Self::Refused(_) | Self::NotBinary => None,
            Self::Failed(answer) => answer.cause.clone(),
            Self::Panicked(panic) => Some(panic.to_string()),
            Self::Internal(cause) => Some(cause.clone()),
        }
    }
}

/// The detail of an answer as text. Each error of a field has its own lines, as pydantic writes them.
fn reason(body: &[u8]) -> String {
    let mut answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match answer["detail"].take() {
        Value::String(detail) => detail,
        Value::Array(errors) => {
            let errors: Vec<String> = errors.iter().map(|one| error_for_people(one, 1)).collect();
            errors.join("\n")
        }
        other => other.to_string(),
    }
}

/// An input, whatever its type.
pub(super) type AnyInput = Box<dyn Any + Send>;

/// An input that has arrived.
pub(crate) struct Arrived {
    pub(crate) input: Input,
    /// The bytes of its message.
    pub(super) bytes: usize,
    /// Its share of the memory, until the method works on it. A few small ones need none.
    pub(super) share: Option<Share>,
}

/// What is kept of an input.
pub(crate) enum Input {
    /// All of it: the method waited for it.
    Read(AnyInput),
    /// Its message. It is read when the method takes it: until then it takes no more memory than its caller sent.
    Message(Bytes),
    /// It ends the session when the method comes to it.
    Refused(Box<SessionFailure>),
}

impl Arrived {
    /// Of a message of so many bytes.
    pub(crate) fn new(input: Input, bytes: usize, share: Option<Share>) -> Self {
        Self {
            input,
            bytes,
            share,
        }
    }

    /// What a message of so many bytes takes of the memory while it waits.
    pub(crate) const fn weight(bytes: usize) -> usize {
        bytes + INPUT
    }

    fn small_bytes(&self) -> usize {
        match self.share {
            Some(_) => 0,
            None => Self::weight(self.bytes),
        }
    }
}

/// Both sides of a session. A clone is the same.
#[derive(Clone)]
pub(crate) struct Exchange(Arc<Shared>);

struct Shared(Mutex<State>);

#[derive(Default)]
struct State {
    /// Who waits for inputs, or for room to answer.
    method: Option<Waker>,
    /// Who speaks to the caller. In most sessions it is the same task: it polls the method, and looks after that what the
    /// method did. So it wakes nobody then: a wake would poll it once more for each message.
    speaker: Option<Waker>,
    /// Whether the speaker polls the method.
    is_polled: bool,
    waiting: VecDeque<Arrived>,
    waiting_bytes: usize,
    /// Of those that have no share of memory.
    small_bytes: usize,
    /// No more inputs will come.
    is_over: bool,
    /// The method knows that no more inputs will come.
    is_told: bool,
    /// Since when the method waits for an input.
    awaits_since: Option<Instant>,
    outgoing: VecDeque<Bytes>,
    most_outgoing: usize,
    /// Nobody is there to send to.
    has_left: bool,
    failure: Option<SessionFailure>,
}

impl Exchange {
    /// Of a session whose endpoint says `buffering`, or not.
    pub(crate) fn new(buffering: Option<u32>) -> Self {
        let twice = |inputs| usize::try_from(inputs).map_or(OUTGOING, |inputs: usize| 2 * inputs);
        Self(Arc::new(Shared(Mutex::new(State {
            most_outgoing: buffering.map_or(OUTGOING, twice),
            ..State::default()
        }))))
    }

    // The side of the method.

    /// The next input; `None` once there will be none. Where it is refused, the session has failed, and nothing comes.
    pub(super) fn poll_input(&self, cx: &mut Context<'_>) -> Poll<Option<Arrived>> {
        let mut state = self.lock();
        if state.failure.is_some() {
            return Poll::Pending;
        }
        if let Some(arrived) = state.next() {
            state.wake_speaker();
            return match arrived.input {
                Input::Refused(failure) => {
                    state.failure = Some(*failure);
                    Poll::Pending
                }
                _ => Poll::Ready(Some(arrived)),
            };
        }
        if state.is_over {
            state.is_told = true;
            return Poll::Ready(None);
        }
        state.awaits_since.get_or_insert_with(Instant::now);
        state.method = Some(cx.waker().clone());
        Poll::Pending
    }

    /// The next of the inputs that wait, unless it is refused.
    pub(super) fn waiting_input(&self) -> Option<Arrived> {
        let mut state = self.lock();
        match state.waiting.front()?.input {
            Input::Refused(_) => None,
            _ => state.next(),
        }
    }

    /// It was looked at, and is not taken yet.
    pub(super) fn put_back(&self, arrived: Arrived) {
        let mut state = self.lock();
        if !state.has_left {
            state.count(&arrived);
            state.waiting.push_front(arrived);
        }
    }

    /// The session has failed: nothing comes any more.
    pub(super) fn fail(&self, failure: SessionFailure) {
        let mut state = self.lock();
        state.failure.get_or_insert(failure);
        state.wake_speaker();
    }

    /// Whether there is room for an answer. Once the caller has left there is, and nothing is sent: where the method
    /// knows that no input will come, it may go on to its end; else its answers are all that it works for, and there is
    /// none.
    pub(super) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        if state.has_left && !state.is_told {
            state.failure.get_or_insert(SessionFailure::Internal(
                "the caller left while the method worked".to_owned(),
            ));
            state.wake_speaker();
            return Poll::Pending;
        }
        if state.has_left || state.outgoing.len() < state.most_outgoing {
            return Poll::Ready(());
        }
        state.method = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Sends an answer.
    pub(super) fn send(&self, message: Bytes) {
        let mut state = self.lock();
        if !state.has_left {
            state.outgoing.push_back(message);
            state.wake_speaker();
        }
    }

    // The side of whoever speaks to the caller.

    /// Polls the method. From here on `cx` is woken by what it does otherwise.
    pub(crate) fn poll<T>(
        &self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let mut state = self.lock();
        match &state.speaker {
            Some(speaker) if speaker.will_wake(cx.waker()) => {}
            _ => state.speaker = Some(cx.waker().clone()),
        }
        state.is_polled = true;
        drop(state);
        let polled = poll(cx);
        self.lock().is_polled = false;
        polled
    }

    /// An input has arrived. With `buffering`, the oldest that waits beyond it is dropped.
    pub(crate) fn arrive(&self, arrived: Arrived, buffering: Option<usize>) {
        let mut state = self.lock();
        if state.is_over {
            return;
        }
        state.count(&arrived);
        state.waiting.push_back(arrived);
        while buffering.is_some_and(|most| state.waiting.len() > most) {
            drop(state.next());
        }
        state.wake_method();
    }

    /// No more inputs will come. Those that wait are still taken.
    pub(crate) fn end_inputs(&self) {
        let mut state = self.lock();
        state.is_over = true;
        state.wake_method();
    }

    /// The caller has left: what waits is not begun, and nothing is sent any more.
    pub(crate) fn leave(&self) {
        let mut state = self.lock();
        (state.is_over, state.has_left) = (true, true);
        while state.next().is_some() {}
        state.outgoing.clear();
        state.wake_method();
    }

    /// Whether more inputs are taken. None is behind a refused one, at which the session ends.
    pub(crate) fn takes_inputs(&self) -> bool {
        let state = self.lock();
        let last = state.waiting.back();
        !state.is_over && !last.is_some_and(|last| matches!(last.input, Input::Refused(_)))
    }

    /// Whether the method waits for the next input.
    pub(crate) fn is_awaited(&self) -> bool {
        let state = self.lock();
        state.awaits_since.is_some() && state.waiting.is_empty()
    }

    /// Whether so much waits that the caller is not read on.
    pub(crate) fn is_full(&self) -> bool {
        self.lock().waiting_bytes >= MOST_WAITING_BYTES
    }

    /// Whether so many small inputs wait that the next one needs a share of the memory too.
    pub(crate) fn needs_share(&self) -> bool {
        self.lock().small_bytes >= MOST_SMALL_BYTES
    }

    /// Since when the method waits for an input, and none is there.
    pub(crate) fn awaits_since(&self) -> Option<Instant> {
        self.lock().awaits_since
    }

    /// The next answer to send.
    pub(crate) fn outgoing(&self) -> Option<Bytes> {
        let mut state = self.lock();
        let was_full = state.outgoing.len() >= state.most_outgoing;
        let message = state.outgoing.pop_front();
        // The method is not polled after this, before something else happens.
        if was_full && let Some(method) = state.method.take() {
            method.wake();
        }
        message
    }

    /// Why the session failed while the method waits.
    pub(crate) fn failure(&self) -> Option<SessionFailure> {
        self.lock().failure.take()
    }

    /// No code panics while it holds the lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The speaker polls the method next, where that is in its own task.
    fn wake_method(&mut self) {
        let Some(method) = self.method.take() else {
            return;
        };
        let is_polled_next = |speaker: &Waker| speaker.will_wake(&method);
        if !self.speaker.as_ref().is_some_and(is_polled_next) {
            method.wake();
        }
    }

    fn wake_speaker(&self) {
        if let Some(speaker) = self.speaker.as_ref().filter(|_| !self.is_polled) {
            speaker.wake_by_ref();
        }
    }

    fn count(&mut self, arrived: &Arrived) {
        self.waiting_bytes += Arrived::weight(arrived.bytes);
        self.small_bytes += arrived.small_bytes();
    }

    fn next(&mut self) -> Option<Arrived> {
        let arrived = self.waiting.pop_front()?;
        self.waiting_bytes -= Arrived::weight(arrived.bytes);
        self.small_bytes -= arrived.small_bytes();
        self.awaits_since = None;
        Some(arrived)
    }
}
