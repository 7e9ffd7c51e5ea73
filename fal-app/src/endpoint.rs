//! An endpoint: const data, and the generic shell that the generated code calls.

use std::marker::PhantomData;

use crate::app::BoxFuture;
use crate::billing::{Billing, Meter};
use crate::call::{Call, Done, Exit};
use crate::fields::{Described, InputFields, Refusal, Shape, Writer, decode};

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
