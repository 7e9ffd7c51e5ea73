//! JSON as Python's `json.loads` reads it: what the table reads when the one pass has refused a body.
//!
//! It takes more than JSON (`NaN`, other encodings, duplicate keys) and says what is wrong in Python's words.
//! A document is a flat list of tokens over the text: bounded memory, and nothing to drop or walk recursively.

mod count;
mod document;
mod echo;
mod encoding;
mod number;
mod reader;
mod string;
mod token;

pub(crate) use count::{MAX_VALUES, has_too_many_values};
pub(crate) use document::{Document, Node, Value};
pub(crate) use echo::Echo;
pub(crate) use number::{Integer, python_float};
pub(crate) use reader::{Failure, MAX_DIGITS, read};
