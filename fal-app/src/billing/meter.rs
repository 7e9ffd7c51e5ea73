//! What `#[billable]` declares, as data.

use super::known::Known;
use crate::units::{BillableUnits, Round};

/// The billing of one endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Billing {
    /// How the units of a request are computed.
    pub meter: Meter,
    /// What one unit is, where the author names it.
    pub unit: Option<&'static str>,
    /// The factor of the units.
    pub times: Option<Operand>,
    /// How the product becomes whole.
    pub round: Option<Round>,
    /// The least units of a success.
    pub min: Option<BillableUnits>,
    /// The most units of a success or a failure.
    pub max: Option<BillableUnits>,
    /// Whether a stream is charged for the items that it delivered, after them (`docs/billing.md` §3).
    pub deferred: bool,
}

/// How the units of a request are computed (`docs/billing.md` §1). The table of `meter_table.rs` has a row for each.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Meter {
    /// Nothing is said, and nothing is charged (`docs/billing.md` §2.5).
    Unstated,
    /// Nothing is charged, as the author says.
    Free,
    /// A constant number of units.
    Flat {
        /// The units of one success.
        units: BillableUnits,
    },
    /// The number of images.
    PerImage {
        /// The number of images.
        images: Operand,
    },
    /// ⌈width × height / 1024²⌉ × images.
    PerMegapixel {
        /// The size of each image.
        size: Operand,
        /// The number of images.
        images: Operand,
    },
    /// ⌈width × height / 1024²⌉ of each picture, added.
    PerMegapixelOfPictures {
        /// The pictures.
        pictures: Operand,
    },
    /// The seconds of a video.
    PerVideoSecond {
        /// The seconds.
        seconds: Operand,
    },
    /// The seconds of a sound.
    PerAudioSecond {
        /// The seconds.
        seconds: Operand,
    },
    /// max(1, ⌊code points / chars⌋).
    PerTextChunk {
        /// The text.
        text: Operand,
        /// Code points of a chunk, at least 1.
        chars: u64,
    },
    /// Any number of units that is not negative.
    Units {
        /// The number of units.
        units: Operand,
    },
    /// The units that the method says, in a `Billed<T>`.
    Custom,
    /// The seconds of the machine, which the platform counts: an answer says no units.
    PerComputeSecond,
}

/// Where a number of a formula comes from.
#[derive(Clone, Copy, Debug)]
pub enum Operand {
    /// A constant.
    Constant(BillableUnits),
    /// An expression over the input.
    Input(Expression),
    /// An expression over the output.
    Output(Expression),
}

/// An expression as the author wrote it.
#[derive(Clone, Copy, Debug)]
pub struct Expression {
    /// Its text.
    pub text: &'static str,
    /// What bounds it.
    pub known: Known,
}

impl Billing {
    /// A meter without modifiers.
    #[must_use]
    pub const fn new(meter: Meter) -> Self {
        Self {
            meter,
            unit: None,
            times: None,
            round: None,
            min: None,
            max: None,
            deferred: false,
        }
    }

    /// With a name for one unit.
    #[must_use]
    pub const fn unit(self, unit: &'static str) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    /// With a factor.
    #[must_use]
    pub const fn times(self, times: Operand) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// With whole units.
    #[must_use]
    pub const fn round(self, round: Round) -> Self {
        Self {
            round: Some(round),
            ..self
        }
    }

    /// With the least units of a success.
    #[must_use]
    pub const fn min(self, min: BillableUnits) -> Self {
        Self {
            min: Some(min),
            ..self
        }
    }

    /// With the most units.
    #[must_use]
    pub const fn max(self, max: BillableUnits) -> Self {
        Self {
            max: Some(max),
            ..self
        }
    }

    /// Charged for what was delivered.
    #[must_use]
    pub const fn deferred(self) -> Self {
        Self {
            deferred: true,
            ..self
        }
    }
}

impl Operand {
    /// An expression over the input.
    #[must_use]
    pub const fn input(text: &'static str) -> Self {
        Self::Input(Expression {
            text,
            known: Known::Nothing,
        })
    }

    /// `input.FIELD`
    #[must_use]
    pub const fn input_field(text: &'static str) -> Self {
        let field = text.split_at("input.".len()).1;
        Self::input(text).known(Known::Field(field))
    }

    /// An expression over the output.
    #[must_use]
    pub const fn output(text: &'static str) -> Self {
        Self::Output(Expression {
            text,
            known: Known::Nothing,
        })
    }

    /// `output.FIELD`
    #[must_use]
    pub const fn output_field(text: &'static str) -> Self {
        let field = text.split_at("output.".len()).1;
        Self::output(text).known(Known::Field(field))
    }

    /// With what bounds it.
    #[must_use]
    pub const fn known(self, known: Known) -> Self {
        match self {
            Self::Constant(units) => Self::Constant(units),
            Self::Input(Expression { text, .. }) => Self::Input(Expression { text, known }),
            Self::Output(Expression { text, .. }) => Self::Output(Expression { text, known }),
        }
    }
}
