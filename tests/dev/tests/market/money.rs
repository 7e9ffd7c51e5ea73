//! What a request costs, to the last digit (`docs/billing.md` §5).

use std::cell::Cell;
use std::thread;

use fal_app::Value;
use fal_app_tests::http::Answer;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Folder, Market};

fn id(answer: &Answer) -> &str {
    answer.header("x-fal-request-id").unwrap()
}

/// What the line of a request says that it cost.
fn cost(market: &Market, answer: &Answer) -> i64 {
    market.line(id(answer))["cost_nano_usd"].as_i64().unwrap()
}

/// Nano-dollars of an amount of dollars, as the commands write it.
fn nano(dollars: &Value) -> i64 {
    let dollars = dollars.as_str().unwrap();
    let (whole, fraction) = dollars.split_once('.').unwrap_or((dollars, ""));
    format!("{whole}{fraction:0<9}").parse().unwrap()
}

/// The vectors of money.
#[test]
fn vectors() {
    for (units, price, nano) in [
        ("764", "0.025", 19_100_000_000),
        ("0.5", "0.000000001", 0),
        ("0.5", "0.000000003", 2),
        ("8.04166667", "0.05", 402_083_334),
    ] {
        let folder = Folder::new();
        let market = Market::start_with(&folder, &["--unit-price", price], "shared");
        let answer = market.call("", &format!(r#"{{"units": {units}}}"#));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(cost(&market, &answer), nano, "{units} at {price}");
    }
}

#[test]
fn what_is_reserved_is_what_may_be_spent() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    folder.run(&["keys", "create", "carol"]);
    let key = folder.run(&["keys", "create", "carol", "--label", "second"]);
    let key = format!("authorization: Key {}", key.trim());
    let call = |units: &str| market.call_with("/", &format!(r#"{{"units": {units}}}"#), &[&key]);
    // Nobody is let in who has nothing.
    let locked = call("1");
    assert_eq!(locked.status, 403);
    assert!(
        locked
            .detail()
            .starts_with("User is locked. Reason: Exhausted balance."),
        "{}",
        locked.detail()
    );
    assert_eq!(locked.units(), Some("0"));
    folder.run(&["credit", "carol", "0.1"]);
    assert_eq!(call("4.0000001").status, 403);
    assert_eq!(call("4").status, 200);
    assert_eq!(call("0.0000001").status, 403);
    // What costs nothing is let in also at the last cent.
    assert_eq!(market.call_with("/see", "{}", &[&key]).status, 200);
    let balance = folder.balance("carol");
    assert_eq!(
        (&balance["available"], &balance["charged"]),
        (&"0".into(), &"0.1".into())
    );
}

/// A hundred at once: only those are let in that can be paid together.
#[test]
fn a_hundred_requests_at_once_do_not_spend_more_than_there_is() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = folder.run(&["keys", "create", "carol"]);
    folder.run(&["credit", "carol", "0.25"]);
    let key = format!("authorization: Key {}", key.trim());
    let statuses: Vec<u16> = thread::scope(|scope| {
        let calls: Vec<_> = (0..100)
            .map(|_| {
                scope.spawn(|| {
                    market
                        .call_with("/sleep", r#"{"milliseconds": 20}"#, &[&key])
                        .status
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    let count = |status| statuses.iter().filter(|is| **is == status).count();
    assert_eq!((count(200), count(403)), (10, 90));
    assert_eq!(folder.balance("carol")["available"], "0");
}

/// A request of which the most is not known reserves the least, and is charged what it cost.
#[test]
fn an_open_request_is_charged_what_it_cost() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = folder.run(&["keys", "create", "carol"]);
    folder.run(&["credit", "carol", "0.01"]);
    let key = format!("authorization: Key {}", key.trim());
    let film =
        |seconds: f64| market.call_with("/film", &format!(r#"{{"seconds": {seconds}}}"#), &[&key]);
    assert_eq!(film(10.0).status, 200);
    assert_eq!(folder.balance("carol")["available"], "-0.24");
    assert_eq!(film(0.1).status, 403);
    folder.run(&["credit", "carol", "1"]);
    assert_eq!(film(0.1).status, 200);
}

#[test]
fn an_amount_that_cannot_be_counted_is_flagged_and_not_charged() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--unit-price", "9000000000"], "shared");
    let answer = market.call("/film", r#"{"seconds": 2}"#);
    assert_eq!((answer.status, answer.units()), (200, Some("0")));
    let line = market.line(id(&answer));
    assert_eq!(
        (&line["flag"], &line["cost_nano_usd"]),
        (&"too_large".into(), &0.into())
    );
}

#[test]
fn failures_cost_what_their_author_says_or_nothing() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let fails = |status: u16, billed: f64| {
        let answer = market.call(
            "/fail",
            &format!(r#"{{"status": {status}, "billed": {billed}}}"#),
        );
        assert_eq!(answer.status, status);
        (answer.units().unwrap().to_owned(), cost(&market, &answer))
    };
    assert_eq!(fails(422, 2.5), ("2.50000000".to_owned(), 62_500_000));
    assert_eq!(fails(422, 0.0), ("0".to_owned(), 0));
    assert_eq!(fails(500, 2.5), ("0".to_owned(), 0));
    let refused = market.call("/", r#"{"units": "many"}"#);
    assert_eq!(
        (refused.status, refused.units(), cost(&market, &refused)),
        (422, Some("0"), 0)
    );
    let unknown = market.call("/nowhere", "{}");
    assert_eq!(
        (unknown.status, unknown.units(), cost(&market, &unknown)),
        (404, Some("0"), 0)
    );
}

#[test]
fn the_seconds_of_the_machine_are_billed_without_waiting_and_failures_are_free() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("authorization: Key {}", market.key("alice"));
    // Both places are taken.
    let long = ["one", "two"].map(|name| market.begin(name, 600_000));
    let answer = thread::scope(|scope| {
        let waits = scope.spawn(|| market.call("/seconds", r#"{"milliseconds": 20}"#));
        // Another one waits for half a second, and leaves.
        let timeout = "x-fal-request-timeout: 0.5";
        let impatient = market.call_with("/flat", "{}", &[&key, timeout]);
        assert_eq!(impatient.status, 504);
        drop(long);
        waits.join().unwrap()
    });
    let seconds: f64 = answer.units().unwrap().parse().unwrap();
    let milliseconds = market.line(id(&answer))["milliseconds"].as_f64().unwrap();
    assert!(
        seconds >= 0.02 && seconds * 1000.0 + 250.0 < milliseconds,
        "{seconds} s of {milliseconds} ms"
    );
    // Two machines, each at the example price.
    let nano = cost(&market, &answer) as f64;
    assert!((nano - seconds * 1e9 * 0.0005 * 2.0).abs() <= 1.0, "{nano}");
    let refused = market.call("/seconds", "{}");
    assert_eq!((refused.status, cost(&market, &refused)), (422, 0));
    folder.run(&["price", "1", "--machine", "GPU-H100"]);
    let dearer = market.call("/seconds", r#"{"milliseconds": 1}"#);
    assert!(cost(&market, &dearer) > 2_000_000);
}

#[test]
fn a_price_is_changed_while_it_runs() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let flat = || cost(&market, &market.call("/flat", "{}"));
    assert_eq!(flat(), 25_000_000);
    folder.run(&["price", "0.5", "--endpoint", "/flat"]);
    assert_eq!(flat(), 500_000_000);
    assert_eq!(
        cost(&market, &market.call("", r#"{"units": 1}"#)),
        25_000_000
    );
    folder.run(&["price", "0.000000001"]);
    assert_eq!(flat(), 1);
}

/// Whatever is asked at whatever price: each line, the balance and the usage say the same, and it is the sum.
#[test]
fn lines_usage_and_balance_agree() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let total = Cell::new(0_i64);
    let calls = prop::collection::vec((0..3_u8, 0..2_000_000_000_u64, 0..100_000_000_u64), 1..12);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 8,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&calls, |calls| {
            for (kind, e8, nano) in calls {
                let number = format!("{}.{:08}", e8 / 100_000_000, e8 % 100_000_000);
                let answer = match kind {
                    0 => market.call("", &format!(r#"{{"units": {number}}}"#)),
                    1 => market.call("/film", &format!(r#"{{"seconds": {number}}}"#)),
                    _ => {
                        folder.run(&["price", &format!("0.{nano:09}")]);
                        continue;
                    }
                };
                let line = market.line(id(&answer));
                prop_assert_eq!(&line["billable_units"], answer.units().unwrap());
                total.set(total.get() + line["cost_nano_usd"].as_i64().unwrap());
                folder.run(&["credit", "alice", "10"]);
            }
            Ok(())
        })
        .unwrap();
    let usage = folder.json(&["usage"]);
    let rows = usage["usage"].as_array().unwrap().iter();
    let used: i64 = rows
        .map(|row| {
            row["cost_nano_usd"]
                .as_str()
                .unwrap()
                .parse::<i64>()
                .unwrap()
        })
        .sum();
    assert_eq!(used, total.get());
    assert_eq!(nano(&folder.balance("alice")["charged"]), total.get());
}

/// The app decodes a path, and so does the marketplace: before it looks at what its endpoint costs.
#[test]
fn an_endpoint_costs_the_same_however_its_path_is_written() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    folder.run(&["price", "5", "--endpoint", "/flat"]);
    let poor = folder.run(&["keys", "create", "carol"]);
    let poor = format!("authorization: Key {}", poor.trim());
    for path in ["/flat", "/%66lat", "/fl%61t/", "/flat%2F", "/%66%6c%61%74"] {
        assert_eq!(market.call_with(path, "{}", &[&poor]).status, 403, "{path}");
        let refused = market.queue_as(&poor, "POST", path, "{}", &[]);
        assert_eq!(refused.status, 403, "{path}");
        let answer = market.call(path, "{}");
        assert_eq!((answer.status, answer.units()), (200, Some("1")), "{path}");
        let submitted = market.submit(path, "{}");
        market.completed(&submitted);
        for line in [market.line(id(&answer)), market.line(&submitted)] {
            assert_eq!(
                (&line["endpoint"], &line["cost_nano_usd"]),
                (&"/flat".into(), &5_000_000_000_u64.into()),
                "{path}"
            );
        }
    }
    assert_eq!(folder.balance("alice")["charged"], "50");
    // It is cancelled by that path too.
    let body = r#"{"name": "escaped", "milliseconds": 600000}"#;
    let waiting = market.send("/sl%65ep", body);
    market.log_line(|line| line == "began escaped");
    drop(waiting);
    market.log_line(|line| line == "ended escaped");
    // What no path may hold as it is arrives as it was sent.
    for (path, seen) in [
        ("/a%3Fb%23%20", "/a?b# "),
        ("/%ff", "/\u{fffd}"),
        ("/%C3%A9", "/é"),
    ] {
        let nowhere = market.call(path, "{}");
        assert_eq!(
            (nowhere.status, nowhere.units()),
            (404, Some("0")),
            "{path}"
        );
        assert_eq!(nowhere.detail(), format!("Path {seen} not found"));
    }
}

/// What the app asks for beyond its quote is charged, and said on the terminal.
#[test]
fn more_than_the_quote_said_is_noticed() {
    let folder = Folder::new();
    let more = "but the app sends x-fal-billable-units: 7";
    let scenario = format!(
        "price $0.025\nalice POST / {{\"units\": 4}} {more} -> 200, 7 units, $0.175\n\
         alice POST / {{\"units\": 7}} {more} -> 200, 7 units\n"
    );
    std::fs::write(folder.path().join("more.fal"), scenario).unwrap();
    let played = folder.command(&["--scenario", "more.fal"]).output();
    let played = played.unwrap();
    let log = String::from_utf8(played.stderr).unwrap();
    assert_eq!(played.status.code(), Some(0), "{log}");
    let noticed = "for `/` is charged 7 units, and its quote said 4 at most";
    assert_eq!(log.matches("its quote said").count(), 1, "{log}");
    assert!(log.contains(noticed), "{log}");
}
