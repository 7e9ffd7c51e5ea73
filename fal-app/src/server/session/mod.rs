//! A session, from the answer to its handshake to its end: what its caller sends and gets. The work is in `call/session`.

mod drive;
mod end;
mod incoming;
mod speaker;
mod timings;
mod work;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::{Extensions, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite};

use super::pending_request::PendingRequest;
use super::stop::{Step, Stop};
use crate::call::SessionStart;
use drive::Drive;

/// A session whose handshake is being answered.
pub(crate) struct PendingSession {
    start: SessionStart,
    /// The request ends with its session.
    pending: PendingRequest,
}

/// A session on its way from the answer to the connection.
#[derive(Clone)]
struct Handover(Arc<Mutex<Option<PendingSession>>>);

impl PendingSession {
    pub(crate) fn new(start: SessionStart, pending: PendingRequest) -> Self {
        Self { start, pending }
    }

    /// Goes with an answer.
    pub(crate) fn attach(self, to: &mut Extensions) {
        to.insert(Handover(Arc::new(Mutex::new(Some(self)))));
    }

    /// Takes the session from an answer that begins one.
    pub(crate) fn detach(from: &mut Extensions) -> Option<Self> {
        let Handover(session) = from.remove()?;
        let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
        session.take()
    }

    /// Serves the session over what the handshake was answered on. When the server stops, it ends as soon as its work is
    /// done.
    pub(crate) async fn run<S>(self, io: S, stop: Stop)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin,
    {
        let Self { start, pending } = self;
        let drive = Drive::new(io, start, &pending).await;
        let (outcome, closing) = drive.run(&stop).await;
        pending.end(outcome, StatusCode::SWITCHING_PROTOCOLS, None);
        if let Some(closing) = closing {
            stop.before(Step::Cuts, closing.close()).await;
        }
    }
}

impl fmt::Debug for PendingSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingSession").finish_non_exhaustive()
    }
}
