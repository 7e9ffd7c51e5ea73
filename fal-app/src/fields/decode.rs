//! From the body of a request to its input, or to every error of it.

use super::json::{self, Failure};
use super::place::Place;
use super::table::Shape;
use super::validate;
use super::value::Input;

/// A body that was refused: what the caller is told. Never billed.
#[derive(Debug)]
pub struct Refusal {
    /// 422, or 400 for bytes that cannot be read at all.
    pub status: u16,
    /// `{"detail": …}` as JSON.
    pub body: Vec<u8>,
}

/// Why a body became no input.
#[derive(Debug)]
pub enum Undecoded {
    /// It is none.
    Refused(Refusal),
    /// The one pass does not take what the table wrote: a bug here, or in a reader written by hand.
    Failed(serde_json::Error),
}

impl From<Refusal> for Undecoded {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// An input, or why there is none.
pub type Decoded<T> = Result<T, Undecoded>;

/// Decodes a body: in one pass when it is canonical, else by the table.
///
/// # Errors
/// Every error of the body, as the SDK tells them.
pub fn decode<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    match decode_canonical(body, content_type) {
        Some(input) => Ok(input),
        None => decode_by_table(body, content_type),
    }
}

/// The first reading, in one pass.
#[must_use]
pub fn decode_canonical<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Option<T> {
    if !is_json(content_type) {
        return None;
    }
    let mut from = serde_json::Deserializer::from_str(std::str::from_utf8(body).ok()?);
    read(&mut from, &Place::BODY).ok()
}

/// The second reading: the table writes the input anew, and the one pass reads that.
///
/// # Errors
/// As [`decode`].
pub fn decode_by_table<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    let canonical = canonical(body, content_type, &T::SHAPE)?;
    let mut from = serde_json::Deserializer::from_str(&canonical);
    // As deep as the body, and once more for each enum's name: the table's reader has bounded it.
    from.disable_recursion_limit();
    read(&mut from, &Place::CANONICAL).map_err(Undecoded::Failed)
}

/// The one pass.
fn read<T: Input>(
    from: &mut serde_json::Deserializer<serde_json::de::StrRead<'_>>,
    at: &Place<'_>,
) -> Result<T, serde_json::Error> {
    let input = T::read(&mut *from, at)?;
    from.end()?;
    Ok(input)
}

/// Canonical JSON of the same input.
fn canonical(body: &[u8], content_type: Option<&[u8]>, shape: &Shape) -> Result<String, Refusal> {
    if body.is_empty() {
        return Err(Refusal::invalid(validate::missing()));
    }
    if !is_json(content_type) {
        return Err(Refusal::invalid(validate::not_json(body.len())));
    }
    let document = json::read(body).map_err(|failure| match failure {
        Failure::Unreadable => Refusal::unreadable(),
        Failure::Syntax { message, position } => {
            Refusal::invalid(validate::bad_json(message, position))
        }
    })?;
    if document.is_null() {
        return Err(Refusal::invalid(validate::missing()));
    }
    validate::canonical(&document, shape).map_err(Refusal::invalid)
}

/// Whether FastAPI reads a body of that type as JSON: `application/json`, `application/…+json`.
fn is_json(content_type: Option<&[u8]>) -> bool {
    let essence = content_type
        .unwrap_or_default()
        .split(|byte| *byte == b';')
        .next();
    let essence = essence
        .unwrap_or_default()
        .trim_ascii()
        .to_ascii_lowercase();
    match essence.strip_prefix(b"application/") {
        Some(b"json") => true,
        Some(kind) => kind.ends_with(b"+json") && !kind.contains(&b'/'),
        None => false,
    }
}

impl Refusal {
    /// A header that was refused.
    pub(crate) fn of_header(why: &str) -> Self {
        Self::invalid(serde_json::json!({ "detail": why }).to_string())
    }

    fn invalid(body: String) -> Self {
        Self {
            status: 422,
            body: body.into_bytes(),
        }
    }

    fn unreadable() -> Self {
        Self {
            status: 400,
            body: br#"{"detail":"There was an error parsing the body"}"#.to_vec(),
        }
    }
}
