//! The rules that hold for every order of events.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use rusqlite::Connection;
use uuid::Uuid;

use super::keys::{self, Balance};
use super::prices::{self, Priced};
use super::requests::{self, Acceptance, Answered, Call, Charge, Flag, Measured, Quote, Source};
use super::{Ledger, LedgerFile, Result};
use crate::units::{BillableUnits, Money};

fn units(text: &str) -> BillableUnits {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn ledger() -> Ledger {
    Ledger::open(LedgerFile::at(":memory:")).unwrap()
}

fn call(payer: i64, quote: Quote) -> Call {
    Call {
        id: Uuid::now_v7(),
        key: None,
        payer,
        endpoint: "/".to_owned(),
        quote,
        tags: Vec::new(),
    }
}

fn answered(id: Uuid, source: Source, units: BillableUnits) -> Answered {
    Answered {
        id,
        attempt: 1,
        status: 200,
        milliseconds: 1,
        measured: Measured {
            source,
            units,
            flag: None,
        },
    }
}

/// A user with this credit.
fn payer(ledger: &Ledger, credit: &str) -> i64 {
    let credit = money(credit);
    ledger
        .write_now(move |file| Ok(keys::user(file, "alice", credit)?.id))
        .unwrap()
}

fn price(ledger: &Ledger, price: &str) {
    let price = money(price);
    ledger
        .write_now(move |file| prices::add(file, &Priced::Units, price))
        .unwrap();
}

fn accept(ledger: &Ledger, call: &Call) -> Acceptance {
    let call = call.clone();
    ledger
        .write_now(move |file| requests::accept(file, &call))
        .unwrap()
}

fn settle(ledger: &Ledger, answered: &Answered) -> Charge {
    let answered = answered.clone();
    ledger
        .write_now(move |file| requests::settle(file, &answered))
        .unwrap()
}

fn balance(ledger: &Ledger, payer: i64) -> Balance {
    ledger.read(|file| keys::balance(file, payer)).unwrap()
}

#[test]
fn the_sqlite_that_is_built_in_does_not_corrupt_a_file_that_two_write() {
    // Mended in 3.51.3.
    assert!(
        rusqlite::version_number() >= 3_051_003,
        "{}",
        rusqlite::version()
    );
}

#[test]
fn rows_are_only_added() {
    let ledger = ledger();
    let payer = payer(&ledger, "1");
    let call = call(payer, Quote::AtMost(units("1")));
    accept(&ledger, &call);
    settle(&ledger, &answered(call.id, Source::Header, units("1")));
    let id = call.id.as_bytes().to_vec();
    for statement in [
        "UPDATE settled SET amount = 1",
        "DELETE FROM settled",
        "UPDATE accepted SET reserve = 1",
        "DELETE FROM accepted",
        "INSERT OR REPLACE INTO settled SELECT request_id, at, 2, status, 0, source, units, unit_price, 0, flag FROM settled",
        "UPDATE prices SET unit_price = 0",
        "DELETE FROM prices",
        "UPDATE credits SET amount = 1000",
        "DELETE FROM credits",
        "UPDATE keys SET user = 2",
        "DELETE FROM users",
    ] {
        let refused = ledger.write_now(move |file| Ok(file.execute(statement, ())?));
        let Err(super::LedgerError::Sqlite(error)) = refused else {
            // There is no key to change.
            assert!(statement.contains("keys"), "{statement}: {refused:?}");
            continue;
        };
        assert!(
            error.to_string().contains("rows are only added"),
            "{statement}: {error}"
        );
    }
    let rows = ledger.read(|file| {
        Ok(file.query_row(
            "SELECT count(*) FROM settled WHERE request_id = ?1",
            [id],
            |row| row.get::<_, i64>(0),
        )?)
    });
    assert_eq!(rows.unwrap(), 1);
}

#[test]
fn a_price_holds_for_later_requests_only() {
    let ledger = ledger();
    let payer = payer(&ledger, "100");
    price(&ledger, "0.025");
    let (before, after) = (
        call(payer, Quote::AtMost(units("2"))),
        call(payer, Quote::AtMost(units("2"))),
    );
    accept(&ledger, &before);
    price(&ledger, "1");
    accept(&ledger, &after);
    let charge =
        |call: &Call| settle(&ledger, &answered(call.id, Source::Header, units("2"))).amount;
    assert_eq!(
        (charge(&before), charge(&after)),
        (money("0.05"), money("2"))
    );
}

#[test]
fn a_price_of_one_endpoint_and_of_a_machine() {
    let ledger = ledger();
    let payer = payer(&ledger, "100");
    price(&ledger, "1");
    ledger
        .write_now(|file| prices::add(file, &Priced::UnitsOf("/film".to_owned()), money("3")))
        .unwrap();
    ledger
        .write_now(|file| prices::add(file, &Priced::Machine("GPU-H100".to_owned()), money("0.5")))
        .unwrap();
    let film = Call {
        endpoint: "/film".to_owned(),
        ..call(payer, Quote::AtMost(units("1")))
    };
    let (other, seconds) = (
        call(payer, Quote::AtMost(units("1"))),
        call(payer, Quote::Open(units("0"))),
    );
    for call in [&film, &other, &seconds] {
        accept(&ledger, call);
    }
    let machine = Source::MachineSeconds {
        machine: "GPU-H100".to_owned(),
        number: 2,
    };
    assert_eq!(
        settle(&ledger, &answered(film.id, Source::Header, units("1"))).amount,
        money("3")
    );
    assert_eq!(
        settle(&ledger, &answered(other.id, Source::Header, units("1"))).amount,
        money("1")
    );
    assert_eq!(
        settle(&ledger, &answered(seconds.id, machine, units("1.5"))).amount,
        money("1.5")
    );
}

#[test]
fn a_request_is_settled_once() {
    let ledger = ledger();
    let payer = payer(&ledger, "100");
    price(&ledger, "1");
    let call = call(payer, Quote::AtMost(units("3")));
    accept(&ledger, &call);
    let first = settle(&ledger, &answered(call.id, Source::Header, units("2")));
    let second = settle(&ledger, &answered(call.id, Source::Header, units("3")));
    assert_eq!(first, second);
    assert_eq!(balance(&ledger, payer).charged, money("2"));
}

#[test]
fn what_is_too_large_is_flagged_and_not_charged() {
    let ledger = ledger();
    let payer = payer(&ledger, "9223372036.854775807");
    price(&ledger, "0.100000001");
    let call = call(payer, Quote::Open(units("0")));
    accept(&ledger, &call);
    let charge = settle(
        &ledger,
        &answered(call.id, Source::Header, BillableUnits::MAX),
    );
    assert_eq!(
        (charge.amount, charge.flag),
        (Money::ZERO, Some(Flag::TooLarge))
    );
    assert_eq!(
        balance(&ledger, payer).available(),
        money("9223372036.854775807")
    );
}

#[test]
fn what_was_in_flight_is_settled_at_nothing_and_deferred_work_waits() {
    let ledger = ledger();
    let payer = payer(&ledger, "10");
    price(&ledger, "1");
    let calls = [(); 3].map(|()| call(payer, Quote::AtMost(units("1"))));
    for call in &calls {
        accept(&ledger, call);
    }
    let [done, deferred, lost] = calls.map(|call| call.id);
    settle(&ledger, &answered(done, Source::Header, units("1")));
    ledger
        .write_now(move |file| requests::defer(file, &deferred, 1, 200))
        .unwrap();
    assert_eq!(ledger.write_now(requests::recover).unwrap(), 1);
    assert_eq!(ledger.write_now(requests::recover).unwrap(), 0);
    assert_eq!(
        settle(&ledger, &answered(lost, Source::Header, units("1"))).flag,
        Some(Flag::Interrupted)
    );
    let balance = balance(&ledger, payer);
    assert_eq!(
        (balance.charged, balance.reserved),
        (money("1"), money("1"))
    );
}

#[test]
fn a_refund_is_never_more_than_was_charged() {
    let ledger = ledger();
    let payer = payer(&ledger, "100");
    price(&ledger, "0.5");
    let call = call(payer, Quote::AtMost(units("3")));
    accept(&ledger, &call);
    let refund = |some: Option<BillableUnits>| {
        ledger.write_now(move |file| requests::refund(file, &call.id, some))
    };
    assert!(refund(None).is_err());
    settle(&ledger, &answered(call.id, Source::Header, units("3")));
    assert!(refund(Some(units("3.00000001"))).is_err());
    assert_eq!(refund(Some(units("1"))).unwrap().amount, money("0.5"));
    assert!(refund(None).is_err());
    assert_eq!(balance(&ledger, payer).available(), money("99"));
}

/// What a request costs the ledger, with few rows before it and with ten million.
///
/// `cargo test -p fal-app --features dev --lib ten_million -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes and two gigabytes"]
#[allow(clippy::print_stderr, reason = "it tells its figures")]
fn a_request_costs_the_same_after_ten_million() {
    const REQUESTS: u32 = 2000;
    let folder = std::env::temp_dir().join(format!("fal-app-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("ledger.db");
    let ledger = Ledger::open(LedgerFile::at(path.to_str().unwrap())).unwrap();
    let payer = payer(&ledger, "1000000");
    price(&ledger, "0.025");
    let each = || {
        let mut times: Vec<_> = (0..REQUESTS)
            .map(|_| {
                let mut call = call(payer, Quote::AtMost(units("1")));
                call.tags = vec![("team".to_owned(), "red".to_owned())];
                let began = std::time::Instant::now();
                // One transaction for each, synced.
                ledger
                    .write_now(move |file| {
                        let answered = answered(call.id, Source::Header, units("1"));
                        requests::accept(file, &call)?;
                        requests::settle(file, &answered)
                    })
                    .unwrap();
                began.elapsed()
            })
            .collect();
        times.sort_unstable();
        (times[times.len() / 2], times[times.len() * 99 / 100])
    };
    let few = each();
    ledger.write_now(fill).unwrap();
    let rows = ledger
        .read(|file| {
            Ok(file.query_row("SELECT count(*) FROM settled", (), |row| {
                row.get::<_, i64>(0)
            })?)
        })
        .unwrap();
    let many = each();
    eprintln!(
        "accept and settle, median and 99th percentile: {few:?} with few rows, {many:?} with {rows}"
    );
    drop(ledger);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(rows >= 10_000_000);
    assert!(many.0 < few.0 * 2, "{few:?} {many:?}");
}

/// Adds ten million settled requests that cost nothing, from before this year. The triggers wait meanwhile: such rows change
/// no sum.
fn fill(file: &Connection) -> Result<()> {
    let mut triggers = file.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('accepted', 'settled') AND name NOT LIKE '%_no_%'",
    )?;
    let triggers: Vec<(String, String)> = triggers
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    assert_eq!(triggers.len(), 4);
    for (name, _) in &triggers {
        file.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let rows = "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999999),
                ids (id) AS (SELECT unhex(printf('%012x70008000000000%06x', 1700000000000 + n / 4, n % 4)) FROM numbers)";
    file.execute_batch(&format!(
        "INSERT INTO accepted {rows} SELECT id, NULL, 1, '/', 1, 0 FROM ids;
         INSERT INTO settled (request_id, attempt, status, milliseconds, source, units, unit_price, amount)
         {rows} SELECT id, 1, 200, 12, 'header', 100000000, 0, 0 FROM ids;"
    ))?;
    for (_, sql) in triggers {
        file.execute_batch(&sql)?;
    }
    Ok(())
}

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
                        let _ = ledger.write_now(move |file| requests::refund(file, &id, Some(units)));
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
            prop_assert!(balance.refunded <= balance.charged);
        }
    }
}
