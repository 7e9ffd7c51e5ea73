//! What a caller is told whose body or header is refused.

use serde::Serialize;
use serde_json::json;

use super::json::MAX_VALUES;
use super::limits::Memory;

/// The answer to a body that was refused. It is never billed.
#[derive(Debug)]
pub struct Refusal {
    /// 422 for an invalid body, 400 for one that is not text or nests too deep, 413 for one with too many or too large
    /// values.
    pub status: u16,
    /// JSON: `{"detail": …}`.
    pub body: Vec<u8>,
}

impl Refusal {
    /// For a header that is not valid.
    pub(crate) fn of_header(why: &str) -> Self {
        Self::of(422, why)
    }

    /// For a header that is missing, as FastAPI says it.
    pub(crate) fn of_missing_header(name: &str) -> Self {
        let error = json!({
            "type": "missing",
            "loc": ["header", name],
            "msg": "Field required",
            "input": null,
        });
        Self::of(422, [error])
    }

    /// For a header whose value does not match a pattern, as FastAPI says it.
    pub(crate) fn of_header_pattern(name: &str, value: &str, pattern: &str) -> Self {
        let error = json!({
            "type": "string_pattern_mismatch",
            "loc": ["header", name],
            "msg": format!("String should match pattern '{pattern}'"),
            "input": value,
            "ctx": {"pattern": pattern},
        });
        Self::of(422, [error])
    }

    /// For a body whose errors are written.
    pub(super) fn invalid(body: String) -> Self {
        Self {
            status: 422,
            body: body.into_bytes(),
        }
    }

    /// For a message that is not MessagePack, or not as it is taken here.
    #[cfg(feature = "realtime")]
    pub(super) fn not_message_pack(why: super::packed::NotTaken) -> Self {
        Self::of(why.status(), why.to_string())
    }

    pub(super) fn beyond_json() -> Self {
        Self::of(
            422,
            "the message holds bytes, an extension or a number that is not finite where the app takes JSON",
        )
    }

    pub(super) fn unreadable() -> Self {
        Self::of(400, "There was an error parsing the body")
    }

    pub(super) fn too_many_values() -> Self {
        Self::of(
            413,
            format!("the body holds more than {MAX_VALUES} JSON values"),
        )
    }

    pub(super) fn out_of_memory(body: &[u8]) -> Self {
        let most = Memory::beside(body.len()) >> 20;
        Self::of(
            413,
            format!("the values of the body take more than {most} MiB of memory"),
        )
    }

    /// With a sentence, or FastAPI's list of errors.
    pub(crate) fn of(status: u16, detail: impl Serialize) -> Self {
        let body = json!({ "detail": detail }).to_string();
        Self {
            status,
            body: body.into_bytes(),
        }
    }
}
