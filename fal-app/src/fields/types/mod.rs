//! The types that an input or output may hold without an attribute of their own.

mod any;
pub(super) mod container;
pub(crate) mod image_size;
pub(crate) mod map;
mod scalar;
mod tuple;
