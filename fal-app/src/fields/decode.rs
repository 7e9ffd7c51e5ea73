//! Reads the body of a request twice at most: strictly, then by the rules that are declared.
//!
//! The first reading takes canonical JSON straight into the struct. A body that it refuses is read a second time by the
//! table of fields, which accepts it or lists all errors. What it accepts it writes as canonical JSON, and the first
//! reading reads that. So both readings accept the same values.

use serde::de::Error;

use super::json::{self, ReadError};
use super::limits::{Exceeded, Limits, Memory};
use super::lookup::refused;
use super::place::{Author, Place};
use super::stack;
use super::table::{Rules, Shape};
use super::validate::{self, Invalid};
use super::value::Input;

/// The answer to a body that was refused. It is never billed.
#[derive(Debug)]
pub struct Refusal {
    /// 422 for an invalid body, 400 for one that is not text or nests too deep, 413 for one with too many or too large
    /// values.
    pub status: u16,
    /// JSON: `{"detail": …}`.
    pub body: Vec<u8>,
}

/// Why a body was not decoded.
#[derive(Debug)]
pub enum Undecoded {
    /// It is not a valid input.
    Refused(Refusal),
    /// The first reading refuses what the second wrote. This is a bug here, or in an `Input` that was written by hand.
    Failed(serde_json::Error),
}

impl From<Refusal> for Undecoded {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// An input, or why the body was not decoded.
pub(crate) type Decoded<T> = Result<T, Undecoded>;

/// Decodes a body.
///
/// # Errors
/// All errors of the body, in the words of the SDK.
pub fn decode<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    match one_pass(body, content_type) {
        Ok(input) => Ok(input),
        Err(Unread::OutOfMemory) => Err(Refusal::out_of_memory(body).into()),
        Err(Unread::NotCanonical(_) | Unread::OutOfStack(_)) => decode_by_table(body, content_type),
    }
}

/// The first reading alone. `None` for a body that is not canonical.
#[must_use]
pub fn decode_canonical<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Option<T> {
    one_pass(body, content_type).ok()
}

/// The second reading alone.
///
/// # Errors
/// As [`decode`].
pub fn decode_by_table<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    let canonical = canonical(body, content_type, &T::SHAPE)?;
    let left = Memory::beside(body.len()).saturating_sub(canonical.capacity());
    read(&canonical, Author::Table, left).map_err(|unread| match unread {
        Unread::OutOfMemory => Refusal::out_of_memory(body).into(),
        Unread::OutOfStack(_) => Refusal::unreadable().into(),
        Unread::NotCanonical(why) => Undecoded::Failed(why),
    })
}

/// Why the first reading failed.
enum Unread {
    NotCanonical(serde_json::Error),
    OutOfMemory,
    /// The size of a stack that is large enough, in bytes. `None` where no thread can have one.
    OutOfStack(Option<usize>),
}

fn one_pass<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Result<T, Unread> {
    if !is_json(content_type) || json::has_too_many_values(body) {
        return Err(Unread::NotCanonical(refused()));
    }
    read(body, Author::Caller, Memory::beside(body.len()))
}

/// The first reading, with `memory` bytes for what it makes. Where the stack of this thread is too small, it starts again
/// on a thread with a larger one.
fn read<T: Input>(json: &[u8], author: Author, memory: usize) -> Result<T, Unread> {
    let json =
        std::str::from_utf8(json).map_err(|error| Unread::NotCanonical(Error::custom(error)))?;
    let read = |stack| read_within(json, author, &Limits::new(memory, stack));
    let mut result = read(stack::USUAL);
    while let Err(Unread::OutOfStack(Some(size))) = result {
        result = stack::on_larger(size, || read(size)).unwrap_or(Err(Unread::OutOfStack(None)));
    }
    result
}

fn read_within<T: Input>(json: &str, author: Author, limits: &Limits) -> Result<T, Unread> {
    let mut from = serde_json::Deserializer::from_str(json);
    if author == Author::Table {
        // The second reading has bounded the depth. The names of variants add levels to it.
        from.disable_recursion_limit();
    }
    let read = T::read(&mut from, &Place::body(author, limits));
    let ended = read.and_then(|input| from.end().map(|()| input));
    ended.map_err(|error| match limits.exceeded() {
        None => Unread::NotCanonical(error),
        Some(Exceeded::Memory) => Unread::OutOfMemory,
        Some(Exceeded::Stack(larger)) => Unread::OutOfStack(larger),
    })
}

/// The second reading: the input as canonical JSON.
fn canonical(body: &[u8], content_type: Option<&[u8]>, shape: &Shape) -> Result<Vec<u8>, Refusal> {
    if body.is_empty() {
        return Err(Refusal::invalid(validate::missing()));
    }
    if !is_json(content_type) {
        return Err(Refusal::invalid(validate::not_json(body.len())));
    }
    let memory = Memory::new(Memory::beside(body.len()));
    let document = json::read(body, &memory).map_err(|error| match error {
        ReadError::Unreadable => Refusal::unreadable(),
        ReadError::TooManyValues => Refusal::too_many_values(),
        ReadError::OutOfMemory => Refusal::out_of_memory(body),
        ReadError::Syntax { message, position } => {
            Refusal::invalid(validate::bad_json(message, position))
        }
    })?;
    if document.is_null() {
        return Err(Refusal::invalid(validate::missing()));
    }
    validate::canonical(&document, shape, &Rules::NONE, &memory).map_err(|invalid| match invalid {
        Invalid::Refused(body) => Refusal::invalid(body),
        Invalid::OutOfMemory => Refusal::out_of_memory(body),
    })
}

/// Whether FastAPI reads a body with this content type as JSON: `application/json` or `application/…+json`.
fn is_json(content_type: Option<&[u8]>) -> bool {
    // As most callers write it.
    if content_type == Some(b"application/json") {
        return true;
    }
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
    /// For a header that is not valid.
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
        Self::of(400, "There was an error parsing the body")
    }

    fn too_many_values() -> Self {
        let most = json::MAX_VALUES;
        Self::of(413, &format!("the body holds more than {most} JSON values"))
    }

    fn out_of_memory(body: &[u8]) -> Self {
        let most = Memory::beside(body.len()) >> 20;
        Self::of(
            413,
            &format!("the values of the body take more than {most} MiB of memory"),
        )
    }

    fn of(status: u16, detail: &str) -> Self {
        let body = serde_json::json!({ "detail": detail }).to_string();
        Self {
            status,
            body: body.into_bytes(),
        }
    }
}
