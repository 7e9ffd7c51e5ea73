//! From the body of a request to its input, or to every error of it.

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
pub fn decode<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Result<T, Refusal> {
    todo!()
}
