//! From the body of a request to its input, or to every error of it.

use serde::de::Error;

use super::json::{self, Failure};
use super::limits::{Exceeded, Limits, Memory};
use super::lookup::refused;
use super::place::{Author, Place};
use super::stack;
use super::table::{Rules, Shape};
use super::validate::{self, Invalid};
use super::value::Input;

/// A body that was refused: what the caller is told. Never billed.
#[derive(Debug)]
pub struct Refusal {
    /// 422; 400 for bytes that cannot be read at all; 413 for too many values, or too large ones.
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
pub(crate) type Decoded<T> = Result<T, Undecoded>;

/// Decodes a body: in one pass when it is canonical, else by the table.
///
/// # Errors
/// Every error of the body, as the SDK tells them.
pub fn decode<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    match one_pass(body, content_type) {
        Ok(input) => Ok(input),
        Err(Unread::OutOfMemory) => Err(Refusal::out_of_memory(body).into()),
        Err(Unread::NotCanonical(_) | Unread::OutOfStack(_)) => decode_by_table(body, content_type),
    }
}

/// The first reading, in one pass.
#[must_use]
pub fn decode_canonical<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Option<T> {
    one_pass(body, content_type).ok()
}

/// The second reading: the table writes the input anew, and the one pass reads that.
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

/// Why the one pass did not read JSON.
enum Unread {
    NotCanonical(serde_json::Error),
    OutOfMemory,
    /// The stack with which it can be tried again, in bytes, if a thread gets as much.
    OutOfStack(Option<usize>),
}

fn one_pass<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Result<T, Unread> {
    if !is_json(content_type) || json::has_too_many_values(body) {
        return Err(Unread::NotCanonical(refused()));
    }
    read(body, Author::Caller, Memory::beside(body.len()))
}

/// Reads JSON with so many bytes of memory: on this thread's stack, or on a larger one where that is too small.
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
        // As deep as the body, and once more for each enum's name: the table's reader has bounded it.
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

/// Canonical JSON of the same input.
fn canonical(body: &[u8], content_type: Option<&[u8]>, shape: &Shape) -> Result<Vec<u8>, Refusal> {
    if body.is_empty() {
        return Err(Refusal::invalid(validate::missing()));
    }
    if !is_json(content_type) {
        return Err(Refusal::invalid(validate::not_json(body.len())));
    }
    let memory = Memory::new(Memory::beside(body.len()));
    let document = json::read(body, &memory).map_err(|failure| match failure {
        Failure::Unreadable => Refusal::unreadable(),
        Failure::TooManyValues => Refusal::too_many_values(),
        Failure::OutOfMemory => Refusal::out_of_memory(body),
        Failure::Syntax { message, position } => {
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
