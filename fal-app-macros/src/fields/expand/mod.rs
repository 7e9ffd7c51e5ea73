//! The code that is generated for an input or an output.

mod enums;
mod field_builder;
mod flatten;
mod scope;
mod structs;

pub(crate) use enums::{choice, union};
pub(crate) use scope::stand_in;
pub(crate) use structs::object;
