//! Reads a document with the errors of CPython 3.11's scanner.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use super::count::{Count, MAX_VALUES};
use super::document::{Document, Node};
use super::encoding;
use super::number::{self, Number};
use super::string;
use super::token::{Kind, Token};
use crate::fields::limits::Memory;

/// How deep lists and objects may nest: as deep as the first reading allows. CPython stops when its stack of 1,000 calls is
/// used up.
const MAX_DEPTH: usize = 127;

/// How many digits Python's `int` reads from a text at most.
pub(crate) const MAX_DIGITS: usize = 4300;

/// Why a body cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ReadError {
    /// It is not JSON. The message is Python's. The position is in bytes while the reader works, then in code points.
    Syntax {
        message: &'static str,
        position: usize,
    },
    /// It is not text, nests too deep, or has a number with too many digits.
    Unreadable,
    /// It holds more than [`MAX_VALUES`].
    TooManyValues,
    /// Its tokens take more memory than is left.
    OutOfMemory,
}

/// Reads a body as Python's `json.loads` does.
pub(crate) fn read<'b>(body: &'b [u8], memory: &Memory) -> Result<Document<'b>, ReadError> {
    let text = encoding::decode(body).ok_or(ReadError::Unreadable)?;
    if text.len() > Token::MAX_TEXT {
        return Err(ReadError::Unreadable);
    }
    let Count { values, keys } = Count::of(&text);
    if values > MAX_VALUES {
        return Err(ReadError::TooManyValues);
    }
    // The keys of an object are also sorted.
    let copied = match &text {
        Cow::Borrowed(_) => 0,
        Cow::Owned(text) => text.capacity(),
    };
    let needed = copied + (values + keys) * size_of::<Token>() + keys * size_of::<u64>();
    if !memory.take(needed) {
        return Err(ReadError::OutOfMemory);
    }
    let mut reader = Reader {
        document: Document {
            text,
            tokens: Vec::with_capacity(values + keys),
            last: Vec::new(),
            asides: None,
        },
        hasher: RandomState::new(),
        keys: Vec::new(),
        at: 0,
    };
    match reader.document() {
        Ok(()) => {
            reader.document.last.sort_unstable();
            Ok(reader.document)
        }
        Err(ReadError::Syntax { message, position }) => Err(ReadError::Syntax {
            message,
            position: code_points(reader.document.text.get(..position).unwrap_or_default()),
        }),
        Err(error) => Err(error),
    }
}

