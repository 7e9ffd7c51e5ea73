//! The reader: CPython 3.11's scanner, error for error.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::document::{Document, Kind, Node, Token};
use super::encoding;
use super::number::{self, Number};
use super::string;

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
    /// It is no text, nests too deep, or has a number too long.
    Unreadable,
}

/// Reads a body as Python's `json.loads` does.
pub(crate) fn read(body: &[u8]) -> Result<Document<'_>, Failure> {
    let text = encoding::decode(body).ok_or(Failure::Unreadable)?;
    // Tokens count bytes in 32 bits.
    u32::try_from(text.len()).map_err(|_| Failure::Unreadable)?;
    let mut reader = Reader {
        document: Document {
            text,
            tokens: Vec::new(),
            last: Default::default(),
        },
        at: 0,
    };
    match reader.document() {
        Ok(()) => Ok(reader.document),
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
            Some(b'n') => self.word("null", Kind::Null),
            Some(b't') => self.word("true", Kind::True),
            Some(b'f') => self.word("false", Kind::False),
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
    /// Keys are known by their hashes, which take less room than what they say.
    fn keep_last(&mut self, object: Node) {
        let hasher = RandomState::new();
        let mut seen = HashMap::new();
        let mut repeated = Vec::new();
        let said = |key: u32| self.document.token(key).map(|key| self.document.text(key));
        for key in self.document.keys(object) {
            let says = said(key);
            let mut hash = hasher.hash_one(&says);
            let first = loop {
                match seen.get(&hash) {
                    Some(&first) if said(first) == says => break Some(first),
                    Some(_) => hash = hash.wrapping_add(1),
                    None => break None,
                }
            };
            match first {
                Some(first) => repeated.push((first, key)),
                None => _ = seen.insert(hash, key),
            }
        }
        for (first, key) in repeated {
            self.document.last.insert(first, key + 1);
            if let Some(key) = self.document.tokens.get_mut(key as usize) {
                key.kind = Kind::Repeated;
            }
        }
    }

    fn string(&mut self) -> Result<(), Stop> {
        let start = self.at + 1;
        let scanned = string::scan(&self.document.text, start)
            .map_err(|(message, at)| Stop::Syntax(message, at))?;
        let escaped = scanned.escaped;
        self.push(Kind::String { escaped }, start, scanned.end);
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
        let end = self.document.tokens.len() as u32;
        if let Some(token) = self.document.tokens.get_mut(container) {
            token.start = count as u32;
            token.end = end;
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.document.tokens.push(Token {
            kind,
            start: start as u32,
            end: end as u32,
        });
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
