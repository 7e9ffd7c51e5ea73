//! What a request may cost before it is made, and before its method has run.

use super::declaration::{Billing, Expression, Meter, Operand};
use super::operands::{Operands, Read, Word};
use super::reach::{obeys, reach};
use super::units::{BillableUnits, UnitsError};
use crate::error::Error;
use crate::fields::{Field, Shape};

/// The least and the most units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The least units.
    pub min: BillableUnits,
    /// The most units; `None` when nothing bounds them.
    pub max: Option<BillableUnits>,
}

impl Bounds {
    /// Anything.
    pub(super) const OPEN: Self = Self {
        min: BillableUnits::ZERO,
        max: None,
    };

    pub(super) const fn exactly(units: BillableUnits) -> Self {
        Self {
            min: units,
            max: Some(units),
        }
    }

    /// With one more value between them.
    pub(super) fn and(self, value: BillableUnits) -> Self {
        Self {
            min: self.min.min(value),
            max: self.max.map(|max| max.max(value)),
        }
    }

    /// Whether the units are neither less than the least nor more than the most.
    #[must_use]
    pub fn contains(&self, units: BillableUnits) -> bool {
        self.min <= units && self.max.is_none_or(|max| units <= max)
    }
}

impl Billing {
    /// What a success of this very request would cost; `None` for `per_compute_second`.
    ///
    /// # Errors
    /// The metering failure that a success would be.
    pub fn quote(&self, read: &Operands, output: &Shape) -> Result<Option<Bounds>, Error> {
        self.between(|word, operand| match operand {
            Operand::Output(expression) => Ok(over_output(word, expression, output)),
            Operand::Constant(_) | Operand::Input(_) => {
                read.value(word, operand).map(Bounds::exactly)
            }
        })
    }

    /// What a success of any request may cost; `None` for `per_compute_second`.
    #[must_use]
    pub fn bounds(&self, input: Option<&Shape>, output: &Shape) -> Option<Bounds> {
        let bounds = self.between(|word, operand| {
            Ok(match operand {
                Operand::Constant(units) => Bounds::exactly(*units),
                Operand::Output(expression) => over_output(word, expression, output),
                Operand::Input(expression) => over_input(word, expression, input),
            })
        });
        // Every success is a metering failure where the least is already more than can be billed.
        bounds.unwrap_or(Some(Bounds::exactly(BillableUnits::MAX)))
    }

    /// The formula grows with each of its operands: the least is that of the least operands, the most that of the most.
    fn between(
        &self,
        reach: impl Fn(Word, &Operand) -> Result<Bounds, Error>,
    ) -> Result<Option<Bounds>, Error> {
        if matches!(self.meter, Meter::PerComputeSecond) {
            return Ok(None);
        }
        let min = self.charge(|word, operand| reach(word, operand).map(|bounds| bounds.min))?;
        let most = self.charge(|word, operand| {
            let bounds = reach(word, operand).map_err(|_| Open)?;
            bounds.max.ok_or(Open)
        });
        let max = match most {
            Ok(units) => Some(units),
            Err(Open) => self.max,
        };
        Ok(Some(Bounds { min, max }))
    }
}

/// Nothing bounds the units from above.
struct Open;

impl From<UnitsError> for Open {
    fn from(_: UnitsError) -> Self {
        Self
    }
}

/// What a method measured of its answer obeys what the answer declares: what was quoted holds.
pub(super) fn check_declared(
    word: Word,
    expression: &Expression,
    output: &Shape,
    value: BillableUnits,
) -> Read {
    if word == Word::Units || obeys(word, field(expression, output), Side::Made, value) {
        return Ok(());
    }
    Err(format!(
        "`{}` is {value}, outside of what its `#[field]` allows",
        expression.text
    )
    .into())
}

fn over_input(word: Word, expression: &Expression, input: Option<&Shape>) -> Bounds {
    let field = input.and_then(|input| field(expression, input));
    reach(word, field, Side::Sent)
}

fn over_output(word: Word, expression: &Expression, output: &Shape) -> Bounds {
    match word {
        // What a method says of its own units is not bounded by what it answers (billing.md §4).
        Word::Units => Bounds::OPEN,
        _ => reach(word, field(expression, output), Side::Made),
    }
}

/// Who made a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// A caller, whose request was decoded.
    Sent,
    /// The method.
    Made,
}

fn field(expression: &Expression, shape: &Shape) -> Option<&'static Field> {
    let (ident, Shape::Object(table)) = (expression.field?, shape) else {
        return None;
    };
    table().fields.iter().find(|field| field.ident == ident)
}
