//! Declared values: the const table of fields and its readers.

pub mod decode;
pub mod read;
pub mod table;
pub mod value;
pub mod write;

pub use decode::{Refusal, decode};
pub use read::{Object, read_object};
pub use table::{Bound, Choices, Field, OneOf, Rules, Shape, Table, Ui, Union, Variant};
pub use value::{Described, Input, InputFields, Output};
pub use write::Writer;
