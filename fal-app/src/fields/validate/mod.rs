//! The second reading, by the table: a body becomes canonical JSON, or every error of it, as the SDK's pydantic says them.
//!
//! What the SDK does differently, and why, stands in `docs/deviations.md`.

mod coerce;
mod container;
mod decisions;
mod label;
mod problem;
mod report;
mod scalar;
mod size;
mod tag;
mod union;
mod validator;

use super::json::Document;
use super::limits::Memory;
use super::table::{Rules, Shape};
use problem::Problem;
use report::Report;
use validator::{Refused, Validator};

/// Why a document has no canonical JSON.
#[derive(Debug)]
pub(crate) enum Invalid {
    /// `{"detail": …}` with every error.
    Refused(String),
    OutOfMemory,
}

/// The canonical JSON of a document, if it has the shape and obeys the rules.
///
/// # Errors
/// It has not, or its JSON takes more memory than is left.
pub(crate) fn canonical(
    document: &Document<'_>,
    shape: &Shape,
    rules: &Rules,
    memory: &Memory,
) -> Result<Vec<u8>, Invalid> {
    let validator = Validator::new(document, memory);
    validator
        .canonical(shape, rules)
        .map_err(|refused| match refused {
            Refused::Invalid(report) => Invalid::Refused(report.body(document)),
            Refused::OutOfMemory => Invalid::OutOfMemory,
        })
}

/// A body that is missing, or `null`.
pub(crate) fn missing() -> String {
    Report::only(Problem::MISSING, "null")
}

/// A body that is not said to be JSON, of so many bytes.
pub(crate) fn not_json(bytes: usize) -> String {
    Report::only(Problem::NO_OBJECT, &format!("\"<binary {bytes} bytes>\""))
}

/// A body that is said to be JSON and is not, from a position in code points on.
pub(crate) fn bad_json(message: &str, position: usize) -> String {
    Report::only_at(Problem::bad_json(message), "{}", position)
}
