//! A call whose method runs.

use std::fmt;
use std::sync::Arc;

use super::iterator::{IteratorSender, IteratorStream};
use super::outcome::{CallResult, EndedEarly};
use super::request::EndpointRequest;
use crate::billing::{Billed, Operands};
use crate::context::RequestContext;
use crate::error::Result;
use crate::fields::{Answer, Writer};
use crate::media::upload::Destination;
use crate::task::{Permit, run_blocking};

/// A call whose input is decoded and metered, and which has its permit.
pub struct RunningCall<A: 'static> {
    pub(super) app: Arc<A>,
    pub(super) request: EndpointRequest,
    /// Those over the input; those over the output follow when the method has returned.
    pub(super) operands: Operands,
    /// Given back when the call is dropped.
    pub(super) _permit: Option<Permit>,
}

impl<A: Send + Sync + 'static> RunningCall<A> {
    /// The app.
    #[must_use]
    pub fn app(&self) -> &A {
        &self.app
    }

    /// The request's context.
    #[must_use]
    pub fn context(&self) -> &RequestContext {
        &self.request.context
    }

    /// Answers media as data URIs where the caller wants it so.
    #[must_use]
    pub fn sync_mode<I>(mut self, input: &I, wanted: fn(&I) -> bool) -> Self {
        if wanted(input) {
            self.request.media = Destination::Answer;
        }
        self
    }

    /// Runs a plain `fn` on a blocking thread. The call goes with it: its permit is kept until the method returns, even
    /// when the caller has left.
    pub async fn blocking<R: Send + 'static>(
        self,
        method: impl FnOnce(&A, &RequestContext) -> R + Send + 'static,
    ) -> (R, Self) {
        run_blocking(move || (method(&self.app, &self.request.context), self)).await
    }

    /// Runs a plain `fn` and its iterator on a blocking thread. The call goes with it: its permit is kept until the
    /// iterator is dropped. When the caller has left, that is at the next item.
    pub fn iterate<T: Send + 'static>(
        self,
        method: impl FnOnce(&A, &RequestContext, IteratorSender<T>) + Send + 'static,
    ) -> IteratorStream<T> {
        IteratorStream::of_thread(move |each| method(self.app(), self.context(), each))
    }

    /// Ends the call: reads the operands over the output, computes the units, writes the JSON.
    ///
    /// # Errors
    /// The method's own, units that cannot be charged, and a value that JSON cannot hold.
    pub fn finish<T: Answer>(mut self, result: Result<T>) -> CallResult {
        match result {
            Ok(value) => self.settle(value),
            Err(error) => Err(self.request.fail(error)),
        }
    }

    /// The same for `custom`, whose method says the units.
    ///
    /// # Errors
    /// As [`RunningCall::finish`].
    pub fn finish_billed<T: Answer>(mut self, result: Result<Billed<T>>) -> CallResult {
        let billed = result.map_err(|error| self.request.fail(error))?;
        let value = billed
            .read(&mut self.operands)
            .map_err(EndedEarly::metering)?;
        self.settle(value)
    }

    fn settle<T: Answer>(&mut self, value: T) -> CallResult {
        let declared = self.request.endpoint;
        self.operands
            .begin_output(&declared.billing, &declared.output);
        match declared.read_output(&value, &mut self.operands) {
            Ok(()) => self
                .request
                .finish(&self.operands, Writer::of_answer(value)),
            Err(error) => Err(EndedEarly::metering(error)),
        }
    }
}

impl<A> fmt::Debug for RunningCall<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningCall").finish_non_exhaustive()
    }
}
