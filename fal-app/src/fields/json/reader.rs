//! The reader: CPython 3.11's scanner, error for error.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use super::count::{Count, MAX_VALUES};
use super::document::{Document, Node};
use super::encoding;
use super::number::{self, Number};
use super::string;
use super::token::{Kind, Token};
use crate::fields::limits::Memory;

/// How deep lists and objects may nest: as deep as `serde_json` reads. CPython's limit is what is left of its stack of
/// 1,000 calls.
const MAX_DEPTH: usize = 127;

/// The digits that Python's `int` takes from a text at most.
pub(crate) const MAX_DIGITS: usize = 4300;

/// Why a body cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It is no JSON: Python's words, and where, in code points.
    Syntax {
        message: &'static str,
        position: usize,
    },
    /// It is not text, nests too deep, or has a number too long.
    Unreadable,
    /// It holds more than [`MAX_VALUES`].
    TooManyValues,
    /// What is noted of it takes more memory than is left.
    OutOfMemory,
}

/// Reads a body as Python's `json.loads` does.
pub(crate) fn read<'b>(body: &'b [u8], memory: &Memory) -> Result<Document<'b>, Failure> {
    let text = encoding::decode(body).ok_or(Failure::Unreadable)?;
    if text.len() > Token::MAX_TEXT {
        return Err(Failure::Unreadable);
    }
    let Count { values, keys } = Count::of(&text);
    if values > MAX_VALUES {
        return Err(Failure::TooManyValues);
    }
    // Each key is looked for among the others of its object, as well.
    let copied = match &text {
        Cow::Borrowed(_) => 0,
        Cow::Owned(text) => text.capacity(),
    };
    let needed = copied + (values + keys) * size_of::<Token>() + keys * size_of::<u64>();
    if !memory.take(needed) {
        return Err(Failure::OutOfMemory);
    }
    let mut reader = Reader {
        document: Document {
            text,
            tokens: Vec::with_capacity(values + keys),
            last: Vec::new(),
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
        Err(Stop::Unreadable) => Err(Failure::Unreadable),
        Err(Stop::Syntax(message, at)) => Err(Failure::Syntax {
            message,
            position: code_points(reader.document.text.get(..at).unwrap_or_default()),
        }),
    }
}

fn code_points(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Why the reader stops: for bad syntax Python's words, and the byte they are about.
enum Stop {
    Syntax(&'static str, usize),
    Unreadable,
}

struct Reader<'a> {
    document: Document<'a>,
    hasher: RandomState,
    /// The keys of the object that was read last: their hashes, above their tokens.
    keys: Vec<u64>,
    at: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), Stop> {
        self.skip_space();
        self.value(0)?;
        self.skip_space();
        match self.peek() {
            None => Ok(()),
            Some(_) => self.stop("Extra data"),
        }
    }

    /// Reads a value. The depth bounds the recursion.
    fn value(&mut self, depth: usize) -> Result<(), Stop> {
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => Err(Stop::Unreadable),
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

    fn object(&mut self, depth: usize) -> Result<(), Stop> {
        let object = self.open(Kind::Object);
        let mut members = 0;
        if self.peek() != Some(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return self.stop("Expecting property name enclosed in double quotes");
                }
                self.string()?;
                self.skip_space();
                if self.peek() != Some(b':') {
                    return self.stop("Expecting ':' delimiter");
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

    fn list(&mut self, depth: usize) -> Result<(), Stop> {
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

    /// Of keys that are the same, the first keeps the last's value.
    ///
    /// Keys are sorted by their hashes, which takes less room than a map of what they say. Those of one hash are nearly
    /// always the same.
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
        // Different keys, each with the last that says the same.
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

    fn string(&mut self) -> Result<(), Stop> {
        let start = self.at + 1;
        let scanned = string::scan(&self.document.text, start)
            .map_err(|(message, at)| Stop::Syntax(message, at))?;
        let kind = if scanned.escaped {
            Kind::Escaped
        } else {
            Kind::Plain
        };
        self.push(kind, start, scanned.end);
        self.at = scanned.end + 1;
        Ok(())
    }

    fn number(&mut self) -> Result<(), Stop> {
        let Some((number, end)) = number::scan(&self.document.text, self.at) else {
            return self.stop("Expecting value");
        };
        let kind = match number {
            Number::Integer { digits } if digits > MAX_DIGITS => return Err(Stop::Unreadable),
            // As the one pass, which knows no other zero with a minus than a float.
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

    fn word(&mut self, word: &str, kind: Kind) -> Result<(), Stop> {
        if !self.rest().starts_with(word.as_bytes()) {
            return self.stop("Expecting value");
        }
        self.push(kind, self.at, self.at + word.len());
        self.at += word.len();
        Ok(())
    }

    /// After an item or a member: whether the list or the object ends.
    fn is_last(&mut self, closing: u8) -> Result<bool, Stop> {
        self.skip_space();
        match self.peek() {
            Some(byte) if byte == closing => Ok(true),
            Some(b',') => {
                self.pass();
                Ok(false)
            }
            _ => self.stop("Expecting ',' delimiter"),
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

    /// Passes a delimiter and the space after it.
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

    fn stop<T>(&self, message: &'static str) -> Result<T, Stop> {
        Err(Stop::Syntax(message, self.at))
    }
}