fn code_points(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

struct Reader<'a> {
    document: Document<'a>,
    hasher: RandomState,
    /// Room to sort the keys of an object: the hash of each in the upper half, its token in the lower.
    keys: Vec<u64>,
    at: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), ReadError> {
        self.skip_space();
        self.value(0)?;
        self.skip_space();
        match self.peek() {
            None => Ok(()),
            Some(_) => self.syntax_error("Extra data"),
        }
    }

    /// Reads a value. Its depth bounds the recursion.
    fn value(&mut self, depth: usize) -> Result<(), ReadError> {
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => Err(ReadError::Unreadable),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.list(depth + 1),
            Some(b'"') => self.string(),
            Some(b'n') => self.word("null", Kind::Word),
            Some(b't') => self.word("true", Kind::Word),
            Some(b'f') => self.word("false", Kind::Word),
            Some(b'N') => self.word("NaN", Kind::Float),
            Some(b'I') => self.word("Infinity", Kind::Float),
            Some(b'-') if self.rest().starts_with(b"-I") => self.word("-Infinity", Kind::Float),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), ReadError> {
        let object = self.open(Kind::Object);
        let mut members = 0;
        if self.peek() != Some(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return self.syntax_error("Expecting property name enclosed in double quotes");
                }
                self.string()?;
                self.skip_space();
                if self.peek() != Some(b':') {
                    return self.syntax_error("Expecting ':' delimiter");
                }
                self.pass();
                self.value(depth)?;
                members += 1;
                if self.is_last(b'}')? {
                    break;
                }
            }
        }
        self.close(object, members);
        if members > 1 {
            self.keep_last(Node(object as u32));
        }
        Ok(())
    }

    fn list(&mut self, depth: usize) -> Result<(), ReadError> {
        let list = self.open(Kind::List);
        let mut items = 0;
        if self.peek() != Some(b']') {
            loop {
                self.value(depth)?;
                items += 1;
                if self.is_last(b']')? {
                    break;
                }
            }
        }
        self.close(list, items);
        Ok(())
    }

    /// Where a key comes more than once, notes its last value at its first place.
    ///
    /// Keys are compared where their hashes are equal. Sorting hashes takes less memory than a map.
    fn keep_last(&mut self, object: Node) {
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        keys.extend(self.document.keys(object).map(|key| {
            let hash = self.hasher.hash_one(self.said(key));
            hash << 32 | u64::from(key)
        }));
        keys.sort_unstable();
        for same_hash in keys.chunk_by(|one, other| one >> 32 == other >> 32) {
            if let [_, _, ..] = same_hash {
                self.keep_last_of(same_hash);
            }
        }
        self.keys = keys;
    }

    fn keep_last_of(&mut self, keys: &[u64]) {
        // The first and the last token of each different key.
        let mut different: Vec<(u32, u32)> = Vec::new();
        for key in keys.iter().map(|key| *key as u32) {
            let said = self.said(key);
            let same = different
                .iter_mut()
                .find(|(first, _)| self.said(*first) == said);
            match same {
                None => different.push((key, key)),
                Some((_, last)) => {
                    *last = key;
                    if let Some(token) = self.document.tokens.get_mut(key as usize) {
                        *token = Token::new(Kind::Repeated, token.start(), token.end());
                    }
                }
            }
        }
        let repeated = different.into_iter().filter(|(first, last)| first < last);
        self.document
            .last
            .extend(repeated.map(|(first, last)| (first, last + 1)));
    }

    fn said(&self, key: u32) -> Option<string::Text<'_>> {
        self.document
            .token(key)
            .map(|token| self.document.text(token))
    }

    fn string(&mut self) -> Result<(), ReadError> {
        let start = self.at + 1;
        let scanned = string::scan(&self.document.text, start)
            .map_err(|(message, position)| ReadError::Syntax { message, position })?;
        let kind = if scanned.escaped {
            Kind::Escaped
        } else {
            Kind::Plain
        };
        self.push(kind, start, scanned.end);
        self.at = scanned.end + 1;
        Ok(())
    }

    fn number(&mut self) -> Result<(), ReadError> {
        let Some((number, end)) = number::scan(&self.document.text, self.at) else {
            return self.syntax_error("Expecting value");
        };
        let kind = match number {
            Number::Integer { digits } if digits > MAX_DIGITS => return Err(ReadError::Unreadable),
            // The first reading knows a zero with a minus only as a float.
            Number::Integer { .. } if self.document.text.get(self.at..end) == Some(b"-0") => {
                Kind::Float
            }
            Number::Integer { .. } => Kind::Integer,
            Number::Float => Kind::Float,
        };
        self.push(kind, self.at, end);
        self.at = end;
        Ok(())
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<(), ReadError> {
        if !self.rest().starts_with(word.as_bytes()) {
            return self.syntax_error("Expecting value");
        }
        self.push(kind, self.at, self.at + word.len());
        self.at += word.len();
        Ok(())
    }

    /// After an item or a member. Returns whether the list or the object ends.
    fn is_last(&mut self, closing: u8) -> Result<bool, ReadError> {
        self.skip_space();
        match self.peek() {
            Some(byte) if byte == closing => Ok(true),
            Some(b',') => {
                self.pass();
                Ok(false)
            }
            _ => self.syntax_error("Expecting ',' delimiter"),
        }
    }

    fn open(&mut self, kind: Kind) -> usize {
        self.pass();
        self.push(kind, 0, 0);
        self.document.tokens.len() - 1
    }

    fn close(&mut self, container: usize, count: usize) {
        self.at += 1;
        let end = self.document.tokens.len();
        if let Some(token) = self.document.tokens.get_mut(container) {
            *token = Token::new(token.kind(), count, end);
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.document.tokens.push(Token::new(kind, start, end));
    }

    /// Skips a delimiter and the space after it.
    fn pass(&mut self) {
        self.at += 1;
        self.skip_space();
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.document.text.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.document.text.get(self.at..).unwrap_or_default()
    }

    fn syntax_error<T>(&self, message: &'static str) -> Result<T, ReadError> {
        let position = self.at;
        Err(ReadError::Syntax { message, position })
    }
}
