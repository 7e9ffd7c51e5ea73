//! Whole units.

use super::{E8, divided};

/// How units become whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// To the next whole number.
    Up,
    /// To the whole number below.
    Down,
    /// To the nearest whole number, ties to even.
    Nearest,
}

impl Round {
    /// A count of 10⁻⁸ units as one of whole units. Where 128 bits cannot hold it, it is the greatest number that they
    /// can hold.
    pub(crate) fn of(self, e8: u128) -> u128 {
        let whole = match self {
            Self::Up => e8.div_ceil(E8),
            Self::Down => e8 / E8,
            Self::Nearest => divided(e8, E8),
        };
        whole.saturating_mul(E8)
    }
}
