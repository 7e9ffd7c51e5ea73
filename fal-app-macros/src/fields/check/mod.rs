//! What refuses an input or an output: one rule is one function, and one program of its name in `tests/ui/fields`.
//!
//! Whether a rule suits the field's type, and whether the rules of a field agree with each other and with its default,
//! the const evaluation of the runtime's table says: see `fields/builder.rs` there.

mod enums;
mod field;
mod item;
mod names;
mod structs;

pub(crate) use item::check;
