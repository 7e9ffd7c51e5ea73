//! [`BillableUnits`]: exact units. Nothing else is written into the header `x-fal-billable-units`.

mod convert;
mod money;
mod round;
mod text;

use std::error::Error;
use std::fmt;

pub(crate) use money::{Money, MoneyError};
pub use round::Round;

/// 10⁻⁸ units in one unit.
const E8: u128 = 100_000_000;

/// A number of units: an exact count of 10⁻⁸ units from 0 to [`BillableUnits::MAX`].
///
/// Integers are converted exactly, an `f64` by its exact value, an `f32` by its shortest decimal, and a
/// [`Duration`](std::time::Duration) by its nanoseconds. A fraction of 10⁻⁸ is rounded to the nearest count, ties to even.
///
/// ```
/// use fal_app::BillableUnits;
///
/// let images = BillableUnits::from(3);
/// let each = BillableUnits::try_from(0.25)?;
/// assert_eq!(images.checked_mul(each).unwrap().to_string(), "0.75000000");
/// # Ok::<(), fal_app::UnitsError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillableUnits(i64);

impl BillableUnits {
    /// No units.
    pub const ZERO: Self = Self(0);
    /// One unit.
    pub const ONE: Self = Self(E8 as i64);
    /// The most that can be billed: 92233720368.54775807 units.
    pub const MAX: Self = Self(i64::MAX);

    /// From a count of 10⁻⁸ units.
    ///
    /// # Panics
    /// The count is negative. In a constant, which this is for, that does not compile.
    #[must_use]
    #[track_caller]
    pub const fn from_e8(count: i64) -> Self {
        assert!(count >= 0, "units are never negative");
        Self(count)
    }

    /// The count of 10⁻⁸ units.
    #[must_use]
    pub const fn to_e8(self) -> i64 {
        self.0
    }

    /// The sum; `None` above [`BillableUnits::MAX`].
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` below zero.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let difference = self.0.checked_sub(other.0)?;
        (difference >= 0).then_some(Self(difference))
    }

    /// The product, rounded once, ties to even; `None` above [`BillableUnits::MAX`].
    #[must_use]
    pub fn checked_mul(self, factor: Self) -> Option<Self> {
        Self::from_count(product(self.count(), factor)).ok()
    }

    pub(crate) fn count(self) -> u128 {
        u128::from(self.0.unsigned_abs())
    }

    /// The nearest float, for the metrics.
    pub(crate) fn to_f64(self) -> f64 {
        self.0 as f64 / E8 as f64
    }

    /// The units, where they have no fraction.
    pub(crate) const fn to_whole(self) -> Option<i64> {
        let e8 = E8 as i64;
        if self.0 % e8 == 0 {
            Some(self.0 / e8)
        } else {
            None
        }
    }

    /// The units without their fraction.
    pub(crate) fn floor(self) -> u128 {
        self.count() / E8
    }

    pub(crate) fn from_count(e8: u128) -> Result<Self, UnitsError> {
        match i64::try_from(e8) {
            Ok(count) => Ok(Self(count)),
            Err(_) => Err(UnitsError::TooLarge),
        }
    }

    fn whole(units: u128) -> Result<Self, UnitsError> {
        Self::from_count(units.checked_mul(E8).ok_or(UnitsError::TooLarge)?)
    }
}

/// A count of 10⁻⁸ units times a factor, rounded once, ties to even. It may be more than can be billed. Where 128 bits
/// cannot hold it, it is the greatest number that they can hold.
pub(crate) fn product(e8: u128, factor: BillableUnits) -> u128 {
    // Most bills have no factor, and dividing 128 bits is slow.
    if factor == BillableUnits::ONE {
        return e8;
    }
    match e8.checked_mul(factor.count()) {
        Some(product) => divided(product, E8),
        None => u128::MAX,
    }
}

/// A quotient, rounded to the nearest whole number, ties to even.
fn divided(number: u128, by: u128) -> u128 {
    let (quotient, rest) = (number / by, number % by);
    // `by - rest` does not overflow where `2 * rest` might.
    let up = rest > by - rest || (rest == by - rest && quotient % 2 == 1);
    quotient + u128::from(up)
}

/// Why a number or a text is not a number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnitsError {
    /// The number is negative.
    Negative,
    /// The number is NaN or an infinity.
    NotFinite,
    /// The number is more than [`BillableUnits::MAX`].
    TooLarge,
    /// The text is not `digits` or `digits.digits`.
    NotANumber,
}

impl fmt::Display for UnitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Negative => "a negative number is not a number of units",
            Self::NotFinite => "NaN and infinities are not numbers of units",
            Self::TooLarge => {
                "more units than can be billed, which is at most 92233720368.54775807"
            }
            Self::NotANumber => {
                "not a number of units\nhelp: write digits, or digits, a point and digits: `2.5`"
            }
        })
    }
}

impl Error for UnitsError {}
