//! From a message in MessagePack to JSON.

use std::fmt;
use std::io::Write;

use bytes::Bytes;
use rmp::Marker;

use crate::fields::aside::{Aside, text_of, text_of_float};
use crate::fields::json::MAX_VALUES;
use crate::fields::table::Shape;

/// How deep lists and maps may nest, as in JSON.
const MAX_DEPTH: usize = 127;

/// A message as JSON, and what is kept beside it.
#[derive(Debug)]
pub(crate) struct Unpacked {
    pub(crate) json: Vec<u8>,
    pub(crate) asides: Vec<Aside>,
}

/// Why a message is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// It is cut short.
    CutShort,
    /// More follows the value.
    More,
    /// A byte that begins no value.
    Reserved,
    /// A text is not UTF-8.
    NotText,
    /// A key of a map is neither a text nor, where anything is taken, binary.
    KeyNotText,
    /// It nests too deep.
    TooDeep,
    /// It holds too many values.
    TooManyValues,
    /// It is more JSON than was asked for.
    Large,
}

impl NotTaken {
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::TooManyValues => 413,
            _ => 400,
        }
    }
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutShort => f.write_str("the MessagePack is cut short"),
            Self::More => f.write_str("more follows the first value of MessagePack"),
            Self::Reserved => f.write_str("MessagePack has no value that begins with 0xc1"),
            Self::NotText => f.write_str("a text in MessagePack is not UTF-8"),
            Self::KeyNotText => f.write_str("a key of a map in MessagePack is not a text"),
            Self::TooDeep => write!(f, "the MessagePack nests deeper than {MAX_DEPTH}"),
            Self::Large => f.write_str("the message is large"),
            Self::TooManyValues => write!(f, "the message holds more than {MAX_VALUES} values"),
        }
    }
}

/// Reads a message whose value is of this shape, as at most about `most` bytes of JSON.
///
/// # Errors
/// It is not MessagePack, or larger than is taken.
pub(crate) fn unpack(message: &Bytes, shape: &Shape, most: usize) -> Result<Unpacked, NotTaken> {
    let mut unpacker = Unpacker {
        message,
        at: 0,
        takes_any_key: matches!(shape, Shape::Any),
        values: 0,
        most,
        json: Vec::with_capacity(message.len().min(4096) + 64),
        asides: Vec::new(),
    };
    unpacker.value(0)?;
    if unpacker.at < message.len() {
        return Err(NotTaken::More);
    }
    Ok(Unpacked {
        json: unpacker.json,
        asides: unpacker.asides,
    })
}

struct Unpacker<'m> {
    message: &'m Bytes,
    at: usize,
    /// Whether binary may be a key: of an object with declared fields it cannot be one.
    takes_any_key: bool,
    values: usize,
    most: usize,
    json: Vec<u8>,
    asides: Vec<Aside>,
}

