//! The log: plain lines on stdout, and one line of JSON for each failure.

use std::ffi::OsString;
use std::fmt::{self, Display, Write};

use http::StatusCode;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::{Format, Full, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::one_line::{OneLine, beginning, escape};

/// The target of what the server itself logs.
pub(crate) const LOG: &str = "fal_app";

/// The target of failures, whose messages are JSON.
const FAILURE: &str = "fal_app::failure";

/// Writes the log to `writer`, unless the author has set up a log already. `RUST_LOG` says which levels are written:
/// `info`, or by target: `warn,my_app=debug`.
pub(crate) fn start<W>(writer: W)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false)
        .event_format(Lines(Format::default().with_ansi(false)));
    let (levels, refused) = levels();
    let started = tracing_subscriber::registry()
        .with(levels)
        .with(lines)
        .try_init();
    if started.is_err() {
        tracing::debug!(target: LOG, "the app has a log of its own");
    } else if let Some(refused) = refused {
        tracing::warn!(target: LOG,
            "the environment's `RUST_LOG` is {}, which is not valid: write levels, as in `info` or `warn,my_app=debug`; `info` is used",
            OneLine(format_args!("{refused:?}"))
        );
    }
}

/// What `RUST_LOG` says, or the default; and whether it says something else.
fn levels() -> (Targets, Option<OsString>) {
    let default = Targets::new().with_default(LevelFilter::INFO);
    let Some(wanted) = std::env::var_os("RUST_LOG").filter(|wanted| !wanted.is_empty()) else {
        return (default, None);
    };
    let levels = wanted.to_str().and_then(|levels| levels.parse().ok());
    match levels.filter(|levels: &Targets| levels.iter().all(|(target, _)| is_target(target))) {
        Some(levels) => (levels, None),
        None => (default, Some(wanted)),
    }
}

/// Any text may be a target, but the parser takes for one what was meant as something else: `[span]=debug`.
fn is_target(target: &str) -> bool {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_:-./".contains(letter);
    target.chars().all(is_plain)
}

/// Logs why a request failed, as one line of JSON, under the key of the SDK's log (`docs/platform.md` §2.11).
pub(crate) fn failure(
    path: Option<&str>,
    request_id: Option<&str>,
    status: StatusCode,
    cause: &dyn Display,
) {
    let line = json!({
        "traceback": beginning(cause),
        "path": path,
        "request_id": request_id.map(beginning),
        "status": status.as_u16(),
    });
    tracing::error!(target: FAILURE, "{line}");
}

/// A line for each event, whatever stands in it. A failure is its message alone, without level and time.
struct Lines(Format<Full>);

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        if event.metadata().target() == FAILURE {
            event.record(&mut Message(&mut line));
        } else {
            self.0
                .format_event(context, Writer::new(&mut line), event)?;
        }
        escape(line.trim_end(), &mut writer)?;
        writeln!(writer)
    }
}

/// Writes the message of an event alone.
struct Message<'l>(&'l mut String);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            // Writing to a string does not fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}
