//! The second reading, by the table: a body becomes canonical JSON, or every error of it, as the SDK's pydantic says them.
//!
//! What the SDK does differently, and why, stands in `docs/deviations.md`.

mod coerce;
mod label;
mod problem;
mod report;
mod size;
mod tag;
mod union;
mod validator;

pub(crate) use report::Report;

use super::json::{Document, Echo};
use super::table::{Rules, Shape};
use problem::Problem;
use validator::Validator;

/// The canonical JSON of a document that has the shape.
///
/// # Errors
/// The body of the refusal.
pub(crate) fn canonical(document: &Document<'_>, shape: &Shape) -> Result<String, String> {
    let mut validator = Validator::new(document);
    match validator.value(Document::ROOT, shape, &Rules::NONE) {
        Some(_) => Ok(validator.canonical),
        None => Err(validator.into_refusals().body(|node, room| {
            let json = Echo::new(document, room).json(node).ok()?;
            String::from_utf8(json).ok()
        })),
    }
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
