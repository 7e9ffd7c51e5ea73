//! Checked billing: what is wrong cannot be held.

use proc_macro2::{Ident, TokenStream};

use super::meters::Meter;
use super::operand_scan::InputPath;
use super::units::Units;

/// The endpoint whose billing is checked.
pub(crate) struct Subject<'a> {
    pub(crate) endpoint: &'a Ident,
    pub(crate) has_input: bool,
    /// Its units are sent before its first item.
    pub(crate) is_stream: bool,
}

/// What `#[billable]` says.
pub(crate) struct Billing {
    pub(super) meter: Meter,
    /// The operands of the meter, by their names in the runtime.
    pub(super) operands: Vec<(&'static str, Operand)>,
    pub(super) modifiers: Modifiers,
}

/// What changes the units of a meter.
#[derive(Default)]
pub(super) struct Modifiers {
    pub(super) times: Option<Operand>,
    pub(super) bounds: UnitBounds,
    pub(super) unit: Option<String>,
}

/// The least and the most units, in this order where both are known.
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
    /// Known now.
    Constant(Units),
    /// Known now, and never an expression: the units of `flat`.
    Units(Units),
    /// Known now, and never an expression: the code points of a chunk.
    Chars(u64),
    /// Read from each request.
    Expression(Expression),
}

/// An expression that reads at most one of `input` and `output`.
pub(super) struct Expression {
    pub(super) side: Side,
    /// The operand's name, which is the runtime's name of what reads it.
    pub(super) operand: &'static str,
    /// The author's tokens, or the default's spanned at the meter.
    pub(super) tokens: TokenStream,
    /// For people.
    pub(super) text: String,
    /// Whether it is nothing but `input.field` or `output.field`.
    pub(super) field: bool,
    /// What of `input` it reads.
    pub(super) paths: Vec<InputPath>,
}

/// What an expression reads, with the author's own token of it.
#[derive(Clone)]
pub(super) enum Side {
    /// `input`, or nothing of the request.
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
