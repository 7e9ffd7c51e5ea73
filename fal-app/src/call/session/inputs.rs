//! The inputs of a session, as a stream.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::core::Core;
use super::exchange::{AnyInput, Arrived, Input};
use crate::task::{BoxFuture, unbox};

/// The inputs of a session, in the order of their arrival, as a method takes them: `inputs: impl Stream<Item = T> + Unpin`.
///
/// It ends when the caller closes the session, when nothing came for as long as `session_timeout` says, and when the server
/// stops.
pub struct Inputs<I> {
    core: Arc<Core>,
    /// The input that is on its way to the method: it is read, and the first one waits for a permit before.
    next: Option<BoxFuture<AnyInput>>,
    /// From the first input on the session is at work.
    has_started: bool,
    of: PhantomData<fn() -> I>,
}

impl<I> Inputs<I> {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self {
            core,
            next: None,
            has_started: false,
            of: PhantomData,
        }
    }
}

impl<I> Unpin for Inputs<I> {}

impl<I: Send + 'static> Stream for Inputs<I> {
    type Item = I;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<I>> {
        if self.next.is_none() {
            let Some(arrived) = ready!(self.core.exchange.poll_input(cx)) else {
                return Poll::Ready(None);
            };
            let (core, has_started) = (self.core.clone(), self.has_started);
            let arrived = match arrived.input {
                Input::Read(input) if has_started => return Poll::Ready(Some(unbox(input))),
                input => Arrived { input, ..arrived },
            };
            self.has_started = true;
            self.next = Some(Box::pin(async move {
                if !has_started {
                    core.begin().await;
                }
                core.take(arrived).await
            }));
        }
        let Some(next) = &mut self.next else {
            return Poll::Pending;
        };
        let input = ready!(next.as_mut().poll(cx));
        self.next = None;
        Poll::Ready(Some(unbox(input)))
    }
}

impl<I> fmt::Debug for Inputs<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs").finish_non_exhaustive()
    }
}
