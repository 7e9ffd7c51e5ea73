//! A value of the declaration, read as one that a caller sends.

use serde_json::Value;

use super::aside::Aside;
use super::json;
use super::limits::Memory;
#[cfg(feature = "realtime")]
use super::packed::{pack, unpack};
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
    let canonical = canonical(&sent, None, shape, rules)?;
    let text = |json| String::from_utf8(json).map_err(|_| "it is not text".to_owned());
    Ok(DefaultJson {
        sent: text(sent)?,
        canonical: text(canonical)?,
    })
}

/// Whether the value that `write` writes may be an input of a session; else why not.
#[cfg(feature = "realtime")]
pub(super) fn accepted_in_a_session(write: fn(&mut Writer), shape: &Shape) -> Result<(), String> {
    let mut writer = Writer::request().packed();
    write(&mut writer);
    let packed = writer.finish_packed().map_err(|why| why.to_string())?;
    let message = pack(&packed.json, &packed.asides)?.into();
    let sent = unpack(&message, shape, usize::MAX).map_err(|why| why.to_string())?;
    canonical(&sent.json, Some(&sent.asides), shape, &Rules::NONE).map(drop)
}

/// The canonical JSON of what is sent, where it is accepted; else why not. `asides` are there where it was MessagePack.
pub(super) fn canonical(
    sent: &[u8],
    asides: Option<&[Aside]>,
    shape: &Shape,
    rules: &Rules,
) -> Result<Vec<u8>, String> {
    let memory = Memory::new(usize::MAX);
    let document = json::read(sent, &memory).map_err(|_| "it is not JSON".to_owned())?;
    let document = document.beside(asides);
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

/// A value of JSON as the table reads it, where a caller may send it; else why not.
pub(crate) fn read_by_table(value: &Value, shape: &Shape, rules: &Rules) -> Result<Value, String> {
    let canonical = canonical(value.to_string().as_bytes(), None, shape, rules)?;
    serde_json::from_slice(&canonical).map_err(|why| why.to_string())
}
