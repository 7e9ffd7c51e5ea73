//! The traits of operands of `#[billable]`: what can be counted, measured or read.
//!
//! Each value becomes a number as soon as it is read. A reference measures what it points to. An `Option` has none of these
//! traits, because its missing value would be a guess.

use std::borrow::Cow;
use std::time::Duration;

use crate::error::Error;
use crate::fields::ImageSize;
use crate::units::BillableUnits;

/// A value that can be counted: an integer, a slice, an array or a `Vec`. A negative integer is a metering failure: a 500
/// that costs nothing.
///
/// Implement it for a type of your own to count it in `#[billable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be counted",
    label = "not a count",
    note = "integers, slices, arrays and `Vec` can be counted; an `Option` may hold nothing to count",
    note = "write an expression that is one of them, as `input.images.len()` or `input.num_images.unwrap_or(1)`"
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
    note = "write an expression that is one of them, as `if input.hd {{ 2 }} else {{ 1 }}` or `input.steps.unwrap_or(28)`"
)]
pub trait Amount {
    /// The amount.
    ///
    /// # Errors
    /// The amount is negative, not finite, or more than can be billed.
    fn amount(&self) -> Result<BillableUnits, Error>;
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
}

/// A value that lasts some seconds: an integer or a float of seconds, a `Duration`, `Video` or `Audio`. A negative number,
/// NaN and an infinity are metering failures: a 500 that costs nothing.
///
/// Implement it for a type of your own to use it in `#[billable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no seconds",
    label = "no seconds",
    note = "integers, floats, `Duration`, `Video` and `Audio` have them; an `Option` may hold nothing",
    note = "write an expression that is one of them, as `output.duration` or `input.seconds.unwrap_or(5)`"
)]
pub trait Seconds {
    /// The seconds.
    ///
    /// # Errors
    /// The seconds are negative, not finite, not known, or more than can be billed.
    fn seconds(&self) -> Result<BillableUnits, Error>;
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

// The notes above say which types have the traits. `do_not_recommend` keeps rustc from listing the implementations too.
macro_rules! integers {
    ($($integer:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Count for $integer {
            fn count(&self) -> Result<BillableUnits, Error> {
                Ok(BillableUnits::try_from(*self)?)
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! numbers {
    ($($number:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Amount for $number {
            fn amount(&self) -> Result<BillableUnits, Error> {
                Ok(BillableUnits::try_from(*self)?)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Seconds for $number {
            fn seconds(&self) -> Result<BillableUnits, Error> {
                Ok(BillableUnits::try_from(*self)?)
            }
        }
    )*};
}

numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);

#[diagnostic::do_not_recommend]
impl<T> Count for [T] {
    fn count(&self) -> Result<BillableUnits, Error> {
        self.len().count()
    }
}

#[diagnostic::do_not_recommend]
impl<T, const N: usize> Count for [T; N] {
    fn count(&self) -> Result<BillableUnits, Error> {
        N.count()
    }
}

#[diagnostic::do_not_recommend]
impl<T> Count for Vec<T> {
    fn count(&self) -> Result<BillableUnits, Error> {
        self.len().count()
    }
}

#[diagnostic::do_not_recommend]
impl Amount for BillableUnits {
    fn amount(&self) -> Result<BillableUnits, Error> {
        Ok(*self)
    }
}

#[diagnostic::do_not_recommend]
impl Dimensions for (u32, u32) {
    fn width(&self) -> u32 {
        self.0
    }

    fn height(&self) -> u32 {
        self.1
    }
}

#[diagnostic::do_not_recommend]
impl Dimensions for ImageSize {
    fn width(&self) -> u32 {
        Self::width(*self)
    }

    fn height(&self) -> u32 {
        Self::height(*self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Dimensions> Pictures for [T] {
    fn megapixels(&self) -> Result<BillableUnits, Error> {
        self.iter().try_fold(BillableUnits::ZERO, |sum, picture| {
            Ok(sum
                .checked_add(megapixels(picture)?)
                .ok_or(crate::units::UnitsError::TooLarge)?)
        })
    }
}

#[diagnostic::do_not_recommend]
impl<T: Dimensions, const N: usize> Pictures for [T; N] {
    fn megapixels(&self) -> Result<BillableUnits, Error> {
        self.as_slice().megapixels()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Dimensions> Pictures for Vec<T> {
    fn megapixels(&self) -> Result<BillableUnits, Error> {
        self.as_slice().megapixels()
    }
}

/// ⌈width × height / 1024²⌉ of one picture.
pub(super) fn megapixels<T: Dimensions + ?Sized>(picture: &T) -> Result<BillableUnits, Error> {
    let pixels = u64::from(picture.width()) * u64::from(picture.height());
    if pixels == 0 {
        return Err("a picture whose width and height are not known cannot be metered".into());
    }
    pixels.div_ceil(1024 * 1024).amount()
}

#[diagnostic::do_not_recommend]
impl Seconds for Duration {
    fn seconds(&self) -> Result<BillableUnits, Error> {
        Ok(BillableUnits::try_from(*self)?)
    }
}

#[diagnostic::do_not_recommend]
impl Text for str {
    fn text(&self) -> &str {
        self
    }
}

#[diagnostic::do_not_recommend]
impl Text for String {
    fn text(&self) -> &str {
        self
    }
}

#[diagnostic::do_not_recommend]
impl Text for Cow<'_, str> {
    fn text(&self) -> &str {
        self
    }
}

/// A pointer measures what it points to.
macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Count + ?Sized> Count for $pointer {
            fn count(&self) -> Result<BillableUnits, Error> {
                (**self).count()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Amount + ?Sized> Amount for $pointer {
            fn amount(&self) -> Result<BillableUnits, Error> {
                (**self).amount()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Dimensions + ?Sized> Dimensions for $pointer {
            fn width(&self) -> u32 {
                (**self).width()
            }

            fn height(&self) -> u32 {
                (**self).height()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Pictures + ?Sized> Pictures for $pointer {
            fn megapixels(&self) -> Result<BillableUnits, Error> {
                (**self).megapixels()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Seconds + ?Sized> Seconds for $pointer {
            fn seconds(&self) -> Result<BillableUnits, Error> {
                (**self).seconds()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Text + ?Sized> Text for $pointer {
            fn text(&self) -> &str {
                (**self).text()
            }
        }
    )*};
}

pointers!(&T Box<T>);
