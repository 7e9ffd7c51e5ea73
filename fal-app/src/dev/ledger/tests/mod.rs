//! The rules of the ledger.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod any_order;
mod hours;
mod queue;
mod reports_of_apps;
mod ten_million;
mod webhooks;

use uuid::Uuid;

use super::file::RECORDS;
use super::keys::{self, Balance};
use super::prices::{self, Priced};
use super::reports::{self, Deferred, Report};
use super::requests::{self, Acceptance, Answered, Call, Charge, Flag, Measured, Quote, Source};
use super::{Ledger, LedgerFile, margin, refunds};
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
        body: None,
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

/// An answer of the app `market` that a report will bill.
fn deferral(id: Uuid) -> Deferred {
    Deferred {
        id,
        app: "market".to_owned(),
        attempt: 1,
        status: 200,
        milliseconds: 7,
    }
}

fn report(id: Uuid, app: &str, said: &str) -> Report {
    Report {
        id,
        app: app.to_owned(),
        units: units(said),
    }
}

/// What a statement selects: one text.
fn text(ledger: &Ledger, select: &str) -> String {
    let text = ledger.read(|file| Ok(file.query_row(select, (), |row| row.get(0))?));
    text.unwrap()
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

/// One row in each table of records, which nothing changes, removes or replaces.
#[test]
fn rows_are_only_added() {
    let ledger = ledger();
    let payer = payer(&ledger, "10");
    price(&ledger, "1");
    let calls = [(); 2].map(|()| Call {
        tags: vec![("team".to_owned(), "red".to_owned())],
        ..call(payer, Quote::AtMost(units("1")))
    });
    for call in &calls {
        accept(&ledger, call);
    }
    let [settled, deferred] = calls.map(|call| call.id);
    settle(&ledger, &answered(settled, Source::Header, units("1")));
    ledger
        .write_now(move |file| {
            refunds::refund(file, &settled, None)?;
            reports::defer(file, &deferral(deferred))?;
            reports::report(file, &report(deferred, "market", "1"))?;
            requests::late(file, &answered(settled, Source::Header, units("1")))?;
            margin::note_work(file, &settled, 1, units("0.5"))?;
            let key = keys::create(file, &keys::user(file, "alice", Money::ZERO)?, "")?;
            keys::revoke(file, key.split(':').next().unwrap())
        })
        .unwrap();
    let owed = webhooks::owed(&ledger, payer, webhooks::URL);
    webhooks::redeliver(&ledger, owed);
    webhooks::record(&ledger, owed, webhooks::attempt(2, None, None));
    let tables = text(
        &ledger,
        "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema
         WHERE type = 'table' AND name NOT IN ('balances', 'in_flight', 'hours', 'last_uses', 'due_webhooks')
           AND name NOT LIKE 'queue%' AND name NOT LIKE 'bodies%' ORDER BY name)",
    );
    let mut records = RECORDS.map(|(table, _)| table);
    records.sort_unstable();
    assert_eq!(tables, records.join(","));
    for (table, keys) in RECORDS {
        let column = keys[0].split(", ").next().unwrap();
        let rows = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
        assert_ne!(text(&ledger, &rows), "0", "{table}");
        for statement in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let tried = statement.clone();
            let refused = ledger.write_now(move |file| Ok(file.execute(&tried, ())?));
            let why = refused.err().map(|error| error.to_string());
            assert!(
                why.as_ref()
                    .is_some_and(|why| why.contains("rows are only added")),
                "{statement}: {why:?}"
            );
        }
    }
    // A name that is unique is a key too.
    let other = ledger.write_now(|file| {
        Ok(file.execute(
            "INSERT OR REPLACE INTO keys SELECT 99, key_id, x'', user, '', NULL, 0 FROM keys",
            (),
        )?)
    });
    assert!(other.is_err_and(|error| error.to_string().contains("rows are only added")));
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
        .write_now(move |file| reports::defer(file, &deferral(deferred)))
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
        ledger.write_now(move |file| refunds::refund(file, &call.id, some))
    };
    assert!(refund(None).is_err());
    settle(&ledger, &answered(call.id, Source::Header, units("3")));
    assert!(refund(Some(units("3.00000001"))).is_err());
    assert_eq!(refund(Some(units("1"))).unwrap().amount, money("0.5"));
    assert!(refund(None).is_err());
    assert_eq!(balance(&ledger, payer).available(), money("99"));
}
