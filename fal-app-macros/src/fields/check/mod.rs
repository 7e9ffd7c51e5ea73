//! Refuses a wrong input or output. Each rule is a function, and has a program of its name in `tests/ui/fields`.
//!
//! The const evaluation of the runtime's table does the rest (`fields/rule_words.rs` there): it compares the rules of a field
//! with its type, with each other and with its default.

mod amount;
mod enums;
mod field;
mod item;
mod names;
mod rules;
mod structs;
mod types;

pub(crate) use item::check;
