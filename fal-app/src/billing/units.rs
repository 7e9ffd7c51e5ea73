//! [`BillableUnits`]: the only thing that becomes a header.

/// An exact count of 10⁻⁸ billing units, never negative, NaN or infinite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillableUnits(i64);

impl BillableUnits {
    /// From a count of 10⁻⁸ units; for generated constants. Panics (at compile time) below 0.
    pub const fn from_e8(count: i64) -> Self {
        Self(count)
    }
}

/// A value and what it costs: what a `custom` method returns.
#[derive(Clone, Debug)]
pub struct Billed<T> {
    value: T,
    units: BillableUnits,
}
