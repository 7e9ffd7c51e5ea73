//! JSON as Python's `json.loads` reads it, for the second reading.
//!
//! Python accepts more than JSON: `NaN`, other encodings, repeated keys. Its errors have its own words. A document is a flat
//! list of tokens over the text: its memory is bounded, and it is dropped without recursion.

mod count;
mod document;
mod echo;
mod encoding;
mod number;
mod reader;
mod string;
mod token;

pub(crate) use count::{MAX_VALUES, has_too_many_values};
pub(crate) use document::{Document, JsonValue, Node};
pub(crate) use echo::Echo;
pub(crate) use number::{Integer, python_float};
pub(crate) use reader::{MAX_DIGITS, ReadError, read};
pub(crate) use string::Text;
