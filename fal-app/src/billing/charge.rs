//! From operands to units.

use super::bounds::Bounds;
use super::meter::{Billing, Operand};
use super::meter_table::Term;
use super::operand_kind::OperandKind;
use super::operands::Operands;
use crate::error::Error;
use crate::units::{BillableUnits, UnitsError, product};

impl Billing {
    /// The units of a success; `None` for `per_compute_second`, whose success says no units.
    ///
    /// # Errors
    /// A metering failure: an operand was not read, or the units are more than can be billed.
    pub fn settle(&self, read: &Operands) -> Result<Option<BillableUnits>, Error> {
        let bounds = self.bounds_of(|kind, operand| read.value(kind, operand))?;
        Ok(bounds.map(Bounds::exact).transpose()?)
    }

    /// The formula times `times`, rounded once, then to whole units where `round` says so, then raised to `min` and cut to `max`. Only the result is held to what can
    /// be billed (`docs/billing.md` §1.3).
    pub(super) fn charge<E: From<UnitsError>>(
        &self,
        value: impl Fn(OperandKind, &Operand) -> Result<BillableUnits, E>,
    ) -> Result<BillableUnits, E> {
        let count = self.meter.row().formula.count(&value)?;
        let times = match &self.times {
            Some(times) => value(OperandKind::Times, times)?,
            None => BillableUnits::ONE,
        };
        let exact = product(count, times);
        let units = self.round.map_or(exact, |round| round.of(exact));
        let raised = self.min.map_or(units, |min| units.max(min.count()));
        let cut = self.max.map_or(raised, |max| raised.min(max.count()));
        Ok(BillableUnits::from_count(cut)?)
    }

    /// The operands of the meter and `times`.
    pub(super) fn operands(&self) -> impl Iterator<Item = Term<'_>> {
        let times = self.times.as_ref().map(|times| (OperandKind::Times, times));
        self.meter.row().formula.operands().chain(times)
    }

    /// Whether `max` alone can bound it: no rule of a field says how many units a method says, or how long a medium is that it
    /// makes.
    pub(crate) fn needs_max(&self) -> bool {
        self.operands().any(|(kind, operand)| {
            let has_no_rule = matches!(kind, OperandKind::Units | OperandKind::Seconds);
            has_no_rule && matches!(operand, Operand::Output(_))
        })
    }
}
