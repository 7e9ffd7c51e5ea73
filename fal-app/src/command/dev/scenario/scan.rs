//! Reads the text of a scenario word by word.

use std::fmt;

use serde::de::IgnoredAny;
use serde_json::Deserializer;

/// What is wrong in a file, and on which line.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) line: usize,
    says: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

/// A place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The number of this line, from 1.
    pub(super) fn line(&self) -> usize {
        let before = self.text[..self.at].bytes();
        1 + before.filter(|byte| *byte == b'\n').count()
    }

    /// What was read since a place.
    pub(super) fn since(&self, place: &Self) -> &'t str {
        self.text[place.at..self.at].trim_end()
    }

    pub(super) fn wrong(&self, says: impl fmt::Display) -> Wrong {
        Wrong {
            line: self.line(),
            says: says.to_string(),
        }
    }

    /// Passes blanks and a comment, up to the end of the line.
    fn pass_blanks(&mut self) {
        let rest = self.rest();
        let words = rest.trim_start_matches([' ', '\t', '\r']);
        self.at += rest.len() - words.len();
        if words.starts_with('#') {
            self.at += words.find('\n').unwrap_or(words.len());
        }
    }

    /// Passes blanks, comments and ends of lines.
    pub(super) fn pass_lines(&mut self) {
        loop {
            self.pass_blanks();
            match self.rest().starts_with('\n') {
                true => self.at += 1,
                false => return,
            }
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Whether nothing follows on this line.
    pub(super) fn is_at_line_end(&mut self) -> bool {
        self.pass_blanks();
        self.is_at_end() || self.rest().starts_with('\n')
    }

    /// The next word of this line: up to a blank or a comma. It is empty at the end of the line.
    pub(super) fn word(&mut self) -> &'t str {
        self.pass_blanks();
        let rest = self.rest();
        let end = rest.find(|letter: char| letter.is_whitespace() || letter == ',');
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// The next word, which stays.
    pub(super) fn next_word(&self) -> &'t str {
        let mut ahead = *self;
        ahead.word()
    }

    /// Passes these words, where they are the next ones.
    pub(super) fn passes(&mut self, words: &str) -> bool {
        let mut ahead = *self;
        let is_next = words.split(' ').all(|word| ahead.word() == word);
        if is_next {
            *self = ahead;
        }
        is_next
    }

    /// Passes a comma.
    pub(super) fn passes_comma(&mut self) -> bool {
        self.pass_blanks();
        let is_next = self.rest().starts_with(',');
        self.at += usize::from(is_next);
        is_next
    }

    /// Whether JSON follows that is no bare word.
    pub(super) fn is_at_json(&mut self) -> bool {
        self.pass_blanks();
        self.rest().starts_with(['{', '[', '"'])
    }

    /// A value of JSON, as it is written. It may go over several lines.
    ///
    /// # Errors
    /// It is not JSON.
    pub(super) fn json(&mut self) -> Result<&'t str, Wrong> {
        let rest = self.rest();
        let mut values = Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        match values.next() {
            Some(Ok(_)) => {
                let json = &rest[..values.byte_offset()];
                self.at += json.len();
                Ok(json)
            }
            Some(Err(error)) => {
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or_default();
                Err(Wrong {
                    line: self.line() + error.line().saturating_sub(1),
                    says: format!("this JSON cannot be read: {why}"),
                })
            }
            None => Err(self.wrong("JSON is missing here")),
        }
    }

    /// The text up to one of these words or the end of the line.
    pub(super) fn text_before(&mut self, words: &[&str]) -> &'t str {
        self.pass_blanks();
        let rest = self.rest();
        let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let ends = words.iter().filter_map(|word| rest.find(word));
        let text = &rest[..ends.min().unwrap_or(rest.len())];
        self.at += text.len();
        text.trim()
    }
}
