//! What stands inside an attribute: words, their values, doc comments.

pub(crate) mod doc_comment;
pub(crate) mod old_values;
pub(crate) mod old_words;
mod read;
mod values;

pub(crate) use read::{arguments, read};
pub(crate) use values::{Bool, Choice, Given, List, Nested, Text, Value, Whole, ungrouped};
