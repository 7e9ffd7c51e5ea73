//! Writes canonical JSON.

mod beyond_json;
mod object;

use std::fmt;

use serde_json::ser::{CompactFormatter, Serializer};

use super::aside::Aside;
use super::attachment::MissingUrl;
use super::stack::{self, Stack};
#[cfg(feature = "realtime")]
pub(crate) use beyond_json::{KEPT, Packed};
pub(crate) use object::ObjectWriter;

/// What most answers and items fit in, in bytes: they are written without growing.
const USUAL_BYTES: usize = 256;

/// Writes canonical JSON. The first value that JSON cannot hold is an error at the end.
#[derive(Debug)]
pub struct Writer {
    json: Vec<u8>,
    side: Side,
    /// The field that is written now, for the error.
    field: &'static str,
    /// The tag of an enum and its value, until the object is opened that begins with it.
    tag: Option<(&'static str, &'static str)>,
    /// Whether the next object goes on with the members of the one around it; whether that has none yet.
    goes_on: Option<bool>,
    refused: Option<NotJson>,
    /// It bounds how deep values nest.
    stack: Stack,
    is_too_deep: bool,
    /// Media whose URLs are still unknown.
    missing: Vec<MissingUrl>,
    beyond: Beyond,
}

/// What becomes of a value that JSON cannot hold, but a message in MessagePack.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "realtime"),
    allow(dead_code, reason = "only sessions have them")
)]
enum Beyond {
    Refused,
    /// It is kept beside the JSON, which becomes MessagePack.
    Kept(Vec<Aside>),
    /// A text stands for it, which people read.
    Shown,
}

/// Who reads the JSON. Some values look different in a request and in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The app, as if a caller had sent it: defaults and examples.
    Request,
    /// A caller: what a method returned.
    Answer,
}

/// A value that JSON cannot hold: NaN, an infinity, one whose `serialize_with` failed, or one that nests too deep.
#[derive(Clone, Debug)]
pub struct NotJson {
    field: &'static str,
    why: String,
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "the value is not JSON: {}", self.why)
        } else {
            write!(f, "field `{}` is not JSON: {}", self.field, self.why)
        }
    }
}

impl std::error::Error for NotJson {}

impl Writer {
    /// For a value as a caller would send it: a default or an example.
    #[must_use]
    pub fn request() -> Self {
        Self::new(Side::Request)
    }

    /// For a value that a method returned.
    #[must_use]
    pub fn answer() -> Self {
        Self::new(Side::Answer)
    }

    fn new(side: Side) -> Self {
        Self {
            json: Vec::with_capacity(USUAL_BYTES),
            side,
            field: "",
            tag: None,
            goes_on: None,
            refused: None,
            stack: Stack::new(stack::USUAL),
            is_too_deep: false,
            missing: Vec::new(),
            beyond: Beyond::Refused,
        }
    }

    /// Returns the JSON.
    ///
    /// # Errors
    /// A value cannot be held by JSON; this is the first of them.
    pub fn finish(self) -> Result<Vec<u8>, NotJson> {
        self.finish_with_media().map(|(json, _)| json)
    }

    /// Returns the JSON of an answer, and the media whose URLs are missing in it.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub(crate) fn finish_with_media(self) -> Result<(Vec<u8>, Vec<MissingUrl>), NotJson> {
        match self.refused {
            None => Ok((self.json, self.missing)),
            Some(refused) => Err(refused),
        }
    }

    /// Writes a value that may hold others. Where the stack has no room left, the value is an error instead.
    pub(super) fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        let here = 0_u8;
        if self.stack.fits(&here, 0) {
            write(self);
        } else {
            self.is_too_deep = true;
            self.refuse("it nests too deep".to_owned());
        }
    }

    /// Whether a value was left out because it nests deeper than the stack allows.
    pub(super) fn is_too_deep(&self) -> bool {
        self.is_too_deep
    }

    pub(crate) fn side(&self) -> Side {
        self.side
    }

    /// Writes a list, item by item.
    pub(super) fn items<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.json.push(b'[');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            self.nested(|writer| write(writer, item));
        }
        self.json.push(b']');
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.json.extend_from_slice(b"null");
    }

    /// Writes a string, escaped as `serde_json` does.
    pub fn string(&mut self, value: &str) {
        self.serialize(&value);
    }

    /// Writes a value as serde does.
    pub(crate) fn serialize<T: serde::Serialize + ?Sized>(&mut self, value: &T) {
        self.serialize_with(|serializer| value.serialize(serializer));
    }

    fn serialize_with(
        &mut self,
        write: impl FnOnce(JsonSerializer<'_>) -> Result<(), serde_json::Error>,
    ) {
        let start = self.json.len();
        if let Err(error) = write(&mut Serializer::new(&mut self.json)) {
            self.json.truncate(start);
            self.null();
            self.refuse(error.to_string());
        }
    }

    /// Lets the next object begin with a tag, which names its variant.
    pub(super) fn tag(&mut self, tag: &'static str, variant: &'static str) {
        self.tag = Some((tag, variant));
    }

    fn refuse(&mut self, why: String) {
        self.refused.get_or_insert(NotJson {
            field: self.field,
            why,
        });
    }
}

/// The serializer that a `serialize_with` function gets.
type JsonSerializer<'a> = &'a mut Serializer<&'a mut Vec<u8>, CompactFormatter>;
