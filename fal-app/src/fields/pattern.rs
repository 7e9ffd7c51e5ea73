//! The regular expression of `pattern = "…"`.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// A regular expression, compiled when it is first asked for.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// An expression that `#[field]` has found right.
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
