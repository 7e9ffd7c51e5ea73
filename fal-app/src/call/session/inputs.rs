//! The inputs of a session, as a stream.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::core::Core;
use crate::task::{BoxFuture, Permit, unbox};

/// The inputs of a session, in the order of their arrival, as a method takes them: `inputs: impl Stream<Item = T> + Unpin`.
///
/// It ends when the caller closes the session, when nothing came for as long as `session_timeout` says, and when the server
/// stops.
pub struct Inputs<I> {
    core: Arc<Core>,
    /// The first input waits for a permit: from there on the session is at work.
    starts: Option<(I, BoxFuture<Permit>)>,
    has_started: bool,
    of: PhantomData<fn() -> I>,
}

impl<I> Inputs<I> {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self {
            core,
            starts: None,
            has_started: false,
            of: PhantomData,
        }
    }
}

impl<I> Unpin for Inputs<I> {}

impl<I: Send + 'static> Stream for Inputs<I> {
    type Item = I;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<I>> {
        if self.starts.is_none() {
            let Some(input) = ready!(self.core.exchange.poll_input(cx)) else {
                return Poll::Ready(None);
            };
            let input = unbox(input);
            if self.has_started {
                return Poll::Ready(Some(input));
            }
            self.has_started = true;
            self.starts = Some((input, Box::pin(self.core.permits.clone().take())));
        }
        let Some((_, permit)) = &mut self.starts else {
            return Poll::Pending;
        };
        let permit = ready!(permit.as_mut().poll(cx));
        self.core.keep(permit);
        Poll::Ready(self.starts.take().map(|(input, _)| input))
    }
}

impl<I> fmt::Debug for Inputs<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs").finish_non_exhaustive()
    }
}
