//! Counts the values in a text, before memory is taken for them.

/// How many values a body may hold. Lists and objects count, and everything in them; keys do not.
pub(crate) const MAX_VALUES: usize = 1_000_000;

/// How many values and keys a text holds. For a text that is not JSON, these are guesses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) values: usize,
    pub(super) keys: usize,
}

/// Whether a text holds more than [`MAX_VALUES`].
pub(crate) fn has_too_many_values(text: &[u8]) -> bool {
    // Each value takes two bytes or more: its own, and a comma or a bracket.
    text.len() > 2 * MAX_VALUES && Count::of(text).values > MAX_VALUES
}

impl Count {
    /// A value is the whole text, the first in a list or an object that is not empty, or it follows a comma.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut count = Self { values: 1, keys: 0 };
        let mut before = b' ';
        let mut rest = text;
        while let [byte, after @ ..] = rest {
            rest = after;
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => continue,
                b',' | b'[' | b'{' => count.values += 1,
                b':' => count.keys += 1,
                b']' if before == b'[' => count.values -= 1,
                b'}' if before == b'{' => count.values -= 1,
                b'"' => rest = after_string(after),
                _ => {}
            }
            before = *byte;
        }
        count
    }
}

/// The text after a string. The given text begins behind the opening quote.
fn after_string(mut text: &[u8]) -> &[u8] {
    while let Some(end) = memchr::memchr2(b'"', b'\\', text) {
        let (is_escape, length) = match text.get(end) {
            Some(b'\\') => (true, end + 2),
            _ => (false, end + 1),
        };
        text = text.get(length..).unwrap_or_default();
        if !is_escape {
            return text;
        }
    }
    &[]
}
