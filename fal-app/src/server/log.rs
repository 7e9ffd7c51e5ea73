//! The log: plain lines on stdout, and one line of JSON for each failure.

use std::fmt::{self, Display};

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
    let started = tracing_subscriber::registry()
        .with(levels())
        .with(lines)
        .try_init();
    if started.is_err() {
        tracing::debug!("the app has a log of its own");
    }
}

fn levels() -> Targets {
    let wanted = std::env::var("RUST_LOG").ok();
    let wanted = wanted.and_then(|levels| levels.parse().ok());
    wanted.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}

/// Logs why a request failed, as one line of JSON, under the key of the SDK's log (`docs/platform.md` §2.11).
pub(crate) fn failure(
    path: Option<&str>,
    request_id: Option<&str>,
    status: StatusCode,
    cause: &dyn Display,
) {
    let line = json!({
        "traceback": cause.to_string(),
        "path": path,
        "request_id": request_id,
        "status": status.as_u16(),
    });
    tracing::error!(target: FAILURE, "{line}");
}

/// Plain lines. A failure is its message alone, without level and time.
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
        if event.metadata().target() != FAILURE {
            return self.0.format_event(context, writer, event);
        }
        let mut message = Message(&mut writer, Ok(()));
        event.record(&mut message);
        message.1?;
        writeln!(writer)
    }
}

/// Writes the message of an event alone.
struct Message<'w, 'a>(&'w mut Writer<'a>, fmt::Result);

impl Visit for Message<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" && self.1.is_ok() {
            self.1 = write!(self.0, "{value:?}");
        }
    }
}
