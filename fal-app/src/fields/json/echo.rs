//! Values of a request in an answer, as the SDK echoes them.

use super::document::{Document, JsonValue, Node};
use super::number::python_float;

/// Writes values up to a number of bytes.
#[derive(Debug)]
pub(crate) struct Echo<'d> {
    document: &'d Document<'d>,
    json: Vec<u8>,
    room: usize,
}

/// The value takes more bytes than are left.
#[derive(Debug)]
pub(crate) struct Full;

impl<'d> Echo<'d> {
    /// Writes at most `room` bytes.
    pub(crate) fn new(document: &'d Document<'d>, room: usize) -> Self {
        Self {
            document,
            json: Vec::new(),
            room,
        }
    }

    /// The JSON of a value. NaN, infinities and halves of surrogate pairs become strings that JSON can hold.
    pub(crate) fn json(mut self, node: Node) -> Result<Vec<u8>, Full> {
        self.value(node)?;
        Ok(self.json)
    }

    fn value(&mut self, node: Node) -> Result<(), Full> {
        match self.document.value(node) {
            JsonValue::Null => self.add("null"),
            JsonValue::Boolean(true) => self.add("true"),
            JsonValue::Boolean(false) => self.add("false"),
            JsonValue::Integer(value) => self.add(&value.text()),
            JsonValue::Float(value) if value.is_finite() => self.add(&python_float(value)),
            JsonValue::Float(value) => self.string(&python_float(value)),
            JsonValue::String(text) => self.string(&text.shown),
            // As the SDK echoes them.
            JsonValue::Bytes(bytes) => self.string(&format!("<binary {} bytes>", bytes.len())),
            JsonValue::Extension => self.string("<extension>"),
            JsonValue::List(_) => self.list(node),
            JsonValue::Object => self.object(node),
        }
    }

    fn list(&mut self, list: Node) -> Result<(), Full> {
        self.add("[")?;
        for (index, item) in self.document.items(list).enumerate() {
            self.add(if index > 0 { "," } else { "" })?;
            self.value(item)?;
        }
        self.add("]")
    }

    fn object(&mut self, object: Node) -> Result<(), Full> {
        self.add("{")?;
        for (index, (key, value)) in self.document.members(object).enumerate() {
            self.add(if index > 0 { "," } else { "" })?;
            self.string(&key.shown)?;
            self.add(":")?;
            self.value(value)?;
        }
        self.add("}")
    }

    fn string(&mut self, text: &str) -> Result<(), Full> {
        if self.json.len() + text.len() > self.room {
            return Err(Full);
        }
        self.add(&serde_json::Value::from(text).to_string())
    }

    fn add(&mut self, json: &str) -> Result<(), Full> {
        self.json.extend_from_slice(json.as_bytes());
        if self.json.len() > self.room {
            return Err(Full);
        }
        Ok(())
    }
}
