//! What a failure costs.

use http::StatusCode;

use super::measure::Amount;
use super::meter::Billing;
use super::meter_table::Charged;
use crate::error::Error;
use crate::units::BillableUnits;

impl Error {
    /// Charges the caller for a failure: an integer, a float or [`BillableUnits`].
    ///
    /// It holds for a status from 400 to 499 except 408, 409, 425, 429 and 499, and never for `free` and
    /// `per_compute_second`. Of the modifiers of `#[billable]` only `max` holds. Otherwise, and where `units` is negative,
    /// not finite or more than can be billed, the caller is charged nothing and the log warns.
    #[must_use]
    pub fn billed(mut self, units: impl Amount) -> Self {
        self.set_billed(units.amount());
        self
    }
}

impl Billing {
    /// The units of a failure: what `.billed(units)` says, at most `max` and the caller's `ceiling`, where its status
    /// allows it (`docs/billing.md` §2.3); else 0.
    #[must_use]
    pub fn settle_failure(
        &self,
        status: StatusCode,
        billed: Option<BillableUnits>,
        ceiling: Option<BillableUnits>,
    ) -> BillableUnits {
        let Some(billed) = billed else {
            return BillableUnits::ZERO;
        };
        let refused = match self.meter.row().charged {
            Charged::Nothing => Some("its endpoint is free".to_owned()),
            Charged::ComputeSeconds => {
                Some("the platform bills the seconds of its endpoint".to_owned())
            }
            _ if !may_be_billed(status) => Some(format!("a {} is never billed", status.as_u16())),
            _ => None,
        };
        if let Some(why) = refused {
            tracing::warn!("`.billed({billed})` on an error is charged as 0: {why}");
            return BillableUnits::ZERO;
        }
        let most = self.max.into_iter().chain(ceiling);
        most.fold(billed, BillableUnits::min)
    }
}

impl Billing {
    /// Whether a success may be charged.
    pub(crate) fn may_bill_success(&self) -> bool {
        self.meter.row().charged != Charged::Nothing
    }

    /// Whether a failure of this status may be charged, where the method says so.
    pub(crate) fn may_bill_failure(&self, status: StatusCode) -> bool {
        self.meter.row().charged == Charged::Units && may_be_billed(status)
    }
}

/// Whether the platform bills a failure of this status, and clients do not try again after it.
fn may_be_billed(status: StatusCode) -> bool {
    status.is_client_error() && !matches!(status.as_u16(), 408 | 409 | 425 | 429 | 499)
}
