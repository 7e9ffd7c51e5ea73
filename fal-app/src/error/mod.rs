//! What a method answers instead of a value.

mod answer;
mod failure;
mod gpu;
mod location;
mod model;
mod model_error;
mod model_media;

pub(crate) use answer::ErrorAnswer;
pub use failure::{Error, Result};
pub use location::{Location, Segment};
