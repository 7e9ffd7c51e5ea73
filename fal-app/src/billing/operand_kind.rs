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

/// The result of reading an operand. The error is a metering failure.
pub(crate) type Read = Result<(), Error>;
