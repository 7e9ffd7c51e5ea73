//! What holds for every order of events.

use proptest::prelude::*;
use uuid::Uuid;

use super::super::Ledger;
use super::super::hours::{self, Sums};
use super::super::keys::{self, Balance};
use super::super::prices::{self, Priced};
use super::super::refunds;
use super::super::requests::{self, Acceptance, Flag, Quote, Source};
use super::super::usage::{self, Question};
use super::{accept, answered, balance, call, ledger, payer, settle};
use crate::units::{BillableUnits, Money};

/// What may happen.
#[derive(Clone, Debug)]
enum Event {
    Price(i64),
    Credit(i64),
    Accept {
        units: i64,
        is_open: bool,
    },
    Settle {
        which: usize,
        units: i64,
        is_flagged: bool,
    },
    Refund {
        which: usize,
        units: i64,
    },
    Recover,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        (0..2_000_000_000_i64).prop_map(Event::Price),
        (0..3_000_000_000_i64).prop_map(Event::Credit),
        (0..500_000_000_i64, any::<bool>())
            .prop_map(|(units, is_open)| Event::Accept { units, is_open }),
        (any::<usize>(), 0..500_000_000_i64, any::<bool>()).prop_map(
            |(which, units, is_flagged)| Event::Settle {
                which,
                units,
                is_flagged
            }
        ),
        (any::<usize>(), 0..500_000_000_i64)
            .prop_map(|(which, units)| Event::Refund { which, units }),
        Just(Event::Recover),
    ];
    prop::collection::vec(event, 1..60)
}

/// Requests, units and nano-dollars, as the sums of the hours say.
fn by_hour(ledger: &Ledger) -> (u64, i128, i128) {
    let hours = ledger.read(|file| hours::between(file, (0, i64::MAX), None));
    let mut sums = Sums::default();
    for hour in hours.unwrap() {
        sums.add(&hour.sums);
    }
    let requests = u64::try_from(sums.charged + sums.free).unwrap();
    (requests, sums.units, sums.amount)
}

/// The same, as the requests say one by one.
fn by_request(ledger: &Ledger) -> (u64, i128, i128) {
    let used = ledger.read(|file| usage::of(file, &Question::default()));
    used.unwrap()
        .values()
        .fold((0, 0, 0), |(requests, units, amount), used| {
            (
                requests + used.requests,
                units + used.units,
                amount + used.amount,
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever happens in whatever order: the balance is the sum of the rows, no acceptance exceeds what was there, and
    /// nothing is charged twice.
    #[test]
    fn the_balance_is_the_sum_of_the_rows(events in events()) {
        let ledger = ledger();
        let payer = payer(&ledger, "1");
        let mut calls: Vec<Uuid> = Vec::new();
        for event in events {
            let which = |which: usize| calls.get(which % calls.len().max(1)).copied();
            match event {
                Event::Price(nano) => {
                    ledger.write_now(move |file| prices::add(file, &Priced::Units, Money::from_nano(nano))).unwrap();
                }
                Event::Credit(nano) => {
                    ledger.write_now(move |file| {
                        let user = keys::user(file, "alice", Money::ZERO)?;
                        keys::add_credit(file, &user, Money::from_nano(nano))
                    }).unwrap();
                }
                Event::Accept { units, is_open } => {
                    let units = BillableUnits::from_e8(units);
                    let quote = if is_open { Quote::Open(units) } else { Quote::AtMost(units) };
                    let before = balance(&ledger, payer);
                    let call = call(payer, quote);
                    let accepted = accept(&ledger, &call);
                    let after = balance(&ledger, payer);
                    if accepted == Acceptance::NoCredit {
                        prop_assert_eq!(before, after);
                    } else {
                        prop_assert!(after.available() >= Money::ZERO);
                        calls.push(call.id);
                    }
                }
                Event::Settle { which: some, units, is_flagged } => {
                    if let Some(id) = which(some) {
                        let mut answered = answered(id, Source::Header, BillableUnits::from_e8(units));
                        answered.measured.flag = is_flagged.then_some(Flag::MalformedUnits);
                        settle(&ledger, &answered);
                    }
                }
                Event::Refund { which: some, units } => {
                    if let Some(id) = which(some) {
                        let units = BillableUnits::from_e8(units);
                        let _ = ledger.write_now(move |file| refunds::refund(file, &id, Some(units)));
                    }
                }
                Event::Recover => drop(ledger.write_now(requests::recover)),
            }
            let balance = balance(&ledger, payer);
            let sums = ledger.read(|file| {
                let sum = |select: &str| -> rusqlite::Result<Money> {
                    file.query_row(select, (), |row| row.get(0).map(Money::from_nano))
                };
                Ok(Balance {
                    credited: sum("SELECT coalesce(sum(amount), 0) FROM credits")?,
                    reserved: sum("SELECT coalesce(sum(reserve), 0) FROM accepted WHERE request_id NOT IN (SELECT request_id FROM settled)")?,
                    charged: sum("SELECT coalesce(sum(amount), 0) FROM settled")?,
                    refunded: sum("SELECT coalesce(sum(amount), 0) FROM refunded")?,
                })
            }).unwrap();
            prop_assert_eq!(balance, sums);
            prop_assert_eq!(by_hour(&ledger), by_request(&ledger));
            prop_assert!(balance.refunded <= balance.charged);
        }
    }
}
