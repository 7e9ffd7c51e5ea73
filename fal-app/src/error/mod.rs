//! What a method may answer instead of a value.

mod answer;
mod failure;
mod gpu;
mod location;
mod model;
mod model_error;

pub(crate) use answer::Told;
pub use failure::{Error, Result};
pub use location::{Location, Segment};
