//! What can be counted, measured or read.

use super::units::BillableUnits;
use crate::error::Error;

/// What can be counted.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be counted", label = "not a count")]
pub trait Count {
    /// The count.
    fn count(&self) -> Result<BillableUnits, Error>;
}
/// A number of units or a factor.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an amount", label = "not an amount")]
pub trait Amount {
    /// The amount.
    fn amount(&self) -> Result<BillableUnits, Error>;
}
/// What has a width and a height, in pixels.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no width and height",
    label = "no width and height"
)]
pub trait Dimensions {
    /// Pixels.
    fn width(&self) -> u32;
    /// Pixels.
    fn height(&self) -> u32;
}
/// Pictures, one after the other.
#[diagnostic::on_unimplemented(message = "`{Self}` are no pictures", label = "no pictures")]
pub trait Pictures {
    /// The megapixels, each picture rounded up, added.
    fn megapixels(&self) -> Result<BillableUnits, Error>;
}
/// What lasts.
#[diagnostic::on_unimplemented(message = "`{Self}` has no seconds", label = "no seconds")]
pub trait Seconds {
    /// The seconds.
    fn seconds(&self) -> Result<BillableUnits, Error>;
}
/// What can be read as text.
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "not text")]
pub trait Text {
    /// The text.
    fn text(&self) -> &str;
}
