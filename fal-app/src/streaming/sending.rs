//! The body of a stream's answer.

use std::fmt;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::StatusCode;

use super::items::Rest;
use crate::billing::BillableUnits;
use crate::ending::Outcome;
use crate::server::asked::Asked;
use crate::server::log;

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
pub(crate) struct Sending {
    rest: Rest,
    units: Option<BillableUnits>,
    /// None once the request ended.
    asked: Option<Asked>,
    broke_off: Option<BrokeOff>,
}

impl Sending {
    pub(crate) fn new(rest: Rest, units: Option<BillableUnits>, asked: Asked) -> Self {
        Self {
            rest,
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
        match ready!(self.rest.poll_next(cx)) {
            Some(Ok(item)) => Poll::Ready(Some(Ok(item))),
            Some(Err(cause)) => {
                self.end(Outcome::StreamBrokeOff, Some(&cause));
                self.broke_off = Some(BrokeOff(cause));
                // In between, the items before it are written.
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            None => {
                self.end(Outcome::Stream, None);
                Poll::Ready(None)
            }
        }
    }

    fn end(&mut self, outcome: Outcome, cause: Option<&str>) {
        let Some(asked) = self.asked.take() else {
            return;
        };
        if let Some(cause) = cause {
            log::failure(&asked, StatusCode::OK, &cause);
        }
        asked.settle(outcome, StatusCode::OK, self.units);
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(asked) = &self.asked {
            asked.context().cancel();
            self.end(Outcome::StreamLeft, None);
        }
    }
}
