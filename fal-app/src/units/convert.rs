//! Conversions to units, and how they round.

use std::time::Duration;

use super::{BillableUnits, UnitsError, divided};

/// Every `u32` fits, and counts are declared as `u32`. No other integer has a `From`, so that `BillableUnits::from(3)` needs
/// no suffix.
impl From<u32> for BillableUnits {
    fn from(units: u32) -> Self {
        Self(i64::from(units) * Self::ONE.0)
    }
}

macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl TryFrom<$integer> for BillableUnits {
            type Error = UnitsError;

            /// Exactly.
            fn try_from(units: $integer) -> Result<Self, UnitsError> {
                Self::whole(u128::try_from(units).map_err(|_| UnitsError::Negative)?)
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u64 u128 usize);

impl TryFrom<f64> for BillableUnits {
    type Error = UnitsError;

    /// The exact value, to the nearest 10⁻⁸, ties to even.
    fn try_from(units: f64) -> Result<Self, UnitsError> {
        if !units.is_finite() {
            return Err(UnitsError::NotFinite);
        }
        if units < 0.0 {
            return Err(UnitsError::Negative);
        }
        let (mantissa, exponent) = parts(units);
        // A mantissa has 53 bits and 10⁸ has 27: their product is exact.
        let count = u128::from(mantissa) * super::E8;
        match (exponent >= 0, exponent.unsigned_abs()) {
            // The number is at least 2⁵².
            (true, _) => Err(UnitsError::TooLarge),
            (false, by @ 0..=127) => Self::from_count(divided(count, 1 << by)),
            (false, _) => Ok(Self::ZERO),
        }
    }
}

/// The mantissa and the exponent: a finite, not negative number is mantissa × 2^exponent.
fn parts(number: f64) -> (u64, i32) {
    const MANTISSA_BITS: u32 = f64::MANTISSA_DIGITS - 1;
    /// The exponent of subnormal numbers, whose mantissa has no implicit leading bit.
    const LEAST: i32 = f64::MIN_EXP - f64::MANTISSA_DIGITS as i32;
    let bits = number.to_bits() & (u64::MAX >> 1);
    let mantissa = bits & ((1 << MANTISSA_BITS) - 1);
    match bits >> MANTISSA_BITS {
        0 => (mantissa, LEAST),
        biased => (mantissa | (1 << MANTISSA_BITS), LEAST + biased as i32 - 1),
    }
}

impl TryFrom<f32> for BillableUnits {
    type Error = UnitsError;

    /// The shortest decimal that reads as this `f32`. It is what the author wrote: 8.3, not 8.30000019….
    fn try_from(units: f32) -> Result<Self, UnitsError> {
        if !units.is_finite() {
            return Err(UnitsError::NotFinite);
        }
        if units < 0.0 {
            return Err(UnitsError::Negative);
        }
        // `Display` writes the shortest decimal, without an exponent. `abs` is for a negative zero.
        units.abs().to_string().parse()
    }
}

impl TryFrom<Duration> for BillableUnits {
    type Error = UnitsError;

    /// The seconds, from their nanoseconds.
    fn try_from(duration: Duration) -> Result<Self, UnitsError> {
        Self::from_count(divided(duration.as_nanos(), 10))
    }
}
