//! Rust items as an author writes them.

pub(crate) mod impl_block;
pub(crate) mod item;
pub(crate) mod method_attribute;
pub(crate) mod parts;
pub(crate) mod spans;
pub(crate) mod text;
