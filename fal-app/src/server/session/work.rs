//! The work of a session: its method, the inputs that wait for it, and what it answers.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;

use super::speaker::Speaker;
use super::timings::Timings;
use crate::call::{Exchange, SessionCore, SessionEnd, SessionFailure, SessionFn};
use crate::declare::{Realtime, RealtimeMode};
use crate::server::pending_request::PendingRequest;
use crate::task::Caught;

/// What the SDK says at the end of a session that did not fail. Its clients know these words.
const NO_INPUTS: &str = "no inputs, reconnect when needed!";

/// How long a method with a stream of inputs may go on to its end, once its caller has left.
const AFTERWARDS: Duration = Duration::from_secs(10);

/// What the generated code of a session comes to.
type Call = Caught<dyn Future<Output = Result<(), SessionEnd>> + Send>;

/// What the method of a session does.
pub(super) struct Work<'p> {
    pub(super) declared: Realtime,
    pub(super) exchange: Exchange,
    /// `None` once it has returned.
    call: Option<Call>,
    pub(super) pending: &'p PendingRequest,
}

impl<'p> Work<'p> {
    pub(super) fn new(
        declared: Realtime,
        code: &SessionFn,
        exchange: Exchange,
        core: SessionCore,
        pending: &'p PendingRequest,
    ) -> Self {
        Self {
            declared,
            call: Some(Caught::new(code.run(core))),
            exchange,
            pending,
        }
    }

    pub(super) fn takes_stream(&self) -> bool {
        matches!(
            self.declared.mode,
            RealtimeMode::ClientStreaming | RealtimeMode::Bidi
        )
    }

    /// The method goes on, until it has returned or failed.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SessionFailure>> {
        if let Some(call) = &mut self.call
            && let Poll::Ready(returned) = self.exchange.poll(cx, |cx| Pin::new(call).poll(cx))
        {
            self.call = None;
            return Poll::Ready(match returned {
                Ok(returned) => returned.map_err(|SessionEnd(failure)| failure),
                Err(panic) => Err(SessionFailure::Panicked(panic)),
            });
        }
        match self.exchange.failure() {
            Some(failure) => Poll::Ready(Err(failure)),
            None => Poll::Pending,
        }
    }

    /// Drops the method where it has not returned. One on a blocking thread learns of it through its context.
    pub(super) fn abandon(&mut self) {
        if self.call.take().is_some() {
            self.pending.context().cancel();
        }
    }

    /// Sends what is answered.
    async fn answers<S>(&mut self, speaker: &mut Speaker<S>) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        while let Some(answer) = self.exchange.outgoing() {
            speaker.answer(answer).await?;
        }
        Ok(())
    }

    /// The session came to its end. The SDK calls every such end a timeout.
    pub(super) async fn finish<S>(&mut self, speaker: &mut Speaker<S>) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.answers(speaker).await?;
        speaker.error("TIMEOUT", NO_INPUTS).await?;
        speaker.tell_timing().await
    }

    /// Nobody pays for a failure: its seconds are not told.
    pub(super) async fn fail<S>(
        &mut self,
        speaker: &mut Speaker<S>,
        failure: &SessionFailure,
    ) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if let Some(cause) = failure.cause() {
            self.pending
                .log_failure(StatusCode::INTERNAL_SERVER_ERROR, &cause);
        }
        // What was answered before is sent, and costs nothing more.
        speaker.timings = Timings::Untold;
        self.answers(speaker).await?;
        speaker.error("INTERNAL_ERROR", &failure.reason()).await
    }

    /// The server stops, and the session is not at its end: its caller is to begin another one elsewhere.
    pub(super) async fn stop<S>(&mut self, speaker: &mut Speaker<S>) -> Result<(), Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.answers(speaker).await?;
        speaker.tell_timing().await
    }

    /// The caller has left: what waits is not begun. A method that takes a stream sees its end, and may go on to its own.
    pub(super) fn leave(&mut self) {
        self.exchange.leave();
        if !self.takes_stream() {
            self.abandon();
        }
    }

    /// Lets a method that takes a stream go on to its end, for a while, after its caller has left.
    pub(super) async fn afterwards(&mut self) {
        if self.call.is_some() {
            let _ = timeout(AFTERWARDS, poll_fn(|cx| self.poll(cx))).await;
        }
        self.abandon();
    }
}
