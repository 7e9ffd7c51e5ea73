//! What stands inside an attribute: words, their values, doc comments.

pub(crate) mod doc_comment;
pub(crate) mod old_values;
pub(crate) mod old_words;
mod read;
mod values;

pub(crate) use read::{arguments, knows, read, read_word, read_words, word_unknown, words};
pub(crate) use values::{
    Bool, Choice, Flag, Given, List, Nested, Operand, Text, Value, Whole, given_fields, ungrouped,
};
