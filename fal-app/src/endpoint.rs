//! An endpoint: const data, and the generic shell that the generated code calls.

use std::marker::PhantomData;

use crate::app::BoxFuture;
use crate::billing::{BillableUnits, Billing, Meter, Operand, Operands, Read};
use crate::call::{Call, Done, Exit};
use crate::fields::{Decoded, Described, InputFields, Shape, Table, Writer, decode};

/// One `#[endpoint]` or `#[stream]`.
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
    /// Whether it is a `#[stream]`, whose items the document does not describe.
    pub stream: bool,
    /// `#[billable]`
    pub billing: Billing,
    /// `#[example]`s, each the JSON of a request.
    pub examples: &'static [fn(&mut Writer)],
    /// `health_check(…)`
    pub health_check: Option<HealthCheck>,
}

/// An endpoint that says nothing but its path; each step of the generated code adds what one word says.
#[must_use]
pub const fn declare(
    name: &'static str,
    path: &'static str,
    doc: &'static str,
) -> EndpointDeclaration {
    EndpointDeclaration {
        name,
        path,
        doc,
        title: None,
        category: None,
        unlisted: false,
        input: None,
        output: Shape::Null,
        stream: false,
        billing: Billing::new(Meter::Unstated),
        examples: &[],
        health_check: None,
    }
}

impl EndpointDeclaration {
    /// `title = "…"`
    #[must_use]
    pub const fn title(self, title: &'static str) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }

    /// `category = "…"`
    #[must_use]
    pub const fn category(self, category: &'static str) -> Self {
        Self {
            category: Some(category),
            ..self
        }
    }

    /// `unlisted`
    #[must_use]
    pub const fn unlisted(self) -> Self {
        Self {
            unlisted: true,
            ..self
        }
    }

    /// What is sent.
    #[must_use]
    pub const fn input(self, input: Shape) -> Self {
        Self {
            input: Some(input),
            ..self
        }
    }

    /// What is answered.
    #[must_use]
    pub const fn output(self, output: Shape) -> Self {
        Self { output, ..self }
    }

    /// `#[stream]`
    #[must_use]
    pub const fn stream(self) -> Self {
        Self {
            stream: true,
            ..self
        }
    }

    /// `#[billable(METER)]`
    #[must_use]
    pub const fn meter(self, meter: Meter) -> Self {
        let billing = Billing::new(meter);
        Self { billing, ..self }
    }

    /// `times = …`
    #[must_use]
    pub const fn times(self, times: Operand) -> Self {
        let billing = self.billing.times(times);
        Self { billing, ..self }
    }

    /// `min = …`
    #[must_use]
    pub const fn min(self, min: BillableUnits) -> Self {
        let billing = self.billing.min(min);
        Self { billing, ..self }
    }

    /// `max = …`
    #[must_use]
    pub const fn max(self, max: BillableUnits) -> Self {
        let billing = self.billing.max(max);
        Self { billing, ..self }
    }

    /// `unit = "…"`
    #[must_use]
    pub const fn unit(self, unit: &'static str) -> Self {
        let billing = self.billing.unit(unit);
        Self { billing, ..self }
    }

    /// `#[example]`
    #[must_use]
    pub const fn examples(self, examples: &'static [fn(&mut Writer)]) -> Self {
        Self { examples, ..self }
    }

    /// `health_check(…)`
    #[must_use]
    pub const fn health_check(self, health_check: HealthCheck) -> Self {
        Self {
            health_check: Some(health_check),
            ..self
        }
    }

    /// The generated call.
    pub const fn run<A>(self, run: fn(Call<A>) -> BoxFuture<Result<Done, Exit>>) -> Endpoint<A> {
        Endpoint {
            declared: self,
            run,
        }
    }

    /// Where a success is quoted; `None` for a health check, which costs nothing.
    pub(crate) fn quote_path(&self) -> Option<String> {
        let charged = self.health_check.is_none();
        charged.then(|| format!("{}/quote", self.path.trim_end_matches('/')))
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

/// Asks for the table of a type that may be no input: `TableOf::<T>::TABLE`.
pub struct TableOf<T>(PhantomData<T>);

impl<T: InputFields> TableOf<T> {
    /// The table.
    pub const TABLE: Option<&'static Table> = T::TABLE;
}

/// What [`TableOf`] answers for a type that is no input.
pub trait Tableless {
    /// None.
    const TABLE: Option<&'static Table> = None;
}

impl<T> Tableless for TableOf<T> {}

/// Fails the compilation, at its caller, where an operand reads a field whose default is made anew each time:
/// nobody could say beforehand what a request costs (billing.md §1.9).
#[track_caller]
pub const fn made_once(table: Option<&'static Table>, ident: &str) {
    let Some(table) = table else { return };
    let mut i = 0;
    while i < table.fields.len() {
        let field = &table.fields[i];
        let made = matches!(field.default, Some(default) if !default.constant);
        assert!(
            !made || !same(field.ident, ident),
            "`#[billable]` reads a field whose default is made anew each time\nhelp: give the field a constant default, or none: a caller must know what a request costs"
        );
        i += 1;
    }
}

/// `==` of strings is not const yet.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    one.len() == other.len() && i == one.len()
}

/// From a body and its content type.
pub(crate) type Decode<I> = fn(&[u8], Option<&[u8]>) -> Decoded<I>;

/// How an endpoint decodes its input, and reads its operands. A value, so that a type that is no input is told once.
pub struct Takes<I> {
    pub(crate) decode: Decode<I>,
    pub(crate) operands: fn(&I, &mut Operands) -> Read,
}

/// An endpoint takes an `#[input]`.
#[must_use]
pub const fn takes<I: InputFields>(operands: fn(&I, &mut Operands) -> Read) -> Takes<I> {
    Takes {
        decode: decode::<I>,
        operands,
    }
}

/// No operands.
pub fn nothing<T>(_: &T, _: &mut Operands) -> Read {
    Ok(())
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
