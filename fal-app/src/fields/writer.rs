//! Canonical JSON.

use std::fmt;

use serde_json::ser::{CompactFormatter, Serializer};

use super::attachment::{Hole, Parcel};
use super::stack::{self, Stack};

/// Writes canonical JSON, and remembers what JSON cannot hold.
#[derive(Debug)]
pub struct Writer {
    json: Vec<u8>,
    side: Side,
    /// The field that is being written, for the log.
    field: &'static str,
    /// The member that names the variant of a tagged enum, until its object is opened.
    tag: Option<(&'static str, &'static str)>,
    refused: Option<NotJson>,
    /// Values nest as deep as it is.
    stack: Stack,
    /// Media whose URLs are not known yet.
    holes: Vec<Hole>,
}

/// For whom a value is written: some look different as a request and as an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// What a caller would send: defaults and examples.
    Request,
    /// What a method returned.
    Answer,
}

/// A value that JSON cannot hold: NaN, an infinity, or one whose `serialize_with` failed.
#[derive(Clone, Debug)]
pub struct NotJson {
    field: &'static str,
    why: String,
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "the value is no JSON: {}", self.why)
        } else {
            write!(f, "field `{}` is no JSON: {}", self.field, self.why)
        }
    }
}

impl std::error::Error for NotJson {}

impl Writer {
    /// Writes what a caller would send: defaults and examples.
    #[must_use]
    pub fn request() -> Self {
        Self::new(Side::Request)
    }

    /// Writes what a method returned.
    #[must_use]
    pub fn answer() -> Self {
        Self::new(Side::Answer)
    }

    fn new(side: Side) -> Self {
        Self {
            json: Vec::new(),
            side,
            field: "",
            tag: None,
            refused: None,
            stack: Stack::new(stack::USUAL),
            holes: Vec::new(),
        }
    }

    /// The JSON.
    ///
    /// # Errors
    /// The first value that JSON cannot hold.
    pub fn finish(self) -> Result<Vec<u8>, NotJson> {
        self.finish_with_holes().map(|(json, _)| json)
    }

    /// The JSON of an answer, and the media whose URLs it lacks.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub(crate) fn finish_with_holes(self) -> Result<(Vec<u8>, Vec<Hole>), NotJson> {
        match self.refused {
            None => Ok((self.json, self.holes)),
            Some(refused) => Err(refused),
        }
    }

    /// Writes a value that holds others, unless it nests deeper than there is stack.
    pub(super) fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        let here = 0_u8;
        if self.stack.fits(&here, 0) {
            write(self);
        } else {
            self.refuse("it nests too deep".to_owned());
        }
    }

    pub(crate) fn side(&self) -> Side {
        self.side
    }

    /// Opens a list, whose items are written one by one.
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

    /// `null`
    pub fn null(&mut self) {
        self.json.extend_from_slice(b"null");
    }

    /// Opens an object.
    pub fn object(&mut self) -> ObjectWriter<'_> {
        self.json.push(b'{');
        let tag = self.tag.take();
        let mut object = ObjectWriter {
            writer: self,
            empty: true,
        };
        if let Some((name, variant)) = tag {
            object.key(name);
            object.writer.string(variant);
        }
        object
    }

    /// Writes a string, escaped as `serde_json` does.
    pub fn string(&mut self, value: &str) {
        self.serialize(&value);
    }

    /// Writes a number with a fraction; NaN and infinities are remembered, see [`Writer::finish`].
    pub(crate) fn number(&mut self, value: impl Into<f64> + serde::Serialize + Copy) {
        let wide: f64 = value.into();
        if !wide.is_finite() {
            self.refuse(format!("{wide} is no number there"));
        }
        self.serialize(&value);
    }

    /// Writes what serde writes.
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

    /// The tag that the next object begins with, which names the variant that it is.
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

/// What a `serialize_with` function is given.
type JsonSerializer<'a> = &'a mut Serializer<&'a mut Vec<u8>, CompactFormatter>;

/// The members of an object while they are written.
#[derive(Debug)]
pub struct ObjectWriter<'a> {
    writer: &'a mut Writer,
    empty: bool,
}

impl ObjectWriter<'_> {
    /// Writes a member whose name is a field's.
    pub(super) fn named(&mut self, name: &'static str, write: impl FnOnce(&mut Writer)) {
        self.writer.field = name;
        self.member(name, write);
    }

    /// Writes a member.
    pub(super) fn member(&mut self, name: &str, write: impl FnOnce(&mut Writer)) {
        self.key(name);
        self.writer.nested(write);
    }

    /// Writes a member that is the URL of a medium, once it has one.
    pub(crate) fn medium(&mut self, name: &'static str, parcel: Parcel) {
        self.key(name);
        let at = self.writer.json.len();
        self.writer.holes.push(Hole { at, parcel });
    }

    /// Writes a member with a function of serde's form, for `#[serde(serialize_with = "…")]`.
    pub fn field_with(
        &mut self,
        name: &'static str,
        write: impl FnOnce(JsonSerializer<'_>) -> Result<(), serde_json::Error>,
    ) {
        self.key(name);
        self.writer.field = name;
        self.writer.serialize_with(write);
    }

    /// Closes the object.
    pub fn end(self) {
        self.writer.json.push(b'}');
    }

    fn key(&mut self, name: &str) {
        if !self.empty {
            self.writer.json.push(b',');
        }
        self.empty = false;
        self.writer.string(name);
        self.writer.json.push(b':');
    }
}
