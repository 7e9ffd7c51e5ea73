//! Reads what is inside an attribute: words, their values, doc comments.

mod doc_comment;
mod elsewhere;
mod kinds;
mod literals;
mod read;
mod values;
mod words;

pub(crate) use doc_comment::{Doc, doc_comment};
pub(crate) use kinds::{Choice, Flag, List, Nested, Operand, given_fields};
pub(crate) use literals::{BodyMib, Bool, Count, Seconds, Text, Whole, has_no_suffix};
pub(crate) use read::{
    arguments, attribute_without_parentheses, knows, read, read_word, read_words, word_unknown,
};
pub(crate) use values::{Given, Value};
pub(crate) use words::{looks_like_json, word_without_comma, words};
