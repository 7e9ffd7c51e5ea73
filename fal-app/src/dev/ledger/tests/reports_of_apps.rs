//! The report of a deferred request.

use uuid::Uuid;

use super::super::Ledger;
use super::super::reports::{self, Reported};
use super::super::requests::{Call, Flag, Measured, Quote, Source};
use super::super::{requests, usage};
use super::{accept, answered, balance, call, deferral, ledger, money, payer, price, settle, text};
use super::{report, units};

fn defer(ledger: &Ledger, id: Uuid) {
    ledger
        .write_now(move |file| reports::defer(file, &deferral(id)))
        .unwrap();
}

fn say(ledger: &Ledger, id: Uuid, app: &str, said: &str) -> Reported {
    let said = report(id, app, said);
    ledger
        .write_now(move |file| reports::report(file, &said))
        .unwrap()
}

/// A ledger with one request that is accepted at a dollar for a unit.
fn one(quote: Quote) -> (Ledger, i64, Call) {
    let ledger = ledger();
    let payer = payer(&ledger, "100");
    price(&ledger, "1");
    let call = call(payer, quote);
    accept(&ledger, &call);
    (ledger, payer, call)
}

#[test]
fn the_first_report_is_charged_at_the_price_of_the_acceptance() {
    let (ledger, payer, call) = one(Quote::AtMost(units("9")));
    defer(&ledger, call.id);
    // Later prices, and later starts, change nothing of it.
    price(&ledger, "5");
    assert_eq!(ledger.write_now(requests::recover).unwrap(), 0);
    assert_eq!(balance(&ledger, payer).reserved, money("9"));
    let Reported::Charged(charge, billed) = say(&ledger, call.id, "market", "3") else {
        panic!("it is not charged");
    };
    assert_eq!(charge.amount, money("3"));
    assert_eq!(
        (billed.status, billed.milliseconds, &*billed.endpoint),
        (200, 7, "/")
    );
    let all = balance(&ledger, payer);
    assert_eq!((all.charged, all.reserved), (money("3"), money("0")));
    assert_eq!(text(&ledger, "SELECT source FROM settled"), "report");
}

#[test]
fn the_same_again_is_heard_and_another_number_is_kept_and_not_charged() {
    let (ledger, payer, call) = one(Quote::AtMost(units("9")));
    defer(&ledger, call.id);
    say(&ledger, call.id, "market", "3");
    for _ in 0..2 {
        let again = say(&ledger, call.id, "market", "3.00000000");
        assert!(matches!(again, Reported::Again(charge) if charge.amount == money("3")));
        let other = say(&ledger, call.id, "market", "2.5");
        assert!(matches!(other, Reported::Other), "{other:?}");
    }
    assert_eq!(balance(&ledger, payer).charged, money("3"));
    let kept = "SELECT group_concat(units) FROM (SELECT units FROM reports ORDER BY units)";
    assert_eq!(text(&ledger, kept), "250000000,300000000");
}

#[test]
fn only_the_app_of_the_request_reports_and_only_after_its_head() {
    let (ledger, payer, call) = one(Quote::AtMost(units("9")));
    let early = say(&ledger, call.id, "market", "3");
    assert!(matches!(early, Reported::TooEarly), "{early:?}");
    defer(&ledger, call.id);
    let others = say(&ledger, call.id, "other", "3");
    assert!(matches!(others, Reported::Unknown), "{others:?}");
    let unknown = say(&ledger, Uuid::now_v7(), "market", "3");
    assert!(matches!(unknown, Reported::Unknown), "{unknown:?}");
    assert_eq!(balance(&ledger, payer).charged, money("0"));
    assert_eq!(
        text(&ledger, "SELECT CAST(count(*) AS TEXT) FROM reports"),
        "0"
    );
}

#[test]
fn an_answer_with_units_and_webhook_is_flagged_and_no_report_charges_it() {
    let (ledger, payer, call) = one(Quote::AtMost(units("9")));
    let both = super::Answered {
        measured: Measured {
            source: Source::Header,
            units: units("4"),
            flag: Some(Flag::UnitsAndWebhook),
        },
        ..answered(call.id, Source::Header, units("4"))
    };
    settle(&ledger, &both);
    for said in ["4", "3"] {
        let reported = say(&ledger, call.id, "market", said);
        assert!(matches!(reported, Reported::Other), "{reported:?}");
    }
    let all = balance(&ledger, payer);
    assert_eq!((all.charged, all.reserved), (money("0"), money("0")));
    assert_eq!(
        text(&ledger, "SELECT flag FROM settled"),
        "units_and_webhook"
    );
}

/// The amounts of `docs/billing.md` §6.
#[test]
fn the_amount_of_a_report_is_rounded_once() {
    for (unit_price, said, amount) in [
        ("0.025", "764", 19_100_000_000),
        ("0.000000001", "0.5", 0),
        ("0.000000003", "0.5", 2),
        ("0.05", "8.04166667", 402_083_334),
        ("0.025", "0", 0),
    ] {
        let ledger = ledger();
        let payer = payer(&ledger, "100");
        price(&ledger, unit_price);
        let call = call(payer, Quote::Open(units("0")));
        accept(&ledger, &call);
        defer(&ledger, call.id);
        say(&ledger, call.id, "market", said);
        let charged = balance(&ledger, payer).charged;
        assert_eq!(charged.to_nano(), amount, "{said} at {unit_price}");
    }
}

#[test]
fn a_report_that_is_too_large_is_flagged_and_heard_again() {
    let (ledger, payer, call) = one(Quote::Open(units("0")));
    price(&ledger, "1000");
    let large = super::call(payer, Quote::Open(units("0")));
    accept(&ledger, &large);
    defer(&ledger, large.id);
    let most = "92233720368.54775807";
    let Reported::Charged(charge, _) = say(&ledger, large.id, "market", most) else {
        panic!("it is not heard");
    };
    assert_eq!(
        (charge.amount, charge.flag),
        (money("0"), Some(Flag::TooLarge))
    );
    assert!(matches!(
        say(&ledger, large.id, "market", most),
        Reported::Again(_)
    ));
    drop(call);
}

#[test]
fn what_waits_is_shown_and_costs_nothing() {
    let (ledger, _, call) = one(Quote::AtMost(units("9")));
    defer(&ledger, call.id);
    let shown = |ledger: &Ledger| {
        let used = ledger.read(|file| usage::of(file, &usage::Question::default()));
        let rows = used.unwrap().into_iter();
        let rows = rows.map(|(kind, used)| (kind.source, used.requests, used.amount));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(shown(&ledger), [("waiting".to_owned(), 1, 0)]);
    say(&ledger, call.id, "market", "3");
    assert_eq!(shown(&ledger), [("report".to_owned(), 1, 3_000_000_000)]);
}
