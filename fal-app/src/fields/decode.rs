//! From the body of a request to its input, or to every error of it.

use super::at::At;
use super::json::{self, Failure};
use super::refuse;
use super::table::Shape;
use super::value::Input;

/// A body that was refused: what the caller is told. Never billed.
#[derive(Debug)]
pub struct Refusal {
    /// 422, or 400 for bytes that cannot be read at all.
    pub status: u16,
    /// `{"detail": …}` as JSON.
    pub body: Vec<u8>,
}

/// Decodes a body: in one pass when it is canonical, else by the table.
///
/// # Errors
/// Every error of the body, as the SDK tells them.
pub fn decode<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Result<T, Refusal> {
    if is_json(content_type)
        && let Ok(text) = std::str::from_utf8(body)
        && let Ok(input) = read(text)
    {
        return Ok(input);
    }
    let canonical = canonical(body, content_type, &T::SHAPE)?;
    read(&canonical).map_err(|_| Refusal::unreadable())
}

/// The one pass.
fn read<T: Input>(text: &str) -> Result<T, serde_json::Error> {
    let mut from = serde_json::Deserializer::from_str(text);
    let input = T::read(&mut from, &At::BODY)?;
    from.end()?;
    Ok(input)
}

/// The second reading: canonical JSON of the same input.
fn canonical(body: &[u8], content_type: Option<&[u8]>, shape: &Shape) -> Result<String, Refusal> {
    if body.is_empty() {
        return Err(Refusal::invalid(refuse::missing()));
    }
    if !is_json(content_type) {
        return Err(Refusal::invalid(refuse::not_json(body.len())));
    }
    let document = json::read(body).map_err(|failure| match failure {
        Failure::Unreadable => Refusal::unreadable(),
        Failure::Syntax { message, position } => {
            Refusal::invalid(refuse::bad_json(message, position))
        }
    })?;
    if document.is_null() {
        return Err(Refusal::invalid(refuse::missing()));
    }
    refuse::canonical(&document, shape).map_err(Refusal::invalid)
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
