//! Declared values: the const table of fields and its readers.

mod attachment;
pub mod builder;
pub mod choice;
pub mod decode;
pub mod image_size;
mod json;
mod limits;
pub mod literal;
mod match_quality;
pub(crate) mod media_url;
pub mod pattern;
pub mod place;
pub mod read;
pub(crate) mod rules;
pub(crate) mod schema;
pub mod table;
mod types;
pub mod union;
mod validate;
pub mod value;
pub mod write;

pub(crate) use attachment::{Hole, Parcel, splice};
pub use builder::{input, input_and_output, output, serialized};
pub use choice::read_choice;
pub use decode::{Decoded, Refusal, Undecoded, decode, decode_by_table, decode_canonical};
pub use image_size::ImageSize;
pub use literal::{FromLiteral, Literal, Made};
pub use pattern::Pattern;
pub use place::Place;
pub use read::{Object, Slot, read_object, refused};
pub use table::{Bound, Choices, Field, OneOf, Rules, Shape, Table, Ui, Union, Variant};
pub use union::{Held, Variants, read_union};
pub use value::{Answer, Described, Input, InputAndOutput, InputFields, Output};
pub use write::{NotJson, ObjectWriter, Partial, Writer, Written};
