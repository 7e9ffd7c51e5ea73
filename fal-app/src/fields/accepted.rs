//! A value of the declaration, read as one that a caller sends.

use serde_json::Value;

use super::json;
use super::limits::Memory;
use super::table::{DefaultJson, Rules, Shape};
use super::validate::{self, Invalid, error_for_people};
use super::writer::Writer;

/// The value that `write` writes, where a caller may send it; else why not.
pub(super) fn accepted(
    write: fn(&mut Writer),
    shape: &Shape,
    rules: &Rules,
) -> Result<DefaultJson, String> {
    let mut writer = Writer::request();
    write(&mut writer);
    let sent = writer.finish().map_err(|why| why.to_string())?;
    let canonical = canonical(&sent, shape, rules)?;
    let text = |json| String::from_utf8(json).map_err(|_| "it is not text".to_owned());
    Ok(DefaultJson {
        sent: text(sent)?,
        canonical: text(canonical)?,
    })
}

/// The canonical JSON of what is sent, where it is accepted; else why not.
pub(super) fn canonical(sent: &[u8], shape: &Shape, rules: &Rules) -> Result<Vec<u8>, String> {
    let memory = Memory::new(usize::MAX);
    let document = json::read(sent, &memory).map_err(|_| "it is not JSON".to_owned())?;
    validate::canonical(&document, shape, rules, &memory).map_err(|invalid| match invalid {
        Invalid::Refused(refusal) => first_error(&refusal),
        Invalid::OutOfMemory => "it is too large".to_owned(),
    })
}

/// The first error of a refusal, and where it is in the value.
fn first_error(refusal: &str) -> String {
    let refusal: Value = serde_json::from_str(refusal).unwrap_or_default();
    // The first step of a `loc` is the body.
    error_for_people(&refusal["detail"][0], 1)
}
