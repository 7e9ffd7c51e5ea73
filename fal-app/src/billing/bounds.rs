//! The least and the most units.

use crate::units::{BillableUnits, UnitsError};

/// The least and the most units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The least units.
    pub min: BillableUnits,
    /// The most units; `None` when nothing bounds them.
    pub max: Option<BillableUnits>,
}

impl Bounds {
    /// Anything.
    pub(super) const OPEN: Self = Self {
        min: BillableUnits::ZERO,
        max: None,
    };

    /// More than can be billed: how much more is not kept. `max` may still cut it.
    pub(super) const BEYOND: Self = Self {
        min: BillableUnits::MAX,
        max: None,
    };

    pub(super) const fn exactly(units: BillableUnits) -> Self {
        Self {
            min: units,
            max: Some(units),
        }
    }

    /// The units, where the least are the most: what is beyond can be billed only where it is cut to a known number.
    pub(super) fn exact(self) -> Result<BillableUnits, UnitsError> {
        match self.max {
            Some(max) if max == self.min => Ok(max),
            _ => Err(UnitsError::TooLarge),
        }
    }

    /// Whether the units are neither less than the least nor more than the most.
    #[must_use]
    pub fn contains(&self, units: BillableUnits) -> bool {
        self.min <= units && self.max.is_none_or(|max| units <= max)
    }
}
