//! The body of a stream's answer.

use std::fmt;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::stream::BoxStream;
use http::StatusCode;

use super::pending_request::PendingRequest;
use crate::call::OutcomeKind;
use crate::units::BillableUnits;

/// A stream that failed after its head: no more follows, and the end that HTTP promises is left out.
///
/// That is how fal's SDK ends such an answer, and the only end that callers notice: `fal_client` and `@fal-ai/client`
/// take an event of any name for an item.
#[derive(Debug)]
pub(crate) struct BrokeOff(String);

impl fmt::Display for BrokeOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stream broke off: {}", self.0)
    }
}

impl std::error::Error for BrokeOff {}

/// What is still to be sent. Its request ends with it: whole, broken off, or, when it is dropped before, left.
pub(crate) struct StreamBody {
    items: BoxStream<'static, Result<Bytes, String>>,
    units: Option<BillableUnits>,
    /// None once the request ended.
    asked: Option<PendingRequest>,
    broke_off: Option<BrokeOff>,
}

impl StreamBody {
    pub(crate) fn new(
        items: BoxStream<'static, Result<Bytes, String>>,
        units: Option<BillableUnits>,
        asked: PendingRequest,
    ) -> Self {
        Self {
            items,
            units,
            asked: Some(asked),
            broke_off: None,
        }
    }

    pub(crate) fn is_at_its_end(&self) -> bool {
        self.asked.is_none() && self.broke_off.is_none()
    }

    pub(crate) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BrokeOff>>> {
        if self.asked.is_none() {
            return Poll::Ready(self.broke_off.take().map(Err));
        }
        match ready!(self.items.as_mut().poll_next(cx)) {
            Some(Ok(item)) => Poll::Ready(Some(Ok(item))),
            Some(Err(cause)) => {
                self.end(OutcomeKind::StreamBrokeOff, Some(&cause));
                self.broke_off = Some(BrokeOff(cause));
                // In between, the items before it are written.
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            None => {
                self.end(OutcomeKind::Stream, None);
                Poll::Ready(None)
            }
        }
    }

    fn end(&mut self, outcome: OutcomeKind, cause: Option<&str>) {
        let Some(asked) = self.asked.take() else {
            return;
        };
        if let Some(cause) = cause {
            asked.log_failure(StatusCode::OK, &cause);
        }
        asked.settle(outcome, StatusCode::OK, self.units);
    }
}

impl Drop for StreamBody {
    fn drop(&mut self) {
        if let Some(asked) = &self.asked {
            asked.context().cancel();
            self.end(OutcomeKind::StreamLeft, None);
        }
    }
}
