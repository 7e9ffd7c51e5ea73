//! Bytes: binary in a session, and a text in JSON.

use std::fmt;

use bytes::Bytes;
use serde::de::{Deserializer, Error, Visitor};

use crate::fields::aside::{Aside, Special};
use crate::fields::lookup::refused;
use crate::fields::place::Place;
use crate::fields::table::Shape;
use crate::fields::tree::{Depth, FieldTree};
use crate::fields::value::{Described, Input, Output};
use crate::fields::writer::Writer;

impl Described for Bytes {
    const SHAPE: Shape = Shape::Bytes;

    fn write(&self, writer: &mut Writer) {
        writer.bytes(self);
    }
}

impl Input for Bytes {
    fn read<'de, D: Deserializer<'de>>(from: D, place: &Place<'_>) -> Result<Self, D::Error> {
        from.deserialize_str(BytesVisitor(place))
    }
}

impl<D: Depth> FieldTree<D> for Bytes {}

impl Output for Bytes {}

struct BytesVisitor<'p>(&'p Place<'p>);

impl Visitor<'_> for BytesVisitor<'_> {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    /// Those of a session are a part of its message. A text stands for its bytes in UTF-8, as pydantic reads it.
    fn visit_str<E: Error>(self, value: &str) -> Result<Bytes, E> {
        match self.0.special(value) {
            Some(Special::Aside(Aside::Bytes(bytes))) => Ok(bytes.clone()),
            Some(_) => Err(refused()),
            None if self.0.take(value.len()) => Ok(Bytes::copy_from_slice(value.as_bytes())),
            None => Err(refused()),
        }
    }
}
