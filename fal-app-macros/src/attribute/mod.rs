//! Reads what is inside an attribute: words, their values, doc comments.

mod doc_comment;
mod read;
mod values;

pub(crate) use doc_comment::doc_comment;
pub(crate) use read::{
    arguments, attribute_without_parentheses, knows, read, read_word, read_words, word_unknown,
    words,
};
pub(crate) use values::{
    BodyMib, Bool, Choice, Flag, Given, List, Nested, Operand, Text, Value, Whole, given_fields,
};
