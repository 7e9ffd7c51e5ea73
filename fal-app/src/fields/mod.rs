//! Declared values: the const table of fields and its readers.

pub mod at;
pub mod choice;
pub mod declare;
pub mod decode;
mod fit;
pub mod image_size;
mod json;
pub mod literal;
pub(crate) mod medium;
pub mod pattern;
pub mod read;
mod refuse;
pub(crate) mod rules;
pub(crate) mod schema;
pub mod table;
mod types;
pub mod union;
pub mod value;
pub mod write;

pub use at::At;
pub use choice::read_choice;
pub use declare::{input, input_and_output, output, serialized};
pub use decode::{Decoded, Refusal, Undecoded, decode, decode_by_table, decode_canonical};
pub use image_size::ImageSize;
pub use literal::{FromLiteral, Literal, Made};
pub use pattern::Pattern;
pub use read::{Object, Slot, read_object, refused};
pub use table::{Bound, Choices, Field, OneOf, Rules, Shape, Table, Ui, Union, Variant};
pub use union::{Held, Variants, read_union};
pub use value::{Answer, Described, Input, InputAndOutput, InputFields, Output};
pub use write::{NotJson, ObjectWriter, Partial, Writer, Written};
