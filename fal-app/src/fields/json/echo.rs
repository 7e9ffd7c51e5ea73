//! A value of a document as the SDK echoes it: without what JSON cannot hold.

use super::document::{Document, Node, Value};
use super::number::python_float;

/// Writes values as long as there is room.
#[derive(Debug)]
pub(crate) struct Echo<'d> {
    document: &'d Document<'d>,
    json: Vec<u8>,
    room: usize,
}

/// There is no more room.
#[derive(Debug)]
pub(crate) struct Full;

impl<'d> Echo<'d> {
    /// Room for so many bytes.
    pub(crate) fn new(document: &'d Document<'d>, room: usize) -> Self {
        Self {
            document,
            json: Vec::new(),
            room,
        }
    }

    /// The JSON of a value: as it came, but for numbers that are none and surrogates that stand alone.
    pub(crate) fn json(mut self, node: Node) -> Result<Vec<u8>, Full> {
        self.value(node)?;
        Ok(self.json)
    }

    fn value(&mut self, node: Node) -> Result<(), Full> {
        match self.document.value(node) {
            Value::Null => self.add("null"),
            Value::Boolean(true) => self.add("true"),
            Value::Boolean(false) => self.add("false"),
            Value::Integer(value) => self.add(&value.text()),
            Value::Float(value) if value.is_finite() => self.add(&python_float(value)),
            Value::Float(value) => self.string(&python_float(value)),
            Value::String(text) => self.string(&text.shown),
            Value::List(_) => self.list(node),
            Value::Object => self.object(node),
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
