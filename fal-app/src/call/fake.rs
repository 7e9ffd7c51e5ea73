//! What a test has in the place of a method: all around it stays as it is.

use std::any::Any;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;

use super::outcome::{CallResult, EndedEarly};
use super::request::EndpointRequest;
use super::running::RunningCall;
use super::stream::{event_encoding, raw_encoding, stream_call};
use crate::billing::{Billed, Operands};
use crate::error::Result;
use crate::fields::{Answer, InputFields, Shape};
use crate::task::{BoxFuture, boxed, unbox};

/// What runs in the place of a method.
pub(crate) trait Fake: Send + Sync {
    /// Ends a call whose input is decoded and metered, as the generated code would.
    fn end(
        &self,
        input: Box<dyn Any + Send>,
        operands: Operands,
        request: EndpointRequest,
    ) -> BoxFuture<EndedEarly>;

    /// What it takes; `None` where it takes nothing.
    fn input(&self) -> Option<Shape>;

    /// What it answers.
    fn answers(&self) -> FakeAnswers;
}

/// What a fake answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FakeAnswers {
    /// A value of this shape.
    Value(Shape),
    /// A value of this shape, and its units.
    Billed(Shape),
    /// The items of a stream.
    Items,
}

/// What a fake takes: the input of the method, or `()` where it has none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an input",
    label = "not an input",
    note = "a fake takes the `#[input]` of its endpoint, or `()`"
)]
pub trait FakeInput: Send + 'static {
    /// Its shape; `None` for `()`.
    #[doc(hidden)]
    const SHAPE: Option<Shape>;
}

impl<I: InputFields> FakeInput for I {
    const SHAPE: Option<Shape> = Some(I::SHAPE);
}

impl FakeInput for () {
    const SHAPE: Option<Shape> = None;
}

/// What a fake answers: the output of the method, a [`Billed`] for `custom`, the items of a stream in a `Vec`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an output",
    label = "not an output",
    note = "a fake answers the `#[output]` of its endpoint, a `Billed` for `custom`, or a `Vec` of the items of a stream"
)]
pub trait FakeOutput: Sized + Send + 'static {
    /// What it is.
    #[doc(hidden)]
    #[allow(private_interfaces, reason = "only this crate reads it")]
    const ANSWERS: FakeAnswers;

    /// Ends a call.
    #[doc(hidden)]
    #[allow(private_interfaces, reason = "only this crate calls it")]
    fn finish(result: Result<Self>, running: RunningCall<()>) -> BoxFuture<CallResult>;
}

#[allow(private_interfaces, reason = "as in the trait")]
impl<T: Answer> FakeOutput for T {
    const ANSWERS: FakeAnswers = FakeAnswers::Value(T::SHAPE);

    fn finish(result: Result<Self>, running: RunningCall<()>) -> BoxFuture<CallResult> {
        boxed(async move { running.finish(result) })
    }
}

#[allow(private_interfaces, reason = "as in the trait")]
impl<T: Answer> FakeOutput for Billed<T> {
    const ANSWERS: FakeAnswers = FakeAnswers::Billed(T::SHAPE);

    fn finish(result: Result<Self>, running: RunningCall<()>) -> BoxFuture<CallResult> {
        boxed(async move { running.finish_billed(result) })
    }
}

#[allow(private_interfaces, reason = "as in the trait")]
impl<T: Answer> FakeOutput for Vec<T> {
    const ANSWERS: FakeAnswers = FakeAnswers::Items;

    fn finish(result: Result<Self>, running: RunningCall<()>) -> BoxFuture<CallResult> {
        stream_call(|sender| async move {
            let items = sender.for_call(&running)?;
            let made = result.map(|made| stream::iter(made.into_iter().map(Ok)));
            items.send_all(event_encoding::<T>(), made).await
        })
    }
}

#[allow(private_interfaces, reason = "as in the trait")]
impl FakeOutput for Vec<Bytes> {
    const ANSWERS: FakeAnswers = FakeAnswers::Items;

    fn finish(result: Result<Self>, running: RunningCall<()>) -> BoxFuture<CallResult> {
        stream_call(|sender| async move {
            let items = sender.for_call(&running)?;
            let made = result.map(|made| stream::iter(made.into_iter().map(Ok)));
            let encoding = raw_encoding::<Bytes>("application/octet-stream");
            items.send_all(encoding, made).await
        })
    }
}

/// A closure in the place of a method.
pub(crate) struct FakeFn<I, T>(pub(crate) Arc<dyn Fn(I) -> Result<T> + Send + Sync>);

impl<I: FakeInput, T: FakeOutput> Fake for FakeFn<I, T> {
    fn end(
        &self,
        input: Box<dyn Any + Send>,
        operands: Operands,
        mut request: EndpointRequest,
    ) -> BoxFuture<EndedEarly> {
        let fake = self.0.clone();
        boxed(async move {
            let permit = match request.permit(&operands).await {
                Ok(permit) => permit,
                Err(refused) => return refused,
            };
            let running = RunningCall {
                app: Arc::new(()),
                request,
                operands,
                _permit: permit,
            };
            let (result, running) = running.blocking(move |(), _| fake(unbox(input))).await;
            match T::finish(result, running).await {
                Ok(finished) => EndedEarly::new(finished.0),
                Err(early) => early,
            }
        })
    }

    fn input(&self) -> Option<Shape> {
        I::SHAPE
    }

    fn answers(&self) -> FakeAnswers {
        T::ANSWERS
    }
}
