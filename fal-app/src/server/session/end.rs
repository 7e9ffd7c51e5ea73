//! How a session ends, and what its caller learns of it.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::speaker::{CLOSING, Speaker};
use super::timings::Timings;
use super::work::Work;
use crate::call::{OutcomeKind, SessionFailure};

/// How a session ends.
pub(super) enum End {
    /// Well.
    Whole,
    Failed(SessionFailure),
    /// The caller closed it, and waits for the answer.
    Closed,
    /// The caller is gone.
    Gone,
    /// The caller does not speak WebSocket.
    Violated(CloseCode),
    /// The server stops, and nothing is at work.
    Stopped,
    /// The server stops, and does not wait for the work any longer.
    Cut,
    Cancelled,
}

impl End {
    pub(super) fn outcome(&self) -> OutcomeKind {
        match self {
            Self::Whole => OutcomeKind::Session,
            Self::Failed(_) | Self::Violated(_) => OutcomeKind::SessionFailed,
            Self::Closed | Self::Gone | Self::Cancelled => OutcomeKind::SessionLeft,
            Self::Stopped | Self::Cut => OutcomeKind::SessionStopped,
        }
    }
}

/// Ends a session. How it ended, and the close that is still to be said: its answer is waited for as `last_words` say, where
/// the server stops.
pub(super) async fn finish<S: AsyncRead + AsyncWrite + Unpin>(
    end: End,
    mut speaker: Speaker<S>,
    mut work: Work<'_>,
    last_words: Duration,
) -> (OutcomeKind, Option<Closing<S>>) {
    let outcome = end.outcome();
    let code = match end {
        End::Whole => {
            let _ = work.finish(&mut speaker).await;
            CloseCode::Normal
        }
        End::Failed(failure) => {
            work.abandon();
            let _ = work.fail(&mut speaker, &failure).await;
            CloseCode::Normal
        }
        End::Violated(code) => {
            work.abandon();
            code
        }
        End::Stopped => {
            work.abandon();
            let _ = work.stop(&mut speaker).await;
            CloseCode::Restart
        }
        End::Cut => {
            work.abandon();
            // Nobody pays for work that is cut.
            speaker.timings = Timings::Untold;
            let _ = work.stop(&mut speaker).await;
            CloseCode::Restart
        }
        End::Cancelled => {
            work.abandon();
            // Who takes nothing does not keep the session.
            let _ = timeout(CLOSING, speaker.tell_timing()).await;
            CloseCode::Normal
        }
        End::Closed => {
            work.leave();
            speaker.closed().await;
            work.afterwards().await;
            return (outcome, None);
        }
        End::Gone => {
            work.leave();
            drop(speaker);
            work.afterwards().await;
            return (outcome, None);
        }
    };
    let patience = match code {
        CloseCode::Restart => CLOSING.min(last_words),
        _ => CLOSING,
    };
    let closing = Closing {
        speaker,
        code,
        patience,
    };
    (outcome, Some(closing))
}

/// A session that is over. Its caller does not know that yet.
pub(super) struct Closing<S> {
    speaker: Speaker<S>,
    code: CloseCode,
    /// How long its caller may take to answer.
    patience: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Closing<S> {
    pub(super) async fn close(self) {
        self.speaker.close(self.code, self.patience).await;
    }
}
