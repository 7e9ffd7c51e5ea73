//! Rust items as an author writes them.

pub(crate) mod impl_block;
pub(crate) mod keyword;
pub(crate) mod method_attribute;
pub(crate) mod parts;
pub(crate) mod spans;
pub(crate) mod struct_head;
