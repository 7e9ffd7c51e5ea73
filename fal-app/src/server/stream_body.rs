//! The body of a stream's answer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use http_body::{Body, Frame};
use tokio::time::{Instant, Sleep, sleep_until};

use super::bill::Bill;
use super::cancellable::{CancelSignal, Cancellable};
use super::pending_request::PendingRequest;
use super::reports::Deferral;
use crate::call::{Broken, Items, KEEP_ALIVE, OutcomeKind, Piece};
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

/// How long a method may be silent before a comment is sent for it. Proxies close connections that are silent for
/// 30 s or longer, and `@fal-ai/client` calls 15 s without a message a timeout.
pub(crate) const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// The items of a stream. Its request ends with it: at the end of the stream, when the stream breaks off, or when this
/// is dropped before, because the caller left.
pub(crate) struct StreamBody {
    items: Cancellable,
    /// Where the items are events.
    silence: Option<Silence>,
    /// `None` once the stream has ended.
    charged: Option<Charged>,
}

/// When the caller is charged.
enum Charged {
    /// With the first item, so many units.
    AtOnce(PendingRequest, Option<BillableUnits>),
    /// For what is delivered.
    Deferred(Arc<Bill>),
}

impl StreamBody {
    /// Of a stream whose units stand in its head.
    pub(crate) fn new(
        items: Items,
        is_events: bool,
        units: Option<BillableUnits>,
        pending: PendingRequest,
    ) -> Self {
        Self::charged(items, is_events, pending, |pending| {
            Charged::AtOnce(pending, units)
        })
    }

    /// Of a stream that is charged for what is delivered.
    pub(crate) fn deferred(
        items: Items,
        is_events: bool,
        pending: PendingRequest,
        deferral: Deferral,
    ) -> Self {
        Self::charged(items, is_events, pending, |pending| {
            Charged::Deferred(Bill::open(pending, deferral))
        })
    }

    fn charged(
        items: Items,
        is_events: bool,
        pending: PendingRequest,
        charged: impl FnOnce(PendingRequest) -> Charged,
    ) -> Self {
        let context = pending.context().clone();
        Self {
            items: Cancellable::new(items, context, pending.is_registered()),
            silence: is_events.then(Silence::begin),
            charged: Some(charged(pending)),
        }
    }

    /// The bill of a deferred stream, for who carries its bytes.
    pub(crate) fn bill(&self) -> Option<&Arc<Bill>> {
        match self.charged.as_ref()? {
            Charged::AtOnce(..) => None,
            Charged::Deferred(bill) => Some(bill),
        }
    }

    /// Says when the stream is cancelled, for who carries its bytes.
    pub(crate) fn cancel_signal(&self) -> &Arc<CancelSignal> {
        self.items.signal()
    }

    fn end(&mut self, outcome: OutcomeKind, broken: Option<Broken>) {
        match self.charged.take() {
            None => {}
            Some(Charged::Deferred(bill)) => bill.end(outcome, broken),
            Some(Charged::AtOnce(pending, units)) => {
                if let Some(broken) = broken {
                    pending.log_failure(StatusCode::OK, &broken.cause);
                }
                pending.end(outcome, StatusCode::OK, units);
            }
        }
    }

    /// These bytes are next.
    fn send(&self, bytes: Bytes, ends: Vec<(usize, BillableUnits)>) -> Frame<Bytes> {
        if let Some(bill) = self.bill() {
            bill.made(bytes.len(), ends);
        }
        Frame::data(bytes)
    }
}

