//! Text from outside, as the log may hold it.
//!
//! A remote server, a caller or an author's error may say anything, in any length. In the log it must not look like
//! another line, nor fill the disk.

use std::fmt::{self, Display, Write};

/// The most bytes of one text, before the escapes.
const MOST: usize = 4096;

/// Shows a text in one line: characters that would break or change the line are escaped, and what is long is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OneLine<T>(pub(crate) T);

impl<T: Display> Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(&beginning(&self.0), f)
    }
}

/// The beginning of a text, which is not asked for more than is shown.
pub(crate) fn beginning(text: impl Display) -> String {
    let mut beginning = Beginning(String::new());
    if write!(beginning, "{text}").is_err() {
        beginning.0.push('…');
    }
    beginning.0
}

struct Beginning(String);

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.floor_char_boundary(MOST - self.0.len());
        self.0.push_str(&text[..end]);
        if end < text.len() {
            Err(fmt::Error)
        } else {
            Ok(())
        }
    }
}

/// Writes a text in one line, whole. The escapes are those of JSON, so that JSON stays JSON.
pub(crate) fn escape(text: &str, to: &mut impl Write) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(breaks_lines) {
        let (plain, from) = rest.split_at(at);
        to.write_str(plain)?;
        let mut letters = from.chars();
        match letters.next() {
            Some('\n') => to.write_str("\\n")?,
            Some('\r') => to.write_str("\\r")?,
            Some('\t') => to.write_str("\\t")?,
            Some(other) => write!(to, "\\u{:04x}", u32::from(other))?,
            None => {}
        }
        rest = letters.as_str();
    }
    to.write_str(rest)
}

/// Control characters, the line ends of Unicode, and what turns the direction of the text around it.
fn breaks_lines(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::{MOST, OneLine};

    #[test]
    fn what_would_break_the_line_is_escaped() {
        let line = |text| OneLine(text).to_string();
        assert_eq!(line("a fox: 狐, \"ñ\" \\"), "a fox: 狐, \"ñ\" \\");
        assert_eq!(line("a\r\n\tb\0"), "a\\r\\n\\tb\\u0000");
        assert_eq!(line("\u{1b}[2J\u{9b}m"), "\\u001b[2J\\u009bm");
        assert_eq!(line("\u{2028}\u{202e}txt"), "\\u2028\\u202etxt");
    }

    #[test]
    fn a_long_text_is_cut() {
        let long = "é".repeat(MOST);
        let line = OneLine(&long).to_string();
        assert_eq!(line, format!("{}…", "é".repeat(MOST / 2)));
        let whole = "a".repeat(MOST);
        assert_eq!(OneLine(&whole).to_string(), whole);
        // Whatever comes in pieces is cut as a whole.
        let pieces = format_args!("{whole}{}", "b");
        assert_eq!(OneLine(pieces).to_string(), format!("{whole}…"));
    }
}
