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
        // Those without a name, from 600 on, are no success either.
        Some(units) if status.as_u16() >= 500 && units > BillableUnits::ZERO => {
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
        units: seconds(time),
        flag: None,
    }
}

/// A time in seconds, truncated to 10⁻⁸.
pub(super) fn seconds(time: Duration) -> BillableUnits {
    BillableUnits::from_count(time.as_nanos() / 10).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test fails by panicking"
    )]

    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::{Billing, UNITS, WEBHOOK, read};
    use crate::dev::ledger::requests::{Flag, Source};

    fn billed(status: u16, units: &[&'static [u8]], webhook: bool) -> Billing {
        let mut headers = HeaderMap::new();
        for units in units {
            headers.append(UNITS, HeaderValue::from_bytes(units).unwrap());
        }
        if webhook {
            headers.insert(WEBHOOK, HeaderValue::from_static("1"));
        }
        read(StatusCode::from_u16(status).unwrap(), &headers)
    }

    fn known(billing: Billing) -> (Source, String, Option<Flag>) {
        match billing {
            Billing::Known(measured) => {
                (measured.source, measured.units.to_string(), measured.flag)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_number_counts() {
        for (sent, units) in [
            (b"3".as_slice(), "3"),
            (b"2.50000000", "2.50000000"),
            (b"0", "0"),
            (b"007", "7"),
            (b"0.000000015", "0.00000002"),
            (b"0.000000025", "0.00000002"),
            (b"92233720368.54775807", "92233720368.54775807"),
        ] {
            let said = known(billed(200, &[sent], false));
            assert_eq!(said, (Source::Header, units.to_owned(), None));
        }
        // Of a refusal too.
        let said = known(billed(422, &[b"2.5"], false));
        assert_eq!(said, (Source::Header, "2.50000000".to_owned(), None));
    }

    #[test]
    fn anything_else_is_flagged() {
        for sent in [
            b"".as_slice(),
            b"-1",
            b"+1",
            b"1e3",
            b"1,5",
            b"1 ",
            b" 1",
            b"1_000",
            b".5",
            b"5.",
            b"nan",
            b"inf",
            b"0x1",
            b"\xff",
            b"92233720368.54775808",
        ] {
            // A valid header has no blanks around it: hyper takes them off. Here they are part of the value.
            let (_, units, flag) = known(billed(200, &[sent], false));
            assert_eq!(
                (&*units, flag),
                ("0", Some(Flag::MalformedUnits)),
                "{sent:?}"
            );
        }
        let (_, units, flag) = known(billed(200, &[b"1", b"1"], false));
        assert_eq!((&*units, flag), ("0", Some(Flag::MalformedUnits)));
        let (_, _, flag) = known(billed(200, &[b"1"], true));
        assert_eq!(flag, Some(Flag::UnitsAndWebhook));
        for status in [500, 503, 504, 599, 600, 999] {
            let (_, units, flag) = known(billed(status, &[b"1"], false));
            assert_eq!((&*units, flag), ("1", Some(Flag::UnbilledStatus)));
            assert_eq!(known(billed(status, &[b"0"], false)).2, None);
        }
    }

    #[test]
    fn without_units_a_success_costs_the_seconds_of_the_machine_and_a_failure_nothing() {
        assert!(matches!(billed(200, &[], false), Billing::MachineSeconds));
        assert!(matches!(billed(200, &[], true), Billing::Deferred));
        for status in [307, 404, 422, 499, 500, 503, 600, 999] {
            for webhook in [false, true] {
                assert_eq!(known(billed(status, &[], webhook)).0, Source::None);
            }
        }
    }
}
