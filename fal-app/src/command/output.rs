//! What a command prints.

use std::error::Error;
use std::io::{self, Write};

/// Why a command failed, for people.
pub(super) type Failed = Box<dyn Error + Send + Sync>;

/// Writes a line on stdout, for a command whose purpose is to print.
pub(super) fn print(text: &str) -> Result<(), Failed> {
    Ok(writeln!(io::stdout(), "{text}")?)
}
