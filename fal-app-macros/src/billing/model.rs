//! Checked billing: what cannot be right cannot be held.

use proc_macro2::{Ident, TokenStream};

use super::units::Units;

/// What an endpoint says of billing.
pub(crate) enum Billing {
    /// Nothing.
    Unstated,
    /// `0`.
    Free,
    /// The platform bills the seconds of the machine.
    PerComputeSecond,
    /// Units that fal-app computes.
    Metered {
        formula: Formula,
        modifiers: Modifiers,
    },
}

/// How units are made from a request.
pub(crate) enum Formula {
    Flat { units: Units },
    PerImage { images: Operand },
    PerMegapixel { size: Operand, images: Operand },
    PerMegapixelOfPictures { pictures: Operand },
    PerVideoSecond { seconds: Operand },
    PerAudioSecond { seconds: Operand },
    PerTextChunk { text: Operand, chars: u64 },
    Units { units: Operand },
    Custom,
}

/// What changes the units of a formula.
#[derive(Default)]
pub(crate) struct Modifiers {
    pub(crate) times: Option<Operand>,
    pub(crate) bounds: UnitBounds,
    pub(crate) unit: Option<String>,
}

/// The least and the most units, in this order where both are known.
#[derive(Default)]
pub(crate) struct UnitBounds {
    min: Option<Units>,
    max: Option<Units>,
}

impl UnitBounds {
    /// The bounds, where the least is not above the most.
    pub(super) fn new(min: Option<Units>, max: Option<Units>) -> Option<Self> {
        let ordered = min.zip(max).is_none_or(|(min, max)| min <= max);
        ordered.then_some(Self { min, max })
    }

    pub(super) fn min(&self) -> Option<Units> {
        self.min
    }

    pub(super) fn max(&self) -> Option<Units> {
        self.max
    }
}

/// Where a number comes from.
pub(crate) enum Operand {
    /// Known now.
    Constant(Units),
    /// Read from each request.
    Expression(Expression),
}

/// An expression that reads at most one of `input` and `output`.
pub(crate) struct Expression {
    pub(super) side: Side,
    /// The operand's name, which is the runtime's name of what reads it.
    pub(super) operand: &'static str,
    /// The author's tokens, or the default's spanned at the meter.
    pub(super) tokens: TokenStream,
    /// For people.
    pub(super) text: String,
    /// Whether it is nothing but `input.field` or `output.field`.
    pub(super) field: bool,
    /// The fields of `input` that it reads.
    pub(super) reads: Vec<Ident>,
}

/// What an expression reads, with the author's own token of it.
#[derive(Clone)]
pub(crate) enum Side {
    /// `input`, or nothing of the request.
    Input(Option<Ident>),
    /// `output`.
    Output(Ident),
}

impl Billing {
    /// The expressions in the order in which they are read.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let (formula, modifiers) = match self {
            Self::Metered { formula, modifiers } => (Some(formula), Some(modifiers)),
            Self::Unstated | Self::Free | Self::PerComputeSecond => (None, None),
        };
        let times = modifiers.and_then(|modifiers| modifiers.times.as_ref());
        formula
            .into_iter()
            .flat_map(Formula::operands)
            .chain(times)
            .filter_map(Operand::expression)
    }
}

impl Formula {
    pub(super) fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::Flat { .. } | Self::Custom => vec![],
            Self::PerImage { images: operand }
            | Self::PerMegapixelOfPictures { pictures: operand }
            | Self::PerVideoSecond { seconds: operand }
            | Self::PerAudioSecond { seconds: operand }
            | Self::PerTextChunk { text: operand, .. }
            | Self::Units { units: operand } => vec![operand],
            Self::PerMegapixel { size, images } => vec![size, images],
        }
    }
}

impl Operand {
    fn expression(&self) -> Option<&Expression> {
        match self {
            Self::Expression(expression) => Some(expression),
            Self::Constant(_) => None,
        }
    }
}
