//! Writes an object, member by member.

#[cfg(feature = "realtime")]
use super::Beyond;
use super::{JsonSerializer, Writer};
use crate::fields::attachment::{Attachment, MissingUrl};

impl Writer {
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
}

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
    pub(in crate::fields) fn named(&mut self, name: &'static str, write: impl FnOnce(&mut Writer)) {
        self.writer.field = name;
        self.member(name, write);
    }

    /// Writes a member.
    pub(in crate::fields) fn member(&mut self, name: &str, write: impl FnOnce(&mut Writer)) {
        self.key(name);
        self.writer.nested(write);
    }

    /// Writes a member whose key need not be a text, which only MessagePack takes.
    #[cfg(feature = "realtime")]
    pub(in crate::fields) fn keyed(
        &mut self,
        key: impl FnOnce(&mut Writer),
        value: impl FnOnce(&mut Writer),
    ) {
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
    pub(in crate::fields) fn flattened(&mut self, write: impl FnOnce(&mut Writer)) {
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

/// Whether a byte of a string stands for itself in JSON.
const fn is_plain(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}
