//! What a command says.

use std::error::Error;
use std::io::{self, Write};

/// Why a command failed.
pub(super) type Failed = Box<dyn Error + Send + Sync>;

/// Writes a line on stdout, for a command whose output is its mode.
pub(super) fn print(text: &str) -> Result<(), Failed> {
    Ok(writeln!(io::stdout(), "{text}")?)
}