impl Body for StreamBody {
    type Data = Bytes;
    type Error = BrokeOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokeOff>>> {
        if self.charged.is_none() {
            return Poll::Ready(None);
        }
        let Poll::Ready(next) = Pin::new(&mut self.items).poll_next(cx) else {
            let Some(silence) = &mut self.silence else {
                return Poll::Pending;
            };
            ready!(silence.poll_too_long(cx));
            let comment = self.send(Bytes::from_static(KEEP_ALIVE), vec![]);
            return Poll::Ready(Some(Ok(comment)));
        };
        if let Some(silence) = &mut self.silence {
            silence.is_broken();
        }
        Poll::Ready(match next {
            Some(Ok(Piece { bytes, ends })) => Some(Ok(self.send(bytes, ends))),
            Some(Err(broken)) => {
                let cause = broken.cause.clone();
                match self.items.context().is_cancelled() {
                    true => self.end(OutcomeKind::StreamCancelled, None),
                    false => self.end(OutcomeKind::StreamBrokeOff, Some(broken)),
                }
                Some(Err(BrokeOff(cause)))
            }
            None => {
                self.end(OutcomeKind::Stream, None);
                None
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.charged.is_none()
    }
}

impl Drop for StreamBody {
    fn drop(&mut self) {
        if self.charged.is_some() {
            let outcome = match self.items.context().is_cancelled() {
                true => OutcomeKind::StreamCancelled,
                false => OutcomeKind::StreamLeft,
            };
            self.items.context().cancel();
            self.end(outcome, None);
        }
    }
}

/// How long no item was made.
struct Silence {
    since: Instant,
    /// Set when the first item is waited for.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Silence {
    fn begin() -> Self {
        Self {
            since: Instant::now(),
            sleep: None,
        }
    }

    fn is_broken(&mut self) {
        self.since = Instant::now();
    }

    /// Waits until it has lasted too long. Then the next one begins.
    fn poll_too_long(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let end = self.since + LONGEST_SILENCE;
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(end)));
        // Set for an earlier silence, it may come too early, and never too late.
        while sleep.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            if end <= now {
                self.since = now;
                sleep.as_mut().reset(now + LONGEST_SILENCE);
                return Poll::Ready(());
            }
            sleep.as_mut().reset(end);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use futures_util::{StreamExt, stream};
    use http_body_util::BodyExt;
    use tokio::time::{sleep, timeout};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A body whose items come after so many seconds of silence each.
    fn body(after: &'static [u64], is_events: bool) -> StreamBody {
        let items = stream::iter(after).then(|seconds| async {
            sleep(Duration::from_secs(*seconds)).await;
            Ok(Piece {
                bytes: Bytes::from_static(b"item"),
                ends: vec![],
            })
        });
        let (request, ()) = http::Request::new(()).into_parts();
        let pending = PendingRequest::new(request, None, None);
        StreamBody::new(Box::pin(items), is_events, None, pending)
    }

    /// What it sends, and in which second.
    async fn sent(mut body: StreamBody) -> Vec<(u64, Bytes)> {
        let (began, mut sent) = (Instant::now(), vec![]);
        while let Some(frame) = body.frame().await {
            let bytes = frame.unwrap().into_data().unwrap();
            sent.push((began.elapsed().as_secs(), bytes));
        }
        sent
    }

    #[tokio::test(start_paused = true)]
    async fn comments_are_sent_while_no_event_is_made() {
        let sent = sent(body(&[9, 9, 25, 0, 11], true)).await;
        let seconds = |is: &[u8]| -> Vec<u64> {
            let found = sent.iter().filter(|(_, bytes)| bytes == is);
            found.map(|(second, _)| *second).collect()
        };
        assert_eq!(seconds(b"item"), [9, 18, 43, 43, 54]);
        assert_eq!(seconds(KEEP_ALIVE), [28, 38, 53]);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_have_no_comments() {
        let sent = sent(body(&[60, 1], false)).await;
        let bytes: Vec<&[u8]> = sent.iter().map(|(_, bytes)| &**bytes).collect();
        assert_eq!(bytes, [b"item", b"item"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_takes_nothing_is_sent_no_more_comments() {
        let mut body = body(&[100], true);
        sleep(50 * SECOND).await;
        // Those of the time before are not made up for.
        assert_eq!(
            body.frame().await.unwrap().unwrap().into_data().unwrap(),
            KEEP_ALIVE
        );
        assert!(timeout(9 * SECOND, body.frame()).await.is_err());
        assert!(timeout(2 * SECOND, body.frame()).await.is_ok());
    }
}
