//! What the attributes of a type, its fields and its variants say, as it is written.

pub(super) mod attributes;
pub(super) mod field;
pub(super) mod serde;
