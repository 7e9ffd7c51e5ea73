//! Strings in JSON, with escapes as CPython's scanner reads them.

use std::borrow::Cow;

/// The text of a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Text<'a> {
    /// The text. Half of a surrogate pair is a `?`, as Python's `encode("utf-8", "replace")` shows it.
    pub(crate) shown: Cow<'a, str>,
    /// Whether there is half of a surrogate pair. Python's strings can hold it, Rust's cannot.
    pub(crate) is_broken: bool,
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self {
            shown: Cow::Borrowed(text),
            is_broken: false,
        }
    }
}

/// Where a string ends.
pub(super) struct Scanned {
    /// The index of the closing quote.
    pub(super) end: usize,
    /// Whether its text differs from the bytes between the quotes.
    pub(super) escaped: bool,
}

/// What is wrong with a string: Python's message, and the index of the byte.
pub(super) type SyntaxError = (&'static str, usize);

/// Finds the end of the string whose first byte is at `start`.
pub(super) fn scan(text: &[u8], start: usize) -> Result<Scanned, SyntaxError> {
    let unterminated = ("Unterminated string starting at", start - 1);
    let mut escaped = false;
    let mut at = start;
    loop {
        match text.get(at) {
            None => return Err(unterminated),
            Some(b'"') => return Ok(Scanned { end: at, escaped }),
            Some(..=0x1f) => return Err(("Invalid control character at", at)),
            Some(b'\\') => {
                escaped = true;
                at += match text.get(at + 1) {
                    None => return Err(unterminated),
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                    // CPython reads one byte further, so the escape cannot be the end of the text.
                    Some(b'u') if at + 6 < text.len() && hex(text, at + 2).is_some() => 6,
                    Some(b'u') => return Err(("Invalid \\uXXXX escape", at + 1)),
                    Some(_) => return Err(("Invalid \\escape", at)),
                };
            }
            // The first byte of a surrogate, and of some other letters.
            Some(0xed) => {
                escaped = true;
                at += 1;
            }
            Some(_) => at += 1,
        }
    }
}

fn hex(text: &[u8], at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    digits.iter().try_fold(0, |code, digit| {
        Some(code << 4 | char::from(*digit).to_digit(16)?)
    })
}

/// The text of the bytes between the quotes.
pub(super) fn decode(raw: &[u8]) -> Text<'static> {
    let mut shown = String::with_capacity(raw.len());
    let mut is_broken = false;
    let mut rest = raw;
    while !rest.is_empty() {
        let (plain, special) = rest.split_at(plain_length(rest));
        shown.push_str(&String::from_utf8_lossy(plain));
        let (letter, length) = match special.first() {
            None => break,
            Some(b'\\') => unescape(special),
            Some(_) => (None, 3),
        };
        is_broken |= letter.is_none();
        shown.push(letter.unwrap_or('?'));
        rest = special.get(length..).unwrap_or_default();
    }
    Text {
        shown: shown.into(),
        is_broken,
    }
}

/// How many bytes come before the next escape or surrogate.
fn plain_length(text: &[u8]) -> usize {
    (0..text.len())
        .find(|at| matches!(text.get(*at..), Some([b'\\', ..] | [0xed, 0xa0..=0xff, ..])))
        .unwrap_or(text.len())
}

/// The letter of an escape, and the length of the escape in bytes. `None` for half of a surrogate pair.
fn unescape(text: &[u8]) -> (Option<char>, usize) {
    let letter = match text.get(1) {
        Some(b'u') => return unescape_code(text),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        other => other.map_or('\\', |letter| char::from(*letter)),
    };
    (Some(letter), 2)
}

fn unescape_code(text: &[u8]) -> (Option<char>, usize) {
    let high = hex(text, 2).unwrap_or_default();
    let low = match text.get(6..8) {
        Some(b"\\u") => hex(text, 8),
        _ => None,
    };
    match (high, low) {
        (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
            let code = 0x10000 + ((high - 0xd800) << 10 | (low - 0xdc00));
            (char::from_u32(code), 12)
        }
        _ => (char::from_u32(high), 6),
    }
}
