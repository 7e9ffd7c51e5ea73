//! Constants in operands: `if input.fast { Self::FAST } else { 1.0 }`.

use std::time::Duration;

use super::measure::Amount;
use super::values::{Range, Values};
use crate::fields::ImageSize;
use crate::units::BillableUnits;

/// Asks what a constant may be: `RangeOf(&Self::FAST).range()`. As with the questions of `crate::declare`, `NoRange`
/// answers it for a type of which nothing is known: what is wrong with its use is reported once, where it is read.
#[derive(Debug)]
pub struct RangeOf<'a, T: ?Sized>(pub &'a T);

impl<T: Fixed + ?Sized> RangeOf<'_, T> {
    /// What it may be: itself.
    #[must_use]
    pub fn range(&self) -> Range {
        self.0.fixed()
    }
}

/// A value that a constant of an operand may have.
pub trait Fixed {
    /// The value.
    fn fixed(&self) -> Range;
}

impl<T: Amount + ?Sized> Fixed for T {
    fn fixed(&self) -> Range {
        self.range()
    }
}

impl Fixed for ImageSize {
    fn fixed(&self) -> Range {
        Range(Values::Size(self.width(), self.height()))
    }
}

impl Fixed for Duration {
    fn fixed(&self) -> Range {
        Range::units(BillableUnits::try_from(*self).ok())
    }
}

/// What [`RangeOf`] answers for any other type.
pub trait NoRange {
    /// Anything.
    fn range(&self) -> Range {
        Range(Values::Unknown)
    }
}

impl<T: ?Sized> NoRange for RangeOf<'_, T> {}
