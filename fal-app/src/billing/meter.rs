//! What `#[billable]` declares, as data.

use crate::units::BillableUnits;

/// The billing of one endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Billing {
    /// How units are made from a request.
    pub meter: Meter,
    /// The name of a unit, where the author gives one.
    pub unit: Option<&'static str>,
    /// What the units are multiplied with.
    pub times: Option<Operand>,
    /// The least units of a success.
    pub min: Option<BillableUnits>,
    /// The most units of a request.
    pub max: Option<BillableUnits>,
}

/// How units are made from a request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Meter {
    /// Nothing is said: `0` (`docs/billing.md` §2.5).
    Unstated,
    /// `0`, said.
    Free,
    /// A constant.
    Flat {
        /// Units of one success.
        units: BillableUnits,
    },
    /// The count.
    PerImage {
        /// How many.
        images: Operand,
    },
    /// ⌈width × height / 1024²⌉ × images.
    PerMegapixel {
        /// The size of each.
        size: Operand,
        /// How many.
        images: Operand,
    },
    /// ⌈width × height / 1024²⌉ of each picture, added.
    PerMegapixelOfPictures {
        /// The pictures.
        pictures: Operand,
    },
    /// The seconds.
    PerVideoSecond {
        /// How long.
        seconds: Operand,
    },
    /// The seconds.
    PerAudioSecond {
        /// How long.
        seconds: Operand,
    },
    /// max(1, ⌊code points / chars⌋).
    PerTextChunk {
        /// The text.
        text: Operand,
        /// Code points of a chunk, at least 1.
        chars: u64,
    },
    /// Any number ≥ 0.
    Units {
        /// The number.
        units: Operand,
    },
    /// What the method says, in a `Billed<T>`.
    Custom,
    /// No header: the platform bills the seconds of the machine.
    PerComputeSecond,
}

/// Where a number comes from.
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
    /// Its text, for people.
    pub text: &'static str,
    /// The field's Rust name where the expression is just `input.field` or `output.field`: its declared bounds are known.
    pub field: Option<&'static str>,
}

impl Billing {
    /// A meter without modifiers.
    #[must_use]
    pub const fn new(meter: Meter) -> Self {
        Self {
            meter,
            unit: None,
            times: None,
            min: None,
            max: None,
        }
    }

    /// Names the unit.
    #[must_use]
    pub const fn unit(self, unit: &'static str) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    /// Multiplies.
    #[must_use]
    pub const fn times(self, times: Operand) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// Bounds the bill from below.
    #[must_use]
    pub const fn min(self, min: BillableUnits) -> Self {
        Self {
            min: Some(min),
            ..self
        }
    }

    /// Bounds the bill from above.
    #[must_use]
    pub const fn max(self, max: BillableUnits) -> Self {
        Self {
            max: Some(max),
            ..self
        }
    }
}

impl Operand {
    /// An expression over the input.
    #[must_use]
    pub const fn input(text: &'static str) -> Self {
        Self::Input(Expression { text, field: None })
    }

    /// `input.FIELD`
    #[must_use]
    pub const fn input_field(text: &'static str) -> Self {
        let field = Some(text.split_at("input.".len()).1);
        Self::Input(Expression { text, field })
    }

    /// `output.FIELD`
    #[must_use]
    pub const fn output_field(text: &'static str) -> Self {
        let field = Some(text.split_at("output.".len()).1);
        Self::Output(Expression { text, field })
    }

    /// An expression over the output.
    #[must_use]
    pub const fn output(text: &'static str) -> Self {
        Self::Output(Expression { text, field: None })
    }
}
