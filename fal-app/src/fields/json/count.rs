//! How many values a text holds, before anything is made of them.

/// The most values that a body may hold: lists, objects, and all that is in them; keys are none.
pub(crate) const MAX_VALUES: usize = 1_000_000;

/// The values and the keys of a text. Of what is no JSON they are a guess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) values: usize,
    pub(super) keys: usize,
}

/// Whether a text holds more than [`MAX_VALUES`].
pub(crate) fn has_too_many_values(text: &[u8]) -> bool {
    // Each but the first takes two bytes, itself and a comma or the bracket that holds it.
    text.len() > 2 * MAX_VALUES && Count::of(text).values > MAX_VALUES
}

impl Count {
    /// Each value is the first in the text, the first of a list or an object that is not empty, or after a comma.
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

/// What follows the string whose first byte this is.
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
