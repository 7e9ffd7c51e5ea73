//! An endpoint: const data, and the generic shell that the generated code calls.

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::app::BoxFuture;
use crate::billing::{Billing, Meter, Operands, Read};
use crate::context::RequestContext;
use crate::error::Result;
use crate::fields::{Described, InputFields, Output, Refusal, Shape, Writer, decode};

/// One `#[endpoint]`.
pub struct Endpoint<A: 'static> {
    /// What was declared.
    pub declared: EndpointDeclaration,
    /// The generated call.
    pub run: fn(Call<A>) -> BoxFuture<Result<Done, Exit>>,
}

/// What an endpoint's attributes say, as data.
#[derive(Clone, Copy, Debug)]
pub struct EndpointDeclaration {
    /// The method's name.
    pub name: &'static str,
    /// With its leading slash.
    pub path: &'static str,
    /// The doc comment.
    pub doc: &'static str,
    /// `title = "…"`
    pub title: Option<&'static str>,
    /// `category = "…"`
    pub category: Option<&'static str>,
    /// `unlisted`
    pub unlisted: bool,
    /// What is sent: an object's table, or nothing.
    pub input: Option<Shape>,
    /// What is answered.
    pub output: Shape,
    /// `#[billable]`
    pub billing: Billing,
    /// `#[example]`s, each the JSON of a request.
    pub examples: &'static [fn(&mut Writer)],
    /// `health_check(…)`
    pub health_check: Option<HealthCheck>,
}

impl EndpointDeclaration {
    /// An endpoint that says nothing but its path. Generated code sets fields by struct update.
    #[must_use]
    pub const fn new(
        name: &'static str,
        path: &'static str,
        doc: &'static str,
        output: Shape,
    ) -> Self {
        Self {
            name,
            path,
            doc,
            title: None,
            category: None,
            unlisted: false,
            input: None,
            output,
            billing: Billing::new(Meter::Unstated),
            examples: &[],
            health_check: None,
        }
    }
}

/// Asks for the shape of a type that may be none of ours: `ShapeOf::<T>::SHAPE`.
/// What such a type is not is told once, where it is decoded or answered.
pub struct ShapeOf<T>(PhantomData<T>);

impl<T: Described> ShapeOf<T> {
    /// The shape.
    pub const SHAPE: Shape = T::SHAPE;
}

/// What [`ShapeOf`] answers for a type without a shape.
pub trait Shapeless {
    /// Never read: such a program does not compile.
    const SHAPE: Shape = Shape::Any;
}

impl<T> Shapeless for ShapeOf<T> {}

/// How an endpoint decodes its input. A value, so that a type that is no input is told once.
pub struct Takes<I> {
    pub(crate) decode: fn(&[u8], Option<&[u8]>) -> std::result::Result<I, Refusal>,
}

/// An endpoint takes an `#[input]`.
#[must_use]
pub const fn takes<I: InputFields>() -> Takes<I> {
    Takes {
        decode: decode::<I>,
    }
}

/// What the platform asks instead of `/health` (`protocol.md` §2.7).
#[derive(Clone, Copy, Debug, Default)]
pub struct HealthCheck {
    /// Seconds before failures count.
    pub start_period_seconds: Option<u32>,
    /// Seconds one check may take.
    pub timeout_seconds: Option<u32>,
    /// Failures in a row that replace the runner.
    pub failure_threshold: Option<u32>,
    /// Every 15 s, or only when asked.
    pub call_regularly: Option<bool>,
}

impl HealthCheck {
    /// The platform's own.
    pub const PLATFORM: Self = Self {
        start_period_seconds: None,
        timeout_seconds: None,
        failure_threshold: None,
        call_regularly: None,
    };
}

// owner: server. The types below are what the generated code sees of a request at work.

/// The call went to its end; only `answer` reads how.
pub struct Done {}

/// The call ended early: refused, quoted, failed, cancelled; only `answer` reads how.
pub struct Exit {}

/// A request for an endpoint whose body has been read.
pub struct Call<A: 'static> {
    app: Arc<A>,
}

/// A request at work: decoded, metered over its input, in its place.
pub struct Work<A: 'static> {
    app: Arc<A>,
}

impl<A: Send + Sync + 'static> Call<A> {
    /// Decodes the input, reads the operands over it, and waits for a place.
    /// A quote ends here, as does every refusal.
    pub async fn input<I: Send + 'static>(
        self,
        takes: Takes<I>,
        operands: fn(&I, &mut Operands) -> Read,
    ) -> Result<(I, Work<A>), Exit> {
        todo!()
    }

    /// The same for a method without an input.
    pub async fn no_input(self, operands: fn(&(), &mut Operands) -> Read) -> Result<Work<A>, Exit> {
        todo!()
    }
}

impl<A: Send + Sync + 'static> Work<A> {
    /// The app.
    pub fn app(&self) -> &A {
        &self.app
    }

    /// The request's context.
    pub fn context(&self) -> &RequestContext {
        todo!()
    }

    /// Runs a plain `fn` on a blocking thread, which takes the request with it: its place is kept until the method
    /// returns, even when nobody waits for it any more.
    pub async fn blocking<T: Send + 'static>(
        self,
        method: impl FnOnce(&A, &RequestContext) -> Result<T> + Send + 'static,
    ) -> (Result<T>, Self) {
        todo!()
    }

    /// Settles the request: reads the operands over the output, computes the units, writes the JSON.
    /// An operand that reads nothing of the output is `|_, _| Ok(())`.
    pub fn finish<T: Output>(
        self,
        result: Result<T>,
        operands: fn(&T, &mut Operands) -> Read,
    ) -> Result<Done, Exit> {
        todo!()
    }

    /// The same for `custom`, whose method says the units.
    pub fn finish_billed<T: Output>(
        self,
        result: Result<crate::billing::Billed<T>>,
        operands: fn(&T, &mut Operands) -> Read,
    ) -> Result<Done, Exit> {
        todo!()
    }
}

/// Boxes the generated future: the one place where it must be `Send`.
pub fn boxed<T>(future: impl Future<Output = T> + Send + 'static) -> BoxFuture<T> {
    Box::pin(future)
}
