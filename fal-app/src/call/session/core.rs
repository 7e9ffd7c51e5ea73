//! A session, whatever the type of the app: what it needs besides the app itself.

use std::fmt;
use std::future::{pending, poll_fn};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::exchange::{AnyInput, Arrived, Exchange, Input, SessionFailure};
use super::reader::SessionReader;
use crate::context::RequestContext;
use crate::error::{Error, Result};
use crate::fields::packed::pack;
use crate::fields::{Packed, Writer};
use crate::media::upload::Destination;
use crate::task::{Permit, Permits};

/// A session, whatever the type of the app.
pub(crate) struct Core {
    pub(super) exchange: Exchange,
    reader: SessionReader,
    pub(super) context: RequestContext,
    /// Where the media of the answers go.
    media: Destination,
    pub(super) permits: Permits,
    /// That of the work that goes on.
    permit: Mutex<Option<Permit>>,
}

impl Core {
    pub(crate) fn new(
        exchange: Exchange,
        reader: SessionReader,
        context: RequestContext,
        media: Destination,
        permits: Permits,
    ) -> Self {
        Self {
            exchange,
            reader,
            context,
            media,
            permits,
            permit: Mutex::new(None),
        }
    }

    /// Keeps the permit of the work that begins.
    pub(super) fn keep(&self, permit: Permit) {
        self.swap(Some(permit));
    }

    /// Work begins: it is work like that of any request, and waits for its permit.
    pub(super) async fn begin(&self) {
        self.keep(self.permits.clone().take().await);
    }

    /// An input that is taken, read. With it goes its share of the memory.
    pub(super) async fn take(&self, arrived: Arrived) -> AnyInput {
        self.read(arrived.input).await
    }

    /// An input, read. Where it is refused, the session has failed, and nothing comes.
    pub(super) async fn read(&self, input: Input) -> AnyInput {
        let failure = match input {
            Input::Read(input) => return input,
            Input::Message(message) => match self.reader.read(message).await {
                Ok(input) => return input,
                Err(failure) => failure,
            },
            Input::Refused(failure) => *failure,
        };
        self.exchange.fail(failure);
        pending().await
    }

    pub(super) fn swap(&self, permit: Option<Permit>) -> Option<Permit> {
        let mut kept = self.permit.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut kept, permit)
    }

    /// Waits for room, and sends an answer. It counts among the answers that are not taken.
    pub(super) async fn send(&self, message: Bytes) {
        let message = self.permits.undelivered().count(message);
        poll_fn(|cx| self.exchange.poll_room(cx)).await;
        self.exchange.send(message);
    }

    /// A value as a message.
    pub(super) async fn message(&self, value: Writer) -> Result<Bytes, SessionEnd> {
        let written = value.finish_packed();
        let Packed {
            mut json,
            missing,
            asides,
        } = written.map_err(SessionEnd::internal)?;
        if !missing.is_empty() {
            let filled = self.media.fill(json, missing).await;
            json = filled.map_err(|error| SessionEnd::failed(&error))?;
        }
        let message = pack(&json, &asides).map_err(SessionEnd::internal)?;
        Ok(message.into())
    }
}

/// Why a session ended before its inputs did.
#[derive(Debug)]
pub struct SessionEnd(pub(crate) SessionFailure);

impl SessionEnd {
    pub(super) fn failed(error: &Error) -> Self {
        Self(SessionFailure::Failed(error.answer()))
    }

    fn internal(cause: impl fmt::Display) -> Self {
        Self(SessionFailure::Internal(cause.to_string()))
    }
}
