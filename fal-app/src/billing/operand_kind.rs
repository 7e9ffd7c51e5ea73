//! The kinds of operands.

use crate::error::Error;

/// What an operand measures. It has the name of the operand in `#[billable]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OperandKind {
    /// How many.
    Images,
    /// Megapixels of one picture, rounded up.
    Size,
    /// Megapixels of all pictures, each rounded up.
    Pictures,
    /// Seconds.
    Seconds,
    /// Code points of a text.
    Text,
    /// A number of units.
    Units,
    /// A factor.
    Times,
}

impl OperandKind {
    /// All of them.
    pub(super) const ALL: [Self; 7] = [
        Self::Images,
        Self::Size,
        Self::Pictures,
        Self::Seconds,
        Self::Text,
        Self::Units,
        Self::Times,
    ];

    /// Its name in `#[billable]`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::Size => "size",
            Self::Pictures => "pictures",
            Self::Seconds => "seconds",
            Self::Text => "text",
            Self::Units => "units",
            Self::Times => "times",
        }
    }
}

/// The result of reading an operand. The error is a metering failure.
pub(crate) type Read = Result<(), Error>;
