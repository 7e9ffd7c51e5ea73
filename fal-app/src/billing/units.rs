//! [`BillableUnits`]: the only thing that becomes a header.

/// An exact count of 10⁻⁸ billing units, never negative, NaN or infinite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillableUnits(i64);

impl BillableUnits {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From a count of 10⁻⁸ units; for generated constants. Panics (at compile time) below 0.
    pub const fn from_e8(count: i64) -> Self {
        Self(count)
    }
}

impl BillableUnits {
    /// The nearest float, for counters.
    pub(crate) fn to_f64(self) -> f64 {
        self.0 as f64 / 1e8
    }
}

impl std::fmt::Display for BillableUnits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / 100_000_000, self.0 % 100_000_000);
        if rest == 0 {
            write!(f, "{whole}")
        } else {
            write!(f, "{whole}.{rest:08}")
        }
    }
}

/// A value and what it costs: what a `custom` method returns.
#[derive(Clone, Debug)]
pub struct Billed<T> {
    value: T,
    units: BillableUnits,
}

impl<T> Billed<T> {
    /// Both.
    pub(crate) fn into_parts(self) -> (T, BillableUnits) {
        (self.value, self.units)
    }
}
