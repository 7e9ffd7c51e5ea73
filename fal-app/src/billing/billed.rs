//! [`Billed`].

use super::measure::Amount;
use super::operands::Operands;
use crate::error::Error;
use crate::units::BillableUnits;

/// A value and what it costs: what a method with `#[billable(custom)]` returns.
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
    /// A value that costs so many units: an integer, a float, [`BillableUnits`]. What is no number of units, as a
    /// negative one, is a metering failure: a 500 that costs nothing.
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

    /// The value, without what it costs.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The units, before the modifiers of `#[billable]`.
    ///
    /// # Errors
    /// What was said is no number of units.
    pub fn units(&self) -> Result<BillableUnits, &Error> {
        match &self.units {
            Ok(units) => Ok(*units),
            Err(error) => Err(error),
        }
    }

    /// The value, after its units were read as what a `custom` method says.
    pub(crate) fn read(self, operands: &mut Operands) -> Result<T, Error> {
        operands.said(self.units)?;
        Ok(self.value)
    }
}
