//! What is generated for an input or an output.

pub(super) mod enums;
pub(super) mod field_builder;
pub(super) mod structs;
