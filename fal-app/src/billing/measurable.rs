//! The types that can be counted, measured or read.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::between::Between;
use super::measure::{Amount, Count, Dimensions, Pictures, Seconds, Text};
use super::values::{Range, Values};
use crate::error::Error;
use crate::fields::ImageSize;
use crate::units::{BillableUnits, UnitsError};

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
    ($as_float:expr, $range:expr; $($number:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Amount for $number {
            fn amount(&self) -> Result<BillableUnits, Error> {
                Ok(BillableUnits::try_from(*self)?)
            }

            fn float_amount(&self) -> Option<f64> {
                $as_float(*self)
            }

            fn range(&self) -> Range {
                $range(*self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Seconds for $number {
            fn seconds(&self) -> Result<BillableUnits, Error> {
                Ok(BillableUnits::try_from(*self)?)
            }

            fn float_seconds(&self) -> Option<f64> {
                $as_float(*self)
            }
        }
    )*};
}

macro_rules! whole_numbers {
    ($($number:ident)*) => {$(
        numbers!(
            |_| None,
            |number| Range::whole(
                i128::try_from(number).ok(),
                ($number::MIN as i128, i128::try_from($number::MAX).unwrap_or(i128::MAX)),
            );
            $number
        );
    )*};
}

whole_numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
numbers!(Some, |number| Range(Values::Double(Between::exactly(number))); f64);
// An answer shows the shortest decimal.
numbers!(
    |number: f32| number.to_string().parse().ok(),
    |number| Range(Values::Single(Between::exactly(number)));
    f32
);

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
                .ok_or(UnitsError::TooLarge)?)
        })
    }

    fn sizes(&self) -> Vec<(u32, u32)> {
        let size = |picture: &T| (picture.width(), picture.height());
        self.iter().map(size).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Dimensions, const N: usize> Pictures for [T; N] {
    fn megapixels(&self) -> Result<BillableUnits, Error> {
        self.as_slice().megapixels()
    }

    fn sizes(&self) -> Vec<(u32, u32)> {
        self.as_slice().sizes()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Dimensions> Pictures for Vec<T> {
    fn megapixels(&self) -> Result<BillableUnits, Error> {
        self.as_slice().megapixels()
    }

    fn sizes(&self) -> Vec<(u32, u32)> {
        self.as_slice().sizes()
    }
}

#[diagnostic::do_not_recommend]
impl<K, T, S> Count for HashMap<K, T, S> {
    fn count(&self) -> Result<BillableUnits, Error> {
        self.len().count()
    }
}

#[diagnostic::do_not_recommend]
impl<K, T> Count for BTreeMap<K, T> {
    fn count(&self) -> Result<BillableUnits, Error> {
        self.len().count()
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

            fn float_amount(&self) -> Option<f64> {
                (**self).float_amount()
            }

            fn range(&self) -> Range {
                (**self).range()
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

            fn sizes(&self) -> Vec<(u32, u32)> {
                (**self).sizes()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Seconds + ?Sized> Seconds for $pointer {
            fn seconds(&self) -> Result<BillableUnits, Error> {
                (**self).seconds()
            }

            fn float_seconds(&self) -> Option<f64> {
                (**self).float_seconds()
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
