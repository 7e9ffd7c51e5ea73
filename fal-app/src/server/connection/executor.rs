//! The streams of an HTTP/2 connection: a task for each, which ends when its caller is gone.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::rt::Executor;

use super::activity::Activity;
use super::delivery::Delivery;
use crate::server::stalled::Watch;

tokio::task_local! {
    /// The answer of the stream that a task is for.
    pub(super) static DELIVERY: Arc<Delivery>;
}

/// Runs what hyper does for each stream.
#[derive(Clone, Debug)]
pub(super) struct Streams(pub(super) Arc<Activity>);

impl<F> Executor<F> for Streams
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn execute(&self, stream: F) {
        let delivery = Arc::new(Delivery::timed(self.0.begin()));
        tokio::spawn(DELIVERY.scope(
            delivery.clone(),
            UntilStalled {
                stream: Some(Box::pin(stream)),
                delivery,
                watch: Watch::default(),
            },
        ));
    }
}

/// A stream until its end, until it is cancelled, or until its caller has taken no byte for too long. Hyper waits for
/// a caller who takes nothing without end, and asks the body for nothing meanwhile.
struct UntilStalled<F> {
    /// `None` once it is cancelled.
    stream: Option<Pin<Box<F>>>,
    delivery: Arc<Delivery>,
    watch: Watch,
}

impl<F: Future> Future for UntilStalled<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self {
            stream,
            delivery,
            watch,
        } = &mut *self;
        let is_over = |stream: &mut Pin<Box<F>>| stream.as_mut().poll(cx).is_ready();
        if stream.as_mut().is_none_or(is_over) {
            return Poll::Ready(());
        }
        if delivery.poll_cancelled(cx).is_ready() {
            // What is written by then is charged, and that is known once the connection has written what it has encoded, or
            // cannot.
            *stream = None;
            delivery.settle_if_stuck();
            return Poll::Ready(());
        }
        delivery.poll_stalled(cx, watch)
    }
}
