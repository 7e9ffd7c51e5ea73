//! What an answer says of its cost (`docs/billing.md` §2).

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::headers::{UNITS, WEBHOOK};
use super::market::Listing;
use crate::dev::ledger::requests::{Flag, Measured, Source};
use crate::units::BillableUnits;

/// How an answer is billed.
#[derive(Clone, Debug)]
pub(super) enum Billing {
    /// As its head says.
    Known(Measured),
    /// By the seconds of the machine, up to its last byte.
    MachineSeconds,
    /// By a report that the app sends later.
    Deferred,
}

/// Reads the head of an answer.
pub(super) fn read(status: StatusCode, headers: &HeaderMap) -> Billing {
    let mut sent = headers.get_all(UNITS).iter();
    let is_deferred = headers.get(WEBHOOK).is_some_and(|deferred| deferred == "1");
    let first = sent.next();
    let is_repeated = sent.next().is_some();
    let Some(first) = first else {
        return match status.is_success() {
            true if is_deferred => Billing::Deferred,
            true => Billing::MachineSeconds,
            false => Billing::Known(nothing()),
        };
    };
    // `digits` or `digits.digits`, as units are read everywhere.
    let units = first
        .to_str()
        .ok()
        .and_then(|units| units.parse().ok())
        .filter(|_| !is_repeated);
    let flag = match units {
        None => Some(Flag::MalformedUnits),
        Some(_) if is_deferred => Some(Flag::UnitsAndWebhook),
        Some(units) if status.is_server_error() && units > BillableUnits::ZERO => {
            Some(Flag::UnbilledStatus)
        }
        Some(_) => None,
    };
    Billing::Known(Measured {
        source: Source::Header,
        units: units.unwrap_or_default(),
        flag,
    })
}

/// An answer that costs nothing.
pub(super) fn nothing() -> Measured {
    Measured {
        source: Source::None,
        units: BillableUnits::ZERO,
        flag: None,
    }
}

/// So many seconds of the app's machine, truncated to 10⁻⁸.
pub(super) fn machine_seconds(listing: &Listing, time: Duration) -> Measured {
    Measured {
        source: Source::MachineSeconds {
            machine: listing.machine.clone(),
            number: listing.machines,
        },
        units: BillableUnits::from_count(time.as_nanos() / 10).unwrap_or_default(),
        flag: None,
    }
}
