//! What `#[endpoint]`, `#[stream]` and `#[billable]` declare, as data.

use super::app::{AppDeclaration, MAX_BODY_MIB};
use super::realtime::Realtime;
use crate::billing::{Billing, Bounds, Meter, Operand, Operands, Read, ReadsOutput};
use crate::fields::{NotJson, Shape, Writer};
use crate::units::{BillableUnits, Round};

/// What the attributes of an endpoint say.
#[derive(Clone, Copy, Debug)]
pub struct EndpointDeclaration {
    /// The name of the method.
    pub name: &'static str,
    /// The path, with its leading slash.
    pub path: &'static str,
    /// The doc comment of the method.
    pub doc: &'static str,
    /// The title in the document and the model card; made from the name where there is none.
    pub title: Option<&'static str>,
    /// The category of the model card.
    pub category: Option<&'static str>,
    /// Whether it is left out of the model card.
    pub unlisted: bool,
    /// What a caller sends; `None` where the method has no input.
    pub input: Option<Shape>,
    /// What the method returns.
    pub output: Shape,
    /// How the operands over it are read, where there are any.
    pub reads_output: Option<&'static dyn ReadsOutput>,
    /// Whether it is a `#[stream]`. The document does not describe its items.
    pub stream: bool,
    /// What `#[realtime]` says, where it is one.
    pub realtime: Option<Realtime>,
    /// What `#[billable]` says.
    pub billing: Billing,
    /// The `#[example]`s. Each writes the JSON of a request.
    pub examples: &'static [fn(&mut Writer)],
    /// What `health_check(…)` says, where it is one.
    pub health_check: Option<HealthCheck>,
    /// The largest body of a request, in MiB: 1 to 1024. `None` is that of the app.
    pub max_body_mib: Option<u32>,
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
            reads_output: None,
            stream: false,
            realtime: None,
            billing: Billing::new(Meter::Unstated),
            examples: &[],
            health_check: None,
            max_body_mib: None,
        }
    }

    /// An example as JSON. Of a session, a text stands for what JSON cannot hold.
    ///
    /// # Errors
    /// The example holds a value that JSON cannot hold.
    pub(crate) fn example_json(&self, write: fn(&mut Writer)) -> Result<Vec<u8>, NotJson> {
        let writer = Writer::request();
        #[cfg(feature = "realtime")]
        let writer = match self.realtime {
            Some(_) => writer.shown(),
            None => writer,
        };
        let mut writer = writer;
        write(&mut writer);
        writer.finish()
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

    /// `max_body_mib = …`
    #[must_use]
    pub const fn max_body_mib(self, mib: u32) -> Self {
        Self {
            max_body_mib: Some(mib),
            ..self
        }
    }

    /// The input of the method.
    #[must_use]
    pub const fn input(self, input: Shape) -> Self {
        Self {
            input: Some(input),
            ..self
        }
    }

    /// The output of the method.
    #[must_use]
    pub const fn output(self, output: Shape) -> Self {
        Self { output, ..self }
    }

    /// The operands over the output, or over an item of the stream.
    #[must_use]
    pub const fn reads_output(self, reader: &'static dyn ReadsOutput) -> Self {
        Self {
            reads_output: Some(reader),
            ..self
        }
    }

    /// `#[stream]`
    #[must_use]
    pub const fn stream(self) -> Self {
        Self {
            stream: true,
            ..self
        }
    }

    /// `#[realtime]`
    #[must_use]
    pub const fn realtime(self, realtime: Realtime) -> Self {
        Self {
            realtime: Some(realtime),
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

    /// `round = "…"`
    #[must_use]
    pub const fn round(self, round: Round) -> Self {
        let billing = self.billing.round(round);
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

    /// `deferred`
    #[must_use]
    pub const fn deferred(self) -> Self {
        let billing = self.billing.deferred();
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

    /// Reads the operands over an output, or over an item of a stream.
    ///
    /// # Errors
    /// A metering failure: an operand cannot be read.
    pub(crate) fn read_output<T: 'static>(&self, output: &T, operands: &mut Operands) -> Read {
        match self.reads_output {
            Some(reader) => reader.read(output, operands),
            None => Ok(()),
        }
    }

    /// The largest body of a request, in MiB: what the endpoint declares, else the app.
    pub(crate) fn largest_body_mib(&self, app: &AppDeclaration) -> u32 {
        let declared = self.max_body_mib.or(app.max_body_mib);
        declared.unwrap_or(MAX_BODY_MIB)
    }

    /// The least and the most that one success costs; `None` for `per_compute_second`.
    pub(crate) fn bounds(&self) -> Option<Bounds> {
        self.billing.bounds(self.input.as_ref(), &self.output)
    }

    /// Whether the Marketplace lists it.
    pub(crate) fn is_listed(&self) -> bool {
        !self.unlisted && self.health_check.is_none()
    }

    /// How callers ask for it, for people.
    pub(crate) fn asked_by(&self) -> &'static str {
        match (self.health_check, self.realtime) {
            (Some(_), _) => "GET",
            (None, Some(_)) => "WebSocket",
            (None, None) => "POST",
        }
    }

    /// When the units of a success are charged, for people.
    pub(crate) fn charged_when(&self) -> &'static str {
        if self.realtime.is_some() {
            return "for each session";
        }
        match (self.stream, self.billing.deferred) {
            (_, true) => "for what was delivered, after the last item",
            (true, false) => "at the first item",
            (false, false) => "when the answer is made",
        }
    }

    /// Where a success is quoted; `None` for a health check, which costs nothing, and for sessions, which carry no units.
    pub(crate) fn quote_path(&self) -> Option<String> {
        self.path_below("quote").filter(|_| self.realtime.is_none())
    }

    /// Where a request is cancelled; `None` for a health check, which ends by itself.
    pub(crate) fn cancel_path(&self) -> Option<String> {
        self.path_below("cancel")
    }

    fn path_below(&self, name: &str) -> Option<String> {
        let path = self.path.trim_end_matches('/');
        self.health_check
            .is_none()
            .then(|| format!("{path}/{name}"))
    }
}

/// Where the server answers a health check of its own, unless one is declared.
pub(crate) const HEALTH_PATH: &str = "/health";

/// How the platform asks a health check. `None` leaves it to the platform (`docs/platform.md` §2.7).
#[derive(Clone, Copy, Debug, Default)]
pub struct HealthCheck {
    /// Seconds after the start in which failures do not count.
    pub start_period_seconds: Option<u32>,
    /// Seconds that one check may take.
    pub timeout_seconds: Option<u32>,
    /// Failures in a row after which the runner is replaced, at least 1.
    pub failure_threshold: Option<u32>,
    /// Whether it is asked every 15 s, or only when an answer asks for it.
    pub call_regularly: Option<bool>,
}

impl HealthCheck {
    /// The platform's own numbers.
    pub const PLATFORM: Self = Self {
        start_period_seconds: None,
        timeout_seconds: None,
        failure_threshold: None,
        call_regularly: None,
    };
}
