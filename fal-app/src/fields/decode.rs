//! Reads the body of a request twice at most: strictly, then by the rules that are declared.
//!
//! The first reading takes canonical JSON straight into the struct. A body that it refuses is read a second time by the
//! table of fields, which accepts it or lists all errors. What it accepts it writes as canonical JSON, and the first
//! reading reads that. So both readings accept the same values.

use serde::de::Error;
use serde_json::de::StrRead;

use super::aside::Aside;
use super::json::{self, ReadError};
use super::limits::{Exceeded, Limits, Memory};
use super::lookup::refused;
use super::place::{Author, Place};
use super::refusal::Refusal;
use super::stack;
use super::table::{Rules, Shape};
use super::validate::{self, Invalid};
use super::value::Input;

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

impl Undecoded {
    /// A reading ended without an error and without an input, which none does.
    pub(crate) fn unread() -> Self {
        Self::Failed(refused())
    }
}

/// An input, or why the body was not decoded.
pub(crate) type Decoded<T> = Result<T, Undecoded>;

/// The first reading of one type. What calls it is compiled once, and not for each input.
type Target<'a> =
    dyn FnMut(&mut StrDeserializer<'_>, &Place<'_>) -> serde_json::Result<()> + Send + 'a;

type StrDeserializer<'de> = serde_json::Deserializer<StrRead<'de>>;

/// What is read: JSON, with what is kept beside it where it was MessagePack.
#[derive(Clone, Copy)]
struct Body<'a> {
    json: &'a [u8],
    content_type: Option<&'a [u8]>,
    asides: Option<&'a [Aside]>,
}

impl<'a> Body<'a> {
    fn json(json: &'a [u8], content_type: Option<&'a [u8]>) -> Self {
        Self {
            json,
            content_type,
            asides: None,
        }
    }
}

fn into<T: Input>(
    slot: &mut Option<T>,
) -> impl FnMut(&mut StrDeserializer<'_>, &Place<'_>) -> serde_json::Result<()> + Send {
    |from, place| {
        *slot = Some(T::read(from, place)?);
        Ok(())
    }
}

/// Decodes a body.
///
/// # Errors
/// All errors of the body, in the words of the SDK.
pub fn decode<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    let mut input = None;
    twice(
        Body::json(body, content_type),
        &T::SHAPE,
        &mut into(&mut input),
    )?;
    input.ok_or_else(Undecoded::unread)
}

/// Decodes a message in MessagePack by the same rules. `None` where it is more than `most` bytes of JSON.
///
/// # Errors
/// As [`decode`].
#[cfg(feature = "realtime")]
pub(crate) fn decode_packed<T: Input>(message: &bytes::Bytes, most: usize) -> Option<Decoded<T>> {
    match super::packed::unpack(message, &T::SHAPE, most) {
        Ok(unpacked) => Some(decode_unpacked(&unpacked)),
        Err(super::packed::NotTaken::Large) => None,
        Err(not_taken) => Some(Err(Refusal::not_message_pack(not_taken).into())),
    }
}

#[cfg(feature = "realtime")]
fn decode_unpacked<T: Input>(unpacked: &super::packed::Unpacked) -> Decoded<T> {
    let body = Body {
        json: &unpacked.json,
        content_type: Some(b"application/json"),
        asides: Some(&unpacked.asides),
    };
    let mut input = None;
    twice(body, &T::SHAPE, &mut into(&mut input))?;
    input.ok_or_else(Undecoded::unread)
}

/// The first reading alone. `None` for a body that is not canonical.
#[must_use]
pub fn decode_canonical<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Option<T> {
    let mut input = None;
    one_pass(Body::json(body, content_type), &mut into(&mut input)).ok()?;
    input
}

/// The second reading alone.
///
/// # Errors
/// As [`decode`].
pub fn decode_by_table<T: Input>(body: &[u8], content_type: Option<&[u8]>) -> Decoded<T> {
    let mut input = None;
    by_table(
        Body::json(body, content_type),
        &T::SHAPE,
        &mut into(&mut input),
    )?;
    input.ok_or_else(Undecoded::unread)
}

