//! The seconds that are declared, held against those that were measured.

use std::time::Duration;

use super::report::Item;
use crate::command::output::shown;
use crate::declare::{
    AppDeclaration, EndpointDeclaration, GRACE_SECONDS, REQUEST_TIMEOUT, STARTUP_TIMEOUT,
};
use crate::program::Program;

/// What was measured while the app ran. `None` where it did not run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measured {
    pub(super) setup: Option<Duration>,
    pub(super) teardown: Option<Duration>,
    /// The longest of the examples.
    pub(super) longest: Option<Duration>,
}

/// What the declarations say, held against what was measured.
pub(super) fn items(program: &Program, measured: Measured) -> [Item; 3] {
    let app = &program.declaration;
    [
        startup(app, measured),
        request_timeout(app, measured),
        grace(app, &program.endpoints, measured),
    ]
}

fn said(key: &str, declared: Option<u32>, most: u32) -> String {
    match declared {
        Some(_) => format!("`{key}` is {most} s"),
        None => format!("`{key}` is not said, and is {most} s"),
    }
}

/// A number of seconds that is to be declared, and is not to be less than what was measured.
fn seconds(
    name: &'static str,
    key: &str,
    (declared, default): (Option<u32>, u32),
    (what, took): (&str, Option<Duration>),
) -> Item {
    let most = declared.unwrap_or(default);
    let said = said(key, declared, most);
    let seen = match took {
        Some(took) => format!("{said}; {what} took {}", shown(took)),
        None => said,
    };
    if took.is_some_and(|took| took > Duration::from_secs(most.into())) {
        let to_do = format!("make it faster, or `{key}` longer");
        return Item::fails(name, seen, to_do);
    }
    Item::when(
        declared.is_some(),
        name,
        seen,
        format!("write `{key} = …` in `#[fal_app(…)]`, with room above what is measured"),
    )
}

fn startup(app: &AppDeclaration, measured: Measured) -> Item {
    seconds(
        "startup timeout",
        "startup_timeout",
        (app.startup_timeout, STARTUP_TIMEOUT),
        ("the setup", measured.setup),
    )
}

fn request_timeout(app: &AppDeclaration, measured: Measured) -> Item {
    seconds(
        "request timeout",
        "request_timeout",
        (app.request_timeout, REQUEST_TIMEOUT),
        ("the longest example", measured.longest),
    )
}

/// How long the report of a deferred stream may take, which is repeated where it is lost (`docs/billing.md` §3).
const REPORT_SECONDS: u64 = 15;

/// A runner that stops finishes what is in flight, and is killed at the end of the grace period.
fn grace(app: &AppDeclaration, endpoints: &[EndpointDeclaration], measured: Measured) -> Item {
    let key = "termination_grace_period_seconds";
    let declared = app.termination_grace_period_seconds;
    let most = declared.unwrap_or(GRACE_SECONDS);
    let mut seen = said(key, declared, most);
    let mut needed = measured.longest.unwrap_or_default() + measured.teardown.unwrap_or_default();
    if let (Some(longest), Some(teardown)) = (measured.longest, measured.teardown) {
        let (longest, teardown) = (shown(longest), shown(teardown));
        seen += &format!("; the longest example took {longest}, the teardown {teardown}");
    }
    let mut to_do = format!(
        "write `{key} = …` in `#[fal_app(…)]`, longer than the longest request and the teardown together, or a request in flight is cut"
    );
    let deferred = endpoints.iter().find(|endpoint| endpoint.billing.deferred);
    if let Some(deferred) = deferred {
        seen += &format!("; `{}` reports its units after its end", deferred.path);
        to_do += &format!("; and at least {REPORT_SECONDS} s, or a report is lost");
        needed = needed.max(Duration::from_secs(REPORT_SECONDS));
    }
    Item::when(
        needed <= Duration::from_secs(most.into()),
        "grace period",
        seen,
        to_do,
    )
}
