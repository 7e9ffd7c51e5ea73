//! What refuses an input or an output.

pub(super) mod enums;
pub(super) mod rules;
pub(super) mod structs;
