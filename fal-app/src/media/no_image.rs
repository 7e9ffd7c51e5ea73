//! Pixels in an app that was built without the feature `image`: one compile error that names the feature.

use super::image::Image;
use super::input::Fetched;
use crate::error::{Error, Result};

/// The feature `image`. No type implements this.
#[diagnostic::on_unimplemented(
    message = "this app was built without the feature `image` of `fal-app`, which decodes and encodes pictures",
    label = "needs the feature `image`",
    note = "add `image` to the features of `fal-app` in `Cargo.toml`"
)]
pub trait FeatureImage {}

fn missing<T>() -> Result<T> {
    Err(Error::internal(
        "the feature `image` of `fal-app` is missing",
    ))
}

impl Image {
    /// Needs the feature `image`.
    ///
    /// # Errors
    /// It cannot be called.
    #[doc(hidden)]
    pub fn encode<P, F>(_: P, _: F) -> Result<Self>
    where
        for<'a> &'a Self: FeatureImage,
    {
        missing()
    }
}

impl Fetched {
    /// Needs the feature `image`.
    ///
    /// # Errors
    /// It cannot be called.
    #[doc(hidden)]
    pub fn decode<P>(&self) -> Result<P>
    where
        for<'a> &'a Self: FeatureImage,
    {
        missing()
    }
}
