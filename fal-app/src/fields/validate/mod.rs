//! The second reading: turns a document into canonical JSON, or lists all its errors as pydantic does.
//!
//! `docs/deviations.md` lists the intended differences from the SDK.

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

use serde_json::Value;

use super::json::Document;
use super::limits::Memory;
use super::table::{Rules, Shape};
use problem::Problem;
use report::Report;
use validator::{Refused, Validator};

/// Why a document has no canonical JSON.
#[derive(Debug)]
pub(crate) enum Invalid {
    /// JSON: `{"detail": […]}` with all errors.
    Refused(String),
    OutOfMemory,
}

/// The canonical JSON of a document of this shape that obeys these rules.
///
/// # Errors
/// The document is not valid, or its canonical JSON takes more memory than is left.
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

/// One error of a refusal for people: where it is, from this step of its `loc` on, and what it is.
pub(crate) fn error_for_people(error: &Value, from: usize) -> String {
    let loc = error["loc"].as_array().map_or(&[][..], Vec::as_slice);
    let steps = loc.iter().skip(from).map(|step| match step {
        Value::String(name) => name.clone(),
        index => index.to_string(),
    });
    let steps: Vec<String> = steps.collect();
    let mut text = error["msg"].as_str().unwrap_or_default().to_owned();
    if !steps.is_empty() {
        text = format!("`{}`: {text}", steps.join("."));
    }
    // Of all errors only this one does not say in its message what is wrong.
    if error["type"] == "json_invalid" {
        let why = error["ctx"]["error"].as_str().unwrap_or_default();
        text += &format!(": {why}");
    }
    text
}

/// The answer to a body that is missing or `null`.
pub(crate) fn missing() -> String {
    Report::only(Problem::MISSING, "null")
}

/// The answer to a body of `bytes` bytes whose content type is not JSON.
pub(crate) fn not_json(bytes: usize) -> String {
    Report::only(Problem::NO_OBJECT, &format!("\"<binary {bytes} bytes>\""))
}

/// The answer to a body with a syntax error at this position, in code points.
pub(crate) fn bad_json(message: &str, position: usize) -> String {
    Report::only_at(Problem::bad_json(message), "{}", position)
}
