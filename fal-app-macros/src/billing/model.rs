//! Checked billing: only right billing can be built.

use proc_macro2::{Ident, TokenStream};

use super::args::{Meter, Round};
use super::known::Known;
use super::operand_scan::InputPath;
use crate::units::Units;

/// The endpoint whose billing is checked.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) endpoint: &'a Ident,
    pub(crate) has_input: bool,
    /// What the method calls its input.
    pub(crate) parameter: Option<&'a Ident>,
    /// The units of a stream are sent before its first item, unless they are deferred.
    pub(crate) is_stream: bool,
    /// Whether its `#[billable]` says `deferred`, which `check` reads.
    pub(crate) is_deferred: bool,
    /// A session carries no units: the platform counts it as one, or by its seconds.
    pub(crate) is_session: bool,
}

/// What `#[billable]` says.
pub(crate) struct Billing {
    pub(super) meter: Meter,
    /// The operands of the meter, with their names in the runtime.
    pub(super) operands: Vec<(&'static str, Operand)>,
    pub(super) modifiers: Modifiers,
}

/// What changes the units of a meter.
#[derive(Default)]
pub(super) struct Modifiers {
    pub(super) times: Option<Operand>,
    pub(super) round: Option<Round>,
    pub(super) bounds: UnitBounds,
    pub(super) unit: Option<String>,
    /// Whether the units are reported after the items.
    pub(super) deferred: bool,
}

/// The least and the most units. The least is not above the most.
#[derive(Default)]
pub(super) struct UnitBounds {
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
pub(super) enum Operand {
    /// A constant where an expression may stand too.
    Constant(Units),
    /// The units of `flat`, always a constant.
    Units(Units),
    /// The code points of a chunk, always a constant.
    Chars(u64),
    /// Read from each request.
    Expression(Expression),
}

/// An expression that reads at most one of `input` and `output`.
pub(super) struct Expression {
    pub(super) side: Side,
    /// The operand's name. The runtime's function that reads it has this name too.
    pub(super) operand: &'static str,
    /// What the author wrote, or the default with the place of the meter.
    pub(super) tokens: TokenStream,
    /// The expression as text, for the document and `billing`.
    pub(super) text: String,
    /// What bounds it.
    pub(super) known: Known,
    /// What of `input` it reads.
    pub(super) paths: Vec<InputPath>,
}

/// What an expression reads. The token is the author's own.
#[derive(Clone)]
pub(super) enum Side {
    /// `input`, or neither of the two.
    Input(Option<Ident>),
    /// `output`.
    Output(Ident),
}

impl Billing {
    /// Whether the method says its units itself.
    pub(crate) fn is_custom(&self) -> bool {
        self.meter == Meter::Custom
    }

    /// The expressions in the order in which they are read.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let operands = self.operands.iter().map(|(_, operand)| operand);
        operands
            .chain(&self.modifiers.times)
            .filter_map(|operand| match operand {
                Operand::Expression(expression) => Some(expression),
                Operand::Constant(_) | Operand::Units(_) | Operand::Chars(_) => None,
            })
    }
}
