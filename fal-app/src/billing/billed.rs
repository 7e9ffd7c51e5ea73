//! [`Billed`].

use super::measure::Amount;
use super::operands::Operands;
use crate::error::Error;
use crate::units::BillableUnits;

/// A value and its units: what a method with `#[billable(custom)]` returns.
///
/// ```
/// use fal_app::Billed;
///
/// let billed = Billed::new("a summary", 2.5);
/// assert_eq!(billed.units().unwrap().to_string(), "2.50000000");
/// ```
#[derive(Debug)]
pub struct Billed<T> {
    value: T,
    units: Result<BillableUnits, Error>,
}

impl<T> Billed<T> {
    /// A value and its units: an integer, a float or [`BillableUnits`]. A negative number, NaN and an infinity are metering
    /// failures: a 500 that costs nothing.
    pub fn new(value: T, units: impl Amount) -> Self {
        Self {
            value,
            units: units.amount(),
        }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, without its units.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The units, before the modifiers of `#[billable]`.
    ///
    /// # Errors
    /// [`Billed::new`] was given a number that is negative, not finite or more than can be billed.
    pub fn units(&self) -> Result<BillableUnits, &Error> {
        match &self.units {
            Ok(units) => Ok(*units),
            Err(error) => Err(error),
        }
    }

    /// Reads the units as those that a `custom` method says, and gives the value.
    pub(crate) fn read(self, operands: &mut Operands) -> Result<T, Error> {
        operands.said(self.units)?;
        Ok(self.value)
    }
}
