//! What a request may cost before it is made, and before its method has run.

use super::bounds::Bounds;
use super::meter::{Billing, Meter, Operand};
use super::operand_bounds::{over_input, over_output};
use super::operands::{Operands, Word};
use crate::error::Error;
use crate::fields::Shape;
use crate::units::{BillableUnits, UnitsError};

impl Billing {
    /// What a success of this very request would cost; `None` for `per_compute_second`. It is asked of every request
    /// before its method runs (`docs/billing.md` §1.6).
    ///
    /// # Errors
    /// The metering failure that every success would be.
    pub fn quote(&self, read: &Operands, output: &Shape) -> Result<Option<Bounds>, Error> {
        let mut is_exact = true;
        for (word, operand) in self.operands() {
            match operand {
                Operand::Output(_) => is_exact = false,
                // Without `max`, nothing makes it a number that can be billed.
                _ if self.max.is_none() => drop(read.value(word, operand)?.exact()?),
                Operand::Constant(_) | Operand::Input(_) => {}
            }
        }
        let bounds = self.between(|word, operand| match operand {
            Operand::Output(expression) => Ok(over_output(word, expression, output)),
            Operand::Constant(_) | Operand::Input(_) => read.value(word, operand),
        })?;
        if is_exact && let Some(bounds) = bounds {
            bounds.exact()?;
        }
        Ok(bounds)
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
    pub(super) fn between(
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
