//! The body of a stream's answer.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use http_body::{Body, Frame};

use super::cancellable::{Cancellable, Items};
use super::pending_request::PendingRequest;
use crate::call::OutcomeKind;
use crate::units::BillableUnits;

/// A stream failed after its head. No more items follow, and the end that HTTP promises is left out.
///
/// fal's SDK ends such an answer in the same way, and callers notice no other: `fal_client` and `@fal-ai/client` take an
/// event of any name for an item.
#[derive(Debug)]
pub(crate) struct BrokeOff(String);

impl fmt::Display for BrokeOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stream broke off: {}", self.0)
    }
}

impl std::error::Error for BrokeOff {}

/// The items of a stream. Its request ends with it: at the end of the stream, when the stream breaks off, or when this
/// is dropped before, because the caller left.
pub(crate) struct StreamBody {
    items: Cancellable,
    units: Option<BillableUnits>,
    /// `None` once the request has ended.
    pending: Option<PendingRequest>,
}

impl StreamBody {
    pub(crate) fn new(items: Items, units: Option<BillableUnits>, pending: PendingRequest) -> Self {
        let (context, watched) = (pending.context().clone(), pending.is_registered());
        Self {
            items: Cancellable::new(items, context, watched),
            units,
            pending: Some(pending),
        }
    }

    fn end(&mut self, outcome: OutcomeKind, cause: Option<&str>) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        if let Some(cause) = cause {
            pending.log_failure(StatusCode::OK, &cause);
        }
        pending.end(outcome, StatusCode::OK, self.units);
    }
}

impl Body for StreamBody {
    type Data = Bytes;
    type Error = BrokeOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokeOff>>> {
        if self.pending.is_none() {
            return Poll::Ready(None);
        }
        match ready!(Pin::new(&mut self.items).poll_next(cx)) {
            Some(Ok(item)) => Poll::Ready(Some(Ok(Frame::data(item)))),
            Some(Err(cause)) => {
                let is_cancelled = |pending: &PendingRequest| pending.context().is_cancelled();
                match self.pending.as_ref().is_some_and(is_cancelled) {
                    true => self.end(OutcomeKind::StreamCancelled, None),
                    false => self.end(OutcomeKind::StreamBrokeOff, Some(&cause)),
                }
                Poll::Ready(Some(Err(BrokeOff(cause))))
            }
            None => {
                self.end(OutcomeKind::Stream, None);
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pending.is_none()
    }
}

impl Drop for StreamBody {
    fn drop(&mut self) {
        if let Some(pending) = &self.pending {
            pending.context().cancel();
            self.end(OutcomeKind::StreamLeft, None);
        }
    }
}
