//! What `#[endpoint]`, `#[stream]` and `#[billable]` declare, as data.

use crate::billing::{Billing, Meter, Operand};
use crate::fields::{Shape, Writer};
use crate::units::BillableUnits;

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

impl EndpointDeclaration {
    /// An endpoint of which only the path is said. Each step below adds what one word of the attributes says.
    #[must_use]
    pub const fn new(name: &'static str, path: &'static str, doc: &'static str) -> Self {
        Self {
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

    /// Where a success is quoted; `None` for a health check, which costs nothing.
    pub(crate) fn quote_path(&self) -> Option<String> {
        let charged = self.health_check.is_none();
        charged.then(|| format!("{}/quote", self.path.trim_end_matches('/')))
    }
}

/// What the platform asks instead of `/health` (`docs/platform.md` §2.7).
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
