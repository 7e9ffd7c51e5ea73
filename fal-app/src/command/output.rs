//! What a command prints.

use std::error::Error;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::time::Duration;

/// Why a command failed, for people. Wrong arguments are a [`clap::Error`].
pub(super) type Failed = Box<dyn Error + Send + Sync>;

/// Arguments that are wrong together, or for this app.
pub(super) fn wrong_arguments(says: impl Display) -> Failed {
    let says = format!("{says}\n");
    clap::Error::raw(clap::error::ErrorKind::ValueValidation, says).into()
}

/// Writes a line on stdout, for a command whose purpose is to print. A reader who has enough of it, as `head` has, closes
/// the pipe: that is not a failure.
pub(super) fn print(text: &str) -> Result<(), Failed> {
    let mut out = io::stdout();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// A time for people: `12 ms`, `2.6 s`.
pub(super) fn shown(time: Duration) -> String {
    match time.as_millis() {
        0 => "under 1 ms".to_owned(),
        millis @ 1..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
