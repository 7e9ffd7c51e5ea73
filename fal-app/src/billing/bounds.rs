//! The least and the most units.

use crate::units::{BillableUnits, UnitsError};

/// The least and the most units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The least units.
    pub min: BillableUnits,
    /// The most units; `None` where there is no most.
    pub max: Option<BillableUnits>,
}

impl Bounds {
    /// Any units.
    pub(super) const OPEN: Self = Self {
        min: BillableUnits::ZERO,
        max: None,
    };

    /// More units than can be billed; how many more is not known. `max` may still cut them.
    pub(super) const BEYOND: Self = Self {
        min: BillableUnits::MAX,
        max: None,
    };

    pub(crate) const fn exactly(units: BillableUnits) -> Self {
        Self {
            min: units,
            max: Some(units),
        }
    }

    /// Those of both.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.zip(other.max).map(|(a, b)| a.max(b)),
        }
    }

    /// The units, where the least and the most are the same.
    ///
    /// # Errors
    /// They are not: the units are more than can be billed, and no `max` cut them to a known number.
    pub(super) fn exact(self) -> Result<BillableUnits, UnitsError> {
        match self.max {
            Some(max) if max == self.min => Ok(max),
            _ => Err(UnitsError::TooLarge),
        }
    }

    /// Of two numbers that are added.
    pub(super) fn plus(self, other: Self) -> Self {
        let sum = |one: BillableUnits, two| one.checked_add(two);
        Self {
            min: sum(self.min, other.min).unwrap_or(BillableUnits::MAX),
            max: self.max.zip(other.max).and_then(|(one, two)| sum(one, two)),
        }
    }

    /// Of two known numbers that are multiplied. What is more than can be billed stays so.
    pub(super) fn times(self, other: Self) -> Self {
        let product = self.exact().ok().zip(other.exact().ok());
        let product = product.and_then(|(one, two)| one.checked_mul(two));
        product.map_or(Self::BEYOND, Self::exactly)
    }

    /// Of one or more such numbers that are added.
    pub(super) fn added(self) -> Self {
        Self {
            max: self.max.filter(|max| *max == BillableUnits::ZERO),
            ..self
        }
    }

    /// Whether the units are within the bounds.
    #[must_use]
    pub fn contains(&self, units: BillableUnits) -> bool {
        self.min <= units && self.max.is_none_or(|max| units <= max)
    }
}
