//! Rust items as an author writes them.

pub(crate) mod impl_block;
pub(crate) mod struct_head;
pub(crate) mod types;
