//! What a request may cost, before it is sent or before its method has run.

use std::cell::Cell;

use super::bounds::Bounds;
use super::meter::{Billing, Expression, Operand};
use super::meter_table::Charged;
use super::operand_bounds::{over_input, over_output};
use super::operand_kind::OperandKind;
use super::operands::Operands;
use crate::error::Error;
use crate::fields::Shape;
use crate::units::{BillableUnits, UnitsError};

impl Billing {
    /// What a success of this request would cost; `None` for `per_compute_second`. It is asked for each request before its
    /// method runs (`docs/billing.md` §1.6).
    ///
    /// # Errors
    /// The metering failure that every success would be.
    pub fn quote(&self, read: &Operands, output: &Shape) -> Result<Option<Bounds>, Error> {
        let mut is_exact = true;
        for (kind, operand) in self.operands() {
            match operand {
                Operand::Output(_) => is_exact = false,
                // Only `max` can make a number that can be billed of one that cannot.
                _ if self.max.is_none() => drop(read.value(kind, operand)?.exact()?),
                Operand::Constant(_) | Operand::Input(_) => {}
            }
        }
        let bounds = self.bounds_of(|kind, operand| match operand {
            Operand::Output(expression) => Ok(self.of_output(kind, expression, output)),
            Operand::Constant(_) | Operand::Input(_) => read.value(kind, operand),
        })?;
        if is_exact && let Some(bounds) = bounds {
            bounds.exact()?;
        }
        Ok(bounds)
    }

    /// What a success of any request may cost; `None` for `per_compute_second`.
    #[must_use]
    pub fn bounds(&self, input: Option<&Shape>, output: &Shape) -> Option<Bounds> {
        let bounds = self.bounds_of(|kind, operand| {
            Ok(match operand {
                Operand::Constant(units) => Bounds::exactly(*units),
                Operand::Output(expression) => self.of_output(kind, expression, output),
                Operand::Input(expression) => over_input(kind, expression, input),
            })
        });
        // The least is more than can be billed: every success would be a metering failure.
        bounds.unwrap_or(Some(Bounds::exactly(BillableUnits::MAX)))
    }

    /// An operand over the answer, or over one or more items together, as many as a deferred stream delivers.
    fn of_output(&self, kind: OperandKind, expression: &Expression, output: &Shape) -> Bounds {
        let bounds = over_output(kind, expression, output);
        if self.deferred {
            bounds.added()
        } else {
            bounds
        }
    }

    /// The formula grows with each operand: its least value is that of the least operands, its greatest that of the greatest.
    pub(super) fn bounds_of(
        &self,
        operand_bounds: impl Fn(OperandKind, &Operand) -> Result<Bounds, Error>,
    ) -> Result<Option<Bounds>, Error> {
        if self.meter.row().charged == Charged::ComputeSeconds {
            return Ok(None);
        }
        let is_exact = Cell::new(true);
        let min = self.charge(|kind, operand| {
            let bounds = operand_bounds(kind, operand)?;
            is_exact.set(is_exact.get() && bounds.max == Some(bounds.min));
            Result::<_, Error>::Ok(bounds.min)
        })?;
        if is_exact.get() {
            return Ok(Some(Bounds::exactly(min)));
        }
        let most = self.charge(|kind, operand| {
            let bounds = operand_bounds(kind, operand).map_err(|_| Open)?;
            bounds.max.ok_or(Open)
        });
        let max = match most {
            Ok(units) => Some(units),
            Err(Open) => self.max,
        };
        Ok(Some(Bounds { min, max }))
    }
}

/// There is no most.
struct Open;

impl From<UnitsError> for Open {
    fn from(_: UnitsError) -> Self {
        Self
    }
}
