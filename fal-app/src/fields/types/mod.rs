//! The types that need no declaration.

mod any;
mod container;
pub(crate) mod image_size;
mod scalar;
