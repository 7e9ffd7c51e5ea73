//! Writes canonical JSON.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::ser::{CompactFormatter, Serializer};

use super::aside::Aside;
use super::attachment::{Attachment, MissingUrl};
use super::stack::{self, Stack};

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

/// What becomes MessagePack.
#[cfg(feature = "realtime")]
#[derive(Debug)]
pub(crate) struct Packed {
    /// JSON, in which a byte stands for each value that is kept aside.
    pub(crate) json: Vec<u8>,
    /// Media whose URLs are missing in it.
    pub(crate) missing: Vec<MissingUrl>,
    pub(crate) asides: Vec<Aside>,
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
            write!(f, "the value is no JSON: {}", self.why)
        } else {
            write!(f, "field `{}` is no JSON: {}", self.field, self.why)
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

    /// For what becomes MessagePack: bytes, extensions and any float are taken.
    #[cfg(feature = "realtime")]
    pub(crate) fn packed(self) -> Self {
        Self {
            beyond: Beyond::Kept(Vec::new()),
            ..self
        }
    }

    /// For JSON that shows people what is sent as MessagePack: bytes that are not a text are a data URI.
    #[cfg(feature = "realtime")]
    pub(crate) fn shown(self) -> Self {
        Self {
            beyond: Beyond::Shown,
            ..self
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

    /// Returns what becomes MessagePack.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    #[cfg(feature = "realtime")]
    pub(crate) fn finish_packed(self) -> Result<Packed, NotJson> {
        match self.refused {
            None => Ok(Packed {
                json: self.json,
                missing: self.missing,
                asides: match self.beyond {
                    Beyond::Kept(asides) => asides,
                    Beyond::Refused | Beyond::Shown => Vec::new(),
                },
            }),
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

    /// Opens an object.
    pub fn object(&mut self) -> ObjectWriter<'_> {
        let tag = self.tag.take();
        let goes_on = self.goes_on.take();
        if goes_on.is_none() {
            self.json.push(b'{');
        }
        let mut object = ObjectWriter {
            writer: self,
            empty: goes_on.unwrap_or(true),
            is_flattened: goes_on.is_some(),
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

    /// Writes a float. NaN and infinities are errors at the end.
    pub(crate) fn number(&mut self, value: impl Into<f64> + serde::Serialize + Copy) {
        let wide: f64 = value.into();
        if !wide.is_finite() {
            match self.beyond {
                Beyond::Kept(_) => return self.json.extend_from_slice(non_finite(wide).as_bytes()),
                Beyond::Shown => return self.string(non_finite(wide)),
                Beyond::Refused => self.refuse(format!("{wide} is no number there")),
            }
        }
        self.serialize(&value);
    }

    /// Writes bytes: as binary in MessagePack, and in JSON as the text that they are.
    pub(crate) fn bytes(&mut self, bytes: &Bytes) {
        match (&mut self.beyond, std::str::from_utf8(bytes)) {
            (Beyond::Kept(_), _) => self.keep(Aside::Bytes(bytes.clone())),
            (_, Ok(text)) => self.string(text),
            (Beyond::Shown, Err(_)) => self.data_uri(bytes),
            (Beyond::Refused, Err(_)) => {
                self.null();
                self.refuse("it is bytes that are not a text in UTF-8".to_owned());
            }
        }
    }

    /// Writes an extension of MessagePack.
    #[cfg(feature = "realtime")]
    pub(super) fn extension(&mut self, kind: i8, data: Bytes) {
        match self.beyond {
            Beyond::Kept(_) => self.keep(Aside::Extension(kind, data)),
            Beyond::Shown => self.data_uri(&data),
            Beyond::Refused => {
                self.null();
                self.refuse("it is an extension of MessagePack".to_owned());
            }
        }
    }

    fn data_uri(&mut self, bytes: &[u8]) {
        let base64 = STANDARD.encode(bytes);
        self.string(&format!("data:application/octet-stream;base64,{base64}"));
    }

    /// Keeps a value beside the JSON, in which a byte stands for it that JSON does not have.
    fn keep(&mut self, aside: Aside) {
        let Beyond::Kept(asides) = &mut self.beyond else {
            return;
        };
        let index = asides.len();
        asides.push(aside);
        self.json.push(KEPT);
        self.serialize(&index);
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

/// The members of an object while they are written.
#[derive(Debug)]
pub struct ObjectWriter<'a> {
    writer: &'a mut Writer,
    empty: bool,
    /// Whether its members are written into another object.
    is_flattened: bool,
}

impl ObjectWriter<'_> {
    /// Writes a member that is a declared field.
    pub(super) fn named(&mut self, name: &'static str, write: impl FnOnce(&mut Writer)) {
        self.writer.field = name;
        self.member(name, write);
    }

    /// Writes a member.
    pub(super) fn member(&mut self, name: &str, write: impl FnOnce(&mut Writer)) {
        self.key(name);
        self.writer.nested(write);
    }

    /// Writes a member whose key need not be a text, which only MessagePack takes.
    #[cfg(feature = "realtime")]
    pub(super) fn keyed(&mut self, key: impl FnOnce(&mut Writer), value: impl FnOnce(&mut Writer)) {
        match self.writer.beyond {
            Beyond::Kept(_) => {
                self.separate();
                key(self.writer);
                self.writer.json.push(b':');
            }
            Beyond::Shown => {
                let mut shown = Writer::new(self.writer.side).shown();
                key(&mut shown);
                self.key(&String::from_utf8_lossy(&shown.json));
            }
            Beyond::Refused => return self.writer.refuse("a key is not a text".to_owned()),
        }
        self.writer.nested(value);
    }

    /// Writes a member that is the URL of a medium. The URL is filled in when the medium is uploaded.
    pub(crate) fn medium(&mut self, name: &'static str, attachment: Attachment) {
        self.key(name);
        let at = self.writer.json.len();
        self.writer.missing.push(MissingUrl { at, attachment });
    }

    /// Writes a member with the function of `#[serde(serialize_with = "…")]`.
    pub fn field_with(
        &mut self,
        name: &'static str,
        write: impl FnOnce(JsonSerializer<'_>) -> Result<(), serde_json::Error>,
    ) {
        self.key(name);
        self.writer.field = name;
        self.writer.serialize_with(write);
    }

    /// Writes the members of an object, which `write` writes, as members of this one.
    pub(super) fn flattened(&mut self, write: impl FnOnce(&mut Writer)) {
        let before = self.writer.json.len();
        self.writer.goes_on = Some(self.empty);
        self.writer.nested(write);
        self.writer.goes_on = None;
        self.empty &= self.writer.json.len() == before;
    }

    /// Closes the object.
    pub fn end(self) {
        if !self.is_flattened {
            self.writer.json.push(b'}');
        }
    }

    fn separate(&mut self) {
        if !self.empty {
            self.writer.json.push(b',');
        }
        self.empty = false;
    }

    fn key(&mut self, name: &str) {
        self.separate();
        if name.bytes().all(is_plain) {
            let json = &mut self.writer.json;
            json.push(b'"');
            json.extend_from_slice(name.as_bytes());
            json.extend_from_slice(b"\":");
        } else {
            self.writer.string(name);
            self.writer.json.push(b':');
        }
    }
}

/// The word of a number that JSON does not have.
fn non_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// The byte before the index of a value that is kept aside. In JSON it stands nowhere.
pub(super) const KEPT: u8 = 1;

/// Whether a byte of a string stands for itself in JSON.
const fn is_plain(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}
