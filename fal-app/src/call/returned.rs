//! What a method returns: the `Result` of fal-app, by whatever name.

use std::marker::PhantomData;

use super::outcome::CallResult;
use crate::billing::Billed;
use crate::error::{Error, Result};
use crate::fields::{Answer, Described, Shape};
use crate::task::BoxFuture;

/// A `Result`, also by an alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Result`",
    label = "an endpoint returns a `Result`",
    note = "write `-> Result<{Self}>`"
)]
pub trait MethodResult {
    /// What it holds.
    type Value;

    /// The `Result` itself.
    ///
    /// # Errors
    /// Those of the method.
    fn result(self) -> Result<Self::Value>;
}

impl<T, E: EndpointError> MethodResult for std::result::Result<T, E> {
    type Value = T;

    fn result(self) -> Result<T> {
        self.map_err(EndpointError::error)
    }
}

/// The [`Error`] of fal-app.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the `Error` of fal-app",
    label = "this `Result` has another error",
    note = "write `fal_app::Result<…>`: `?` turns other errors into its `Error`"
)]
pub trait EndpointError {
    /// The error itself.
    fn error(self) -> Error;
}

impl EndpointError for Error {
    fn error(self) -> Error {
        self
    }
}

/// The `Result` that a method returned.
///
/// # Errors
/// Those of the method.
pub fn returned<R: MethodResult>(result: R) -> Result<R::Value> {
    result.result()
}

/// What a method answers, or `custom` bills: without its [`Billed`].
pub trait Unbilled {
    /// It.
    type Answer: 'static;
}

impl<T: Answer> Unbilled for T {
    type Answer = T;
}

impl<T: Answer> Unbilled for Billed<T> {
    type Answer = T;
}

/// What a method answers that returns an `R`.
pub type AnswerOf<R> = <<R as MethodResult>::Value as Unbilled>::Answer;

/// What `#[setup]` returns for the app `A`.
#[diagnostic::on_unimplemented(
    message = "`#[setup]` returns `{Self}`",
    label = "this does not make the app",
    note = "write `-> Result<Self>`"
)]
pub trait SetupResult<A> {
    /// The `Result` itself.
    ///
    /// # Errors
    /// Those of the method.
    fn result(self) -> Result<A>;
}

impl<A, E: EndpointError> SetupResult<A> for std::result::Result<A, E> {
    fn result(self) -> Result<A> {
        self.map_err(EndpointError::error)
    }
}

/// Sets the app up by its `#[setup]`.
pub fn set_up<A: 'static, R: SetupResult<A> + 'static>(made: BoxFuture<R>) -> BoxFuture<Result<A>> {
    Box::pin(async { made.await.result() })
}

/// The call of an endpoint whose output is refused: the program does not compile, and this is never called.
#[must_use]
pub fn never_answered<T: Answer>() -> BoxFuture<CallResult> {
    Box::pin(std::future::pending())
}

/// Asks for the shape of what a `Result` holds: `ValueOf::<R>::SHAPE`. How such a question works is in
/// `declare/probe.rs`.
pub struct ValueOf<R>(PhantomData<R>);

impl<T: Described, E> ValueOf<std::result::Result<T, E>> {
    /// The shape.
    pub const SHAPE: Shape = T::SHAPE;
}

impl<T: Described, E> ValueOf<std::result::Result<Billed<T>, E>> {
    /// The shape of what is billed.
    pub const SHAPE: Shape = T::SHAPE;
}

/// What [`ValueOf`] answers for a type that is no `Result`, or holds no output.
pub trait NoValue {
    /// Never read: such a program does not compile.
    const SHAPE: Shape = Shape::Any;
}

impl<R> NoValue for ValueOf<R> {}