/// Why the first reading failed.
enum Unread {
    NotCanonical(serde_json::Error),
    OutOfMemory,
    /// The size of a stack that is large enough, in bytes. `None` where no thread can have one.
    OutOfStack(Option<usize>),
}

fn twice(body: Body<'_>, shape: &Shape, target: &mut Target<'_>) -> Decoded<()> {
    match one_pass(body, target) {
        Ok(()) => Ok(()),
        Err(Unread::OutOfMemory) => Err(Refusal::out_of_memory(body.json).into()),
        Err(Unread::NotCanonical(_) | Unread::OutOfStack(_)) => by_table(body, shape, target),
    }
}

fn one_pass(body: Body<'_>, target: &mut Target<'_>) -> Result<(), Unread> {
    if !is_json(body.content_type) || json::has_too_many_values(body.json) {
        return Err(Unread::NotCanonical(refused()));
    }
    read(
        body,
        Author::Caller,
        Memory::beside(body.json.len()),
        target,
    )
}

fn by_table(body: Body<'_>, shape: &Shape, target: &mut Target<'_>) -> Decoded<()> {
    let canonical = canonical(body, shape)?;
    let left = Memory::beside(body.json.len()).saturating_sub(canonical.capacity());
    let by_table = Body {
        json: &canonical,
        ..body
    };
    read(by_table, Author::Table, left, target).map_err(|unread| match unread {
        Unread::OutOfMemory => Refusal::out_of_memory(body.json).into(),
        Unread::OutOfStack(_) => Refusal::unreadable().into(),
        // What the table takes for any value, a `Value` need not hold.
        Unread::NotCanonical(_) if body.asides.is_some() => Refusal::beyond_json().into(),
        Unread::NotCanonical(why) => Undecoded::Failed(why),
    })
}

/// The first reading, with `memory` bytes for what it makes. Where the stack of this thread is too small, it starts again
/// on a thread with a larger one.
fn read(
    body: Body<'_>,
    author: Author,
    memory: usize,
    target: &mut Target<'_>,
) -> Result<(), Unread> {
    let json = std::str::from_utf8(body.json)
        .map_err(|error| Unread::NotCanonical(Error::custom(error)))?;
    let mut read = |stack| {
        let limits = Limits::new(memory, stack, body.asides);
        read_within(json, author, &limits, target)
    };
    let mut result = read(stack::USUAL);
    while let Err(Unread::OutOfStack(Some(size))) = result {
        result = Err(Unread::OutOfStack(None));
        // Where there is no such thread, the result stays.
        let _ = stack::on_larger(size, &mut || result = read(size));
    }
    result
}

fn read_within(
    json: &str,
    author: Author,
    limits: &Limits<'_>,
    target: &mut Target<'_>,
) -> Result<(), Unread> {
    let mut from = serde_json::Deserializer::from_str(json);
    if author == Author::Table {
        // The second reading has bounded the depth. The names of variants add levels to it.
        from.disable_recursion_limit();
    }
    let read = target(&mut from, &Place::body(author, limits)).and_then(|()| from.end());
    read.map_err(|error| match limits.exceeded() {
        None => Unread::NotCanonical(error),
        Some(Exceeded::Memory) => Unread::OutOfMemory,
        Some(Exceeded::Stack(larger)) => Unread::OutOfStack(larger),
    })
}

/// The second reading: the input as canonical JSON.
fn canonical(body: Body<'_>, shape: &Shape) -> Result<Vec<u8>, Refusal> {
    let Body {
        json: body,
        content_type,
        asides,
    } = body;
    if body.is_empty() {
        return Err(Refusal::invalid(validate::missing()));
    }
    if !is_json(content_type) {
        return Err(Refusal::invalid(validate::not_json(body.len())));
    }
    let memory = Memory::new(Memory::beside(body.len()));
    let document = json::read(body, &memory);
    let document =
        document
            .map(|document| document.beside(asides))
            .map_err(|error| match error {
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
