//! What a command prints.

use std::error::Error;
use std::io::{self, ErrorKind, Write};

/// Why a command failed, for people.
pub(super) type Failed = Box<dyn Error + Send + Sync>;

/// Writes a line on stdout, for a command whose purpose is to print. A reader who has enough of it, as `head` has, closes
/// the pipe: that is not a failure.
pub(super) fn print(text: &str) -> Result<(), Failed> {
    let mut out = io::stdout();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
