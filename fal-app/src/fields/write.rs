//! Canonical JSON.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde_json::ser::{CompactFormatter, Serializer};

use super::attachment::{Hole, Parcel};
use super::limits::{Limits, USUAL_STACK};
use super::table::{Shape, Table};
use super::value::Described;

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
    /// Values nest as deep as there is stack.
    limits: Limits,
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
            limits: Limits::new(USUAL_STACK),
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
    fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        let here = 0_u8;
        if self.limits.has_stack(&here, 0) {
            write(self);
        } else {
            self.refuse("it nests too deep".to_owned());
        }
    }

    pub(crate) fn side(&self) -> Side {
        self.side
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

    /// Writes a list.
    pub fn list<'a, T: Described + 'a>(&mut self, items: impl IntoIterator<Item = &'a T>) {
        self.json.push(b'[');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            self.nested(|writer| item.write(writer));
        }
        self.json.push(b']');
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
    /// Writes a member.
    pub fn field<T: Described + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.writer.field = name;
        self.member(name, value);
    }

    /// Writes a member whose name is no field's.
    pub(crate) fn member<T: Described + ?Sized>(&mut self, name: &str, value: &T) {
        self.key(name);
        self.writer.nested(|writer| value.write(writer));
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

/// A value that is written; where its type cannot be, `write` and `field` are found in [`NotDescribed`], so that only
/// the table complains of the type.
#[derive(Debug)]
pub struct Written<'v, T: ?Sized>(pub &'v T);

impl<T: Described + ?Sized> Written<'_, T> {
    /// Writes it.
    pub fn write(&self, writer: &mut Writer) {
        writer.nested(|writer| self.0.write(writer));
    }

    /// Writes it as a variant of an enum with `#[serde(tag = "…")]`: its object, with the tag as the first member.
    pub fn tagged(&self, tag: &'static str, variant: &'static str, writer: &mut Writer) {
        writer.tag = Some((tag, variant));
        writer.nested(|writer| self.0.write(writer));
    }

    /// Writes it as a member.
    pub fn field(&self, name: &'static str, object: &mut ObjectWriter<'_>) {
        object.field(name, self.0);
    }
}

impl<T: ?Sized> Deref for Written<'_, T> {
    type Target = NotDescribed;

    fn deref(&self) -> &NotDescribed {
        &NotDescribed
    }
}

/// What a type that cannot be written has instead.
#[derive(Debug)]
pub struct NotDescribed;

impl NotDescribed {
    /// As [`Written::write`].
    pub fn write(&self, _: &mut Writer) {}

    /// As [`Written::tagged`].
    pub fn tagged(&self, _: &'static str, _: &'static str, _: &mut Writer) {}

    /// As [`Written::field`].
    pub fn field(&self, _: &'static str, _: &mut ObjectWriter<'_>) {}
}

/// An input of which only some fields are given: `#[example(PaintInput { prompt: …, .. })]`.
#[derive(Debug)]
pub struct Partial<'a, T> {
    object: ObjectWriter<'a>,
    shape: Shape,
    of: PhantomData<T>,
}

/// The next field of a [`Partial`]; its type is the declared one, so a wrong value is one error on the value.
#[derive(Debug)]
pub struct PartialField<'p, 'a, T, F> {
    partial: &'p mut Partial<'a, T>,
    name: &'static str,
    of: PhantomData<F>,
}

impl<'a, T> Partial<'a, T> {
    /// No field yet; the shape is that of the type, which another error says where it has none.
    pub fn new(writer: &'a mut Writer, shape: Shape) -> Self {
        Self {
            object: writer.object(),
            shape,
            of: PhantomData,
        }
    }

    /// The next field, by its name in Rust; `get` only says its type.
    pub fn field<F: Described>(
        &mut self,
        ident: &'static str,
        get: fn(&T) -> &F,
    ) -> PartialField<'_, 'a, T, F> {
        let _ = get;
        PartialField {
            name: wire_name(self.shape, ident),
            partial: self,
            of: PhantomData,
        }
    }

    /// Closes the object.
    pub fn end(self) {
        self.object.end();
    }
}

impl<T, F: Described> PartialField<'_, '_, T, F> {
    /// Writes it.
    pub fn value(self, value: F) {
        self.partial.object.field(self.name, &value);
    }
}

fn wire_name(shape: Shape, ident: &'static str) -> &'static str {
    let Shape::Object(table) = shape else {
        return ident;
    };
    let table: &'static Table = table();
    table
        .fields
        .iter()
        .find(|field| field.ident == ident)
        .map_or(ident, |field| field.name)
}
