//! From the body of a request to its input, or to every error of it.

use std::{io, panic, thread};

use super::json::{self, Failure};
use super::limits::{Limits, USUAL_STACK};
use super::place::{Enums, Place};
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
pub(crate) type Decoded<T> = Result<T, Undecoded>;

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
    read(std::str::from_utf8(body).ok()?, Enums::Told).ok()
}

/// The second reading: the table writes the input anew, and the one pass reads that.
///
/// # Errors
/// As [`decode`].
pub fn decode_by_table<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    let canonical = canonical(body, content_type, &T::SHAPE)?;
    read(&canonical, Enums::Named).map_err(|unread| match unread {
        Unread::OutOfStack(_) => Refusal::unreadable().into(),
        Unread::NotCanonical(why) => Undecoded::Failed(why),
    })
}

/// Why the one pass did not read JSON.
enum Unread {
    NotCanonical(serde_json::Error),
    /// The stack with which it can be tried again, in bytes, if a thread gets as much.
    OutOfStack(Option<usize>),
}

/// The one pass, on this thread's stack, or on a larger one where that is too small.
fn read<T: Input>(json: &str, enums: Enums) -> Result<T, Unread> {
    let mut result = read_within(json, enums, USUAL_STACK);
    while let Err(Unread::OutOfStack(Some(stack))) = result {
        let read = on_larger_stack(stack, || read_within(json, enums, stack));
        result = read.unwrap_or(Err(Unread::OutOfStack(None)));
    }
    result
}

fn read_within<T: Input>(json: &str, enums: Enums, stack: usize) -> Result<T, Unread> {
    let mut from = serde_json::Deserializer::from_str(json);
    if enums == Enums::Named {
        // As deep as the body, and once more for each enum's name: the table's reader has bounded it.
        from.disable_recursion_limit();
    }
    let limits = Limits::new(stack);
    let read = T::read(&mut from, &Place::body(enums, &limits));
    let ended = read.and_then(|input| from.end().map(|()| input));
    ended.map_err(|error| {
        if limits.is_exceeded() {
            Unread::OutOfStack(limits.larger_stack())
        } else {
            Unread::NotCanonical(error)
        }
    })
}

/// Works on a thread with a stack of that many bytes, and a usual one for what is not measured.
fn on_larger_stack<T: Send>(stack: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let larger = thread::Builder::new().stack_size(stack + USUAL_STACK);
        let working = larger.spawn_scoped(scope, work)?;
        Ok(working
            .join()
            .unwrap_or_else(|panic| panic::resume_unwind(panic)))
    })
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
