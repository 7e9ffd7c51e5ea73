//! The regular expression of `pattern = "…"`.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// A regular expression. It is compiled when it is first used.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// From a text that `#[field]` has already checked.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// The compiled expression.
    #[expect(
        clippy::expect_used,
        reason = "the macro has parsed the text, and no limit of size is set"
    )]
    pub fn get(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            RegexBuilder::new(self.text)
                .size_limit(usize::MAX)
                .build()
                .expect("an expression that the macro has parsed")
        })
    }
}
