//! The traits of operands of `#[billable]`: what can be counted, measured or read.
//!
//! Each value becomes a number as soon as it is read. A reference measures what it points to. An `Option` has none of these
//! traits, because its missing value would be a guess.

use super::values::Range;
use crate::error::Error;
use crate::units::BillableUnits;

/// A value that can be counted: an integer, a slice, an array, a `Vec` or a map. A negative integer is a metering failure: a 500
/// that costs nothing.
///
/// Implement it for a type of your own to count it in `#[billable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be counted",
    label = "not a count",
    note = "integers, slices, arrays, `Vec` and maps can be counted; an `Option` may hold nothing to count",
    note = "write an expression that is one of them, as `input.images.len()` or `input.num_images.unwrap_or(1)`",
    note = "a choice is a count where each of its variants has a whole amount: `#[field(amount = 2)]`"
)]
pub trait Count {
    /// The count.
    ///
    /// # Errors
    /// The count is negative, or more than can be billed.
    fn count(&self) -> Result<BillableUnits, Error>;
}

/// A number of units, or a factor: an integer, a float or [`BillableUnits`]. A negative number, NaN and an infinity are
/// metering failures: a 500 that costs nothing.
///
/// Implement it for a type of your own to use it in `#[billable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an amount",
    label = "not an amount",
    note = "integers, floats and `BillableUnits` are amounts; an `Option` may hold nothing",
    note = "write an expression that is one of them, as `if input.hd {{ 2 }} else {{ 1 }}` or `input.steps.unwrap_or(28)`",
    note = "a choice is an amount where each of its variants has one: `#[field(amount = 1.5)]`"
)]
pub trait Amount {
    /// The amount.
    ///
    /// # Errors
    /// The amount is negative, not finite, or more than can be billed.
    fn amount(&self) -> Result<BillableUnits, Error>;

    /// The number, where it is a float: before it is rounded to units.
    #[doc(hidden)]
    fn float_amount(&self) -> Option<f64> {
        None
    }

    /// What a constant of the type may be, for the bounds of an operand that computes with it.
    #[doc(hidden)]
    fn range(&self) -> Range {
        Range::units(self.amount().ok())
    }
}

/// A value with a width and a height in pixels: `ImageSize`, `Image` or a pair of `u32`. A width or height of 0 is a
/// metering failure: a 500 that costs nothing.
///
/// Implement it for a type of your own to use it in `#[billable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no width and height",
    label = "no width and height",
    note = "`ImageSize`, `Image` and a pair of `u32` have them; an `Option` may hold nothing",
    note = "write an expression that is one of them, as `(input.width, input.height)` or `input.image_size.unwrap_or_default()`"
)]
pub trait Dimensions {
    /// The width in pixels.
    fn width(&self) -> u32;
    /// The height in pixels.
    fn height(&self) -> u32;
}

/// A list of pictures: a slice, an array or a `Vec` of values with [`Dimensions`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of pictures",
    label = "not a list of pictures",
    note = "slices, arrays and `Vec` of `Image`, `ImageSize` or pairs of `u32` are lists of pictures",
    note = "write an expression that is one of them, as `output.images` or `[&output.image]`"
)]
pub trait Pictures {
    /// The sum of the megapixels of each picture, rounded up.
    ///
    /// # Errors
    /// A picture has no pixels, or the sum is more than can be billed.
    fn megapixels(&self) -> Result<BillableUnits, Error>;

    /// The width and the height of each picture, in pixels.
    #[doc(hidden)]
    fn sizes(&self) -> Vec<(u32, u32)> {
        Vec::new()
    }
}

/// A value that lasts some seconds: an integer or a float of seconds, a `Duration`, `Video` or `Audio`. A negative number,
/// NaN and an infinity are metering failures: a 500 that costs nothing.
///
/// Implement it for a type of your own to use it in `#[billable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no seconds",
    label = "no seconds",
    note = "integers, floats, `Duration`, `Video` and `Audio` have them; an `Option` may hold nothing",
    note = "write an expression that is one of them, as `output.duration` or `input.seconds.unwrap_or(5)`",
    note = "a choice has them where each of its variants has an amount: `#[field(amount = 5)]`"
)]
pub trait Seconds {
    /// The seconds.
    ///
    /// # Errors
    /// The seconds are negative, not finite, not known, or more than can be billed.
    fn seconds(&self) -> Result<BillableUnits, Error>;

    /// The number, where it is a float: before it is rounded to units.
    #[doc(hidden)]
    fn float_seconds(&self) -> Option<f64> {
        None
    }
}

/// A text: `str` or `String`.
///
/// Implement it for a type of your own to use it in `#[billable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text",
    label = "not text",
    note = "`String` and `str` are text; an `Option` may hold nothing",
    note = "write an expression that is one of them, as `input.prompt` or `input.script.as_deref().unwrap_or_default()`"
)]
pub trait Text {
    /// The text. Its code points are counted.
    fn text(&self) -> &str;
}
