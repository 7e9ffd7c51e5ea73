//! A fault of the billing, with the simplest request that shows it.

use std::fmt;

/// What is held of each endpoint, by how it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    NotRefused,
    NotQuoted,
    NotBilled,
    NotAsQuoted,
    OutOfBounds,
    FailureCosts,
    NotRepeated,
    Spelled,
    NotDelivered,
    CostsLess,
    NeverSucceeds,
}

impl Kind {
    /// What is wrong, and what to do.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotRefused => (
                "what the rules refuse is not a 422 that costs 0",
                "please report this to fal-app",
            ),
            Self::NotQuoted => (
                "a request that the rules accept has no price",
                "bound the field that the meter reads, as `#[field(ge = 0, le = 60)]`",
            ),
            Self::NotBilled => (
                "the method succeeds, and cannot be billed: its caller gets a 500",
                "let the method keep to what the `#[field]` of its output promises, or promise less",
            ),
            Self::NotAsQuoted => (
                "the bill is not what was quoted",
                "let an operand read nothing but `input` or `output`: no clock, no counter, no chance",
            ),
            Self::OutOfBounds => (
                "the bill is out of the declared bounds",
                "let an operand read nothing but `input` or `output`, and an `Amount` of your own say the same each time",
            ),
            Self::FailureCosts => (
                "a failure costs something",
                "remove `.billed(…)`, or say `.failures_may_cost()` in the test",
            ),
            Self::NotRepeated => (
                "the same request costs something else again",
                "meter the input, or say `.not_repeatable()` in the test",
            ),
            Self::Spelled => (
                "the same request costs something else, written otherwise",
                "let the meter read a declared field: the members of a map or of a `Value` have no order",
            ),
            Self::NotDelivered => (
                "more is charged than is delivered",
                "meter what the method reads, or `output.images`, or answer an error where pictures are missing",
            ),
            Self::CostsLess => (
                "it costs less to ask for more",
                "mend the price, or say `.not_monotone()` in the test",
            ),
            Self::NeverSucceeds => (
                "no request succeeded, so no bill was seen",
                "give the test a fake by `.with(|input: …| Ok(…))`, or the method an `#[example]` that needs no network, or leave the endpoint out by `.without(\"…\")`",
            ),
        }
    }
}

/// A fault of one endpoint.
#[derive(Clone)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    /// The path of the endpoint.
    pub(super) endpoint: &'static str,
    /// What was seen.
    pub(super) seen: String,
    /// The requests that show it: where each goes, and its body.
    pub(super) requests: Vec<(String, String)>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, help) = self.kind.words();
        write!(f, "`{}`: {what}: {}", self.endpoint, self.seen)?;
        for (path, body) in &self.requests {
            write!(f, "\n  {}", curl(path, body))?;
        }
        write!(f, "\nhelp: {help}")
    }
}

/// A request, to paste into a shell while the app serves.
fn curl(path: &str, body: &str) -> String {
    let quoted = |text: &str| text.replace('\'', r"'\''");
    if body.is_empty() {
        return format!("curl -si -X POST 'localhost:8080{}'", quoted(path));
    }
    format!(
        "curl -si 'localhost:8080{}' -H 'content-type: application/json' -d '{}'",
        quoted(path),
        quoted(body)
    )
}