impl<'m> Unpacker<'m> {
    /// Reads a value. Its depth bounds the recursion.
    fn value(&mut self, depth: usize) -> Result<(), NotTaken> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(NotTaken::TooManyValues);
        }
        if self.json.len() > self.most {
            return Err(NotTaken::Large);
        }
        match self.marker()? {
            Marker::Null => self.word("null"),
            Marker::False => self.word("false"),
            Marker::True => self.word("true"),
            Marker::FixPos(value) => self.integer(value),
            Marker::FixNeg(value) => self.integer(value),
            Marker::U8 => self
                .read()
                .map(u8::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::U16 => self
                .read()
                .map(u16::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::U32 => self
                .read()
                .map(u32::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::U64 => self
                .read()
                .map(u64::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::I8 => self
                .read()
                .map(i8::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::I16 => self
                .read()
                .map(i16::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::I32 => self
                .read()
                .map(i32::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::I64 => self
                .read()
                .map(i64::from_be_bytes)
                .map(|n| self.integer(n))?,
            Marker::F32 => {
                let value = self.read().map(f32::from_be_bytes)?;
                self.float(value.into());
            }
            Marker::F64 => {
                let value = self.read().map(f64::from_be_bytes)?;
                self.float(value);
            }
            marker => match self.sized(marker)? {
                Many::Text(length) => self.text(length)?,
                Many::Binary(length) => self.binary(length)?,
                Many::List(length) => self.list(length, depth)?,
                Many::Map(length) => self.map(length, depth)?,
                Many::Extension(length) => {
                    let kind = self.read().map(i8::from_be_bytes)?;
                    let data = self.take(length)?;
                    self.keep(Aside::Extension(kind, data));
                }
            },
        }
        Ok(())
    }

    /// What is of many bytes or values, and of how many.
    fn sized(&mut self, marker: Marker) -> Result<Many, NotTaken> {
        Ok(match marker {
            Marker::FixStr(length) => Many::Text(length.into()),
            Marker::Str8 => Many::Text(self.length_8()?),
            Marker::Str16 => Many::Text(self.length_16()?),
            Marker::Str32 => Many::Text(self.length_32()?),
            Marker::Bin8 => Many::Binary(self.length_8()?),
            Marker::Bin16 => Many::Binary(self.length_16()?),
            Marker::Bin32 => Many::Binary(self.length_32()?),
            Marker::FixArray(length) => Many::List(length.into()),
            Marker::Array16 => Many::List(self.length_16()?),
            Marker::Array32 => Many::List(self.length_32()?),
            Marker::FixMap(length) => Many::Map(length.into()),
            Marker::Map16 => Many::Map(self.length_16()?),
            Marker::Map32 => Many::Map(self.length_32()?),
            Marker::FixExt1 => Many::Extension(1),
            Marker::FixExt2 => Many::Extension(2),
            Marker::FixExt4 => Many::Extension(4),
            Marker::FixExt8 => Many::Extension(8),
            Marker::FixExt16 => Many::Extension(16),
            Marker::Ext8 => Many::Extension(self.length_8()?),
            Marker::Ext16 => Many::Extension(self.length_16()?),
            Marker::Ext32 => Many::Extension(self.length_32()?),
            _ => return Err(NotTaken::Reserved),
        })
    }

    fn list(&mut self, length: usize, depth: usize) -> Result<(), NotTaken> {
        self.enter(length, depth)?;
        self.json.push(b'[');
        for index in 0..length {
            if index > 0 {
                self.json.push(b',');
            }
            self.value(depth + 1)?;
        }
        self.json.push(b']');
        Ok(())
    }

    fn map(&mut self, length: usize, depth: usize) -> Result<(), NotTaken> {
        self.enter(length, depth)?;
        self.json.push(b'{');
        for index in 0..length {
            if index > 0 {
                self.json.push(b',');
            }
            let marker = self.marker()?;
            match self.sized(marker) {
                Ok(Many::Text(length)) => self.text(length)?,
                Ok(Many::Binary(length)) if self.takes_any_key => self.binary(length)?,
                Err(NotTaken::CutShort) => return Err(NotTaken::CutShort),
                _ => return Err(NotTaken::KeyNotText),
            }
            self.json.push(b':');
            self.value(depth + 1)?;
        }
        self.json.push(b'}');
        Ok(())
    }

    /// Each item takes a byte at least: a length beyond the message is found before anything is made of it.
    fn enter(&self, length: usize, depth: usize) -> Result<(), NotTaken> {
        if depth >= MAX_DEPTH {
            return Err(NotTaken::TooDeep);
        }
        if length > self.message.len() - self.at {
            return Err(NotTaken::CutShort);
        }
        Ok(())
    }

    fn word(&mut self, word: &str) {
        self.json.extend_from_slice(word.as_bytes());
    }

    // Writing into a vector cannot fail.
    fn integer(&mut self, value: impl fmt::Display) {
        let _ = write!(self.json, "{value}");
    }

    fn float(&mut self, value: f64) {
        if value.is_finite() {
            let _ = serde_json::to_writer(&mut self.json, &value);
        } else {
            let _ = serde_json::to_writer(&mut self.json, &text_of_float(value));
        }
    }

    fn text(&mut self, length: usize) -> Result<(), NotTaken> {
        let bytes = self.bytes(length)?;
        if length > self.most {
            return Err(NotTaken::Large);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| NotTaken::NotText)?;
        let _ = serde_json::to_writer(&mut self.json, text);
        Ok(())
    }

    fn binary(&mut self, length: usize) -> Result<(), NotTaken> {
        let bytes = self.take(length)?;
        self.keep(Aside::Bytes(bytes));
        Ok(())
    }

    fn keep(&mut self, aside: Aside) {
        let _ = serde_json::to_writer(&mut self.json, &text_of(self.asides.len()));
        self.asides.push(aside);
    }

    fn marker(&mut self) -> Result<Marker, NotTaken> {
        self.read::<1>().map(|[byte]| Marker::from_u8(byte))
    }

    fn length_8(&mut self) -> Result<usize, NotTaken> {
        self.read().map(u8::from_be_bytes).map(usize::from)
    }

    fn length_16(&mut self) -> Result<usize, NotTaken> {
        self.read().map(u16::from_be_bytes).map(usize::from)
    }

    fn length_32(&mut self) -> Result<usize, NotTaken> {
        let length = self.read().map(u32::from_be_bytes)?;
        usize::try_from(length).map_err(|_| NotTaken::CutShort)
    }

    fn read<const N: usize>(&mut self) -> Result<[u8; N], NotTaken> {
        let bytes = self.bytes(N)?;
        bytes.try_into().map_err(|_| NotTaken::CutShort)
    }

    fn bytes(&mut self, length: usize) -> Result<&'m [u8], NotTaken> {
        let message: &'m [u8] = self.message;
        let end = self.at.checked_add(length).ok_or(NotTaken::CutShort)?;
        let bytes = message.get(self.at..end).ok_or(NotTaken::CutShort)?;
        self.at = end;
        Ok(bytes)
    }

    /// A part of the message, which is not copied.
    fn take(&mut self, length: usize) -> Result<Bytes, NotTaken> {
        let start = self.at;
        self.bytes(length)?;
        Ok(self.message.slice(start..self.at))
    }
}

/// What is of many bytes or values, with their number.
enum Many {
    Text(usize),
    Binary(usize),
    List(usize),
    Map(usize),
    Extension(usize),
}
