//! What was earned beside what the machine cost.

use fal_app::Value;
use fal_app_tests::server::eventually;

use crate::support::{Folder, Market};

/// A count of the last of so many decimals.
fn count(value: &Value, decimals: usize) -> i128 {
    let text = value.as_str().unwrap();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<decimals$}").parse().unwrap()
}

/// Nano-dollars of an amount of dollars.
fn nano(value: &Value) -> i128 {
    count(value, 9)
}

/// A product of units or seconds and a price, ties to even.
fn times(units: &Value, price: i128) -> i128 {
    let product = count(units, 8) * price;
    let (whole, rest) = (product / 100_000_000, product % 100_000_000);
    let is_up = rest > 50_000_000 || (rest == 50_000_000 && whole % 2 == 1);
    whole + i128::from(is_up)
}

fn endpoint(margin: &Value, path: &str) -> Value {
    let endpoints = margin["endpoints"].as_array().unwrap();
    let found = endpoints.iter().find(|one| one["endpoint"] == path);
    found.unwrap().clone()
}

#[test]
fn what_was_earned_stands_beside_what_the_machine_cost() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    // Two machines: a second costs 0.4 dollars.
    folder.run(&["price", "0.2", "--machine", "GPU-H100"]);
    let bob = format!("authorization: Key {}", market.key("bob"));
    // 0.2 s cost more than the 0.025 dollars of a unit.
    let slow = market.call("/sleep", r#"{"milliseconds": 200}"#);
    let quick = market.call_with("/sleep", r#"{"milliseconds": 0}"#, &[&bob]);
    // It works, and costs nothing.
    market.call("/fail", r#"{"status": 500}"#);
    market.call("/seconds", r#"{"milliseconds": 5}"#);
    let margin = folder.json(&["margin"]);
    assert_eq!(margin["machine"]["second_price"], "0.4");
    let sleep = endpoint(&margin, "/sleep");
    assert_eq!(
        (&sleep["requests"], &sleep["below_cost"], &sleep["unpaid"]),
        (&2.into(), &1.into(), &0.into())
    );
    assert_eq!(sleep["earned"], "0.05");
    let callers = sleep["callers"].as_array().unwrap();
    assert_eq!(callers.len(), 2);
    for caller in callers {
        assert_eq!(
            nano(&caller["cost"]),
            times(&caller["seconds"], 400_000_000)
        );
    }
    let loss = &margin["below_cost"][0];
    assert_eq!(margin["below_cost"].as_array().unwrap().len(), 1);
    assert_eq!(loss["request_id"], slow.header("x-fal-request-id").unwrap());
    assert_ne!(
        loss["request_id"],
        quick.header("x-fal-request-id").unwrap()
    );
    assert!(count(&loss["seconds"], 8) >= 20_000_000, "{loss}");
    // At this price it would have earned its cost, and at a nano-dollar less it would not.
    let price = nano(&sleep["no_loss_unit_price"]);
    assert_eq!(nano(&loss["no_loss_unit_price"]), price);
    assert_eq!(times(&loss["units"], price), nano(&loss["cost"]));
    let suggested = nano(&sleep["suggested_unit_price"]);
    assert!(
        suggested >= price && suggested <= price * 11 / 10,
        "{suggested} for {price}"
    );
    let idle = folder.json(&["margin", "--busy", "25"]);
    assert!(nano(&endpoint(&idle, "/sleep")["suggested_unit_price"]) >= price * 4);
    // What fails costs the machine's time. What is billed by its seconds earns what it costs.
    let failed = endpoint(&margin, "/fail");
    assert_eq!(
        (&failed["unpaid"], &failed["earned"]),
        (&1.into(), &"0".into())
    );
    assert!(nano(&failed["cost"]) > 0);
    let seconds = endpoint(&margin, "/seconds");
    assert_eq!(
        (&seconds["margin"], &seconds["no_loss_unit_price"]),
        (&"0".into(), &Value::Null)
    );
    // At the price that it names, nothing is sold below cost.
    folder.run(&["price", sleep["no_loss_unit_price"].as_str().unwrap()]);
    let again = market.call("/sleep", r#"{"milliseconds": 0}"#);
    assert_eq!(again.status, 200);
    let csv = folder.run(&["margin", "--csv", "--endpoint", "/sleep", "--caller", "bob"]);
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("endpoint,caller,requests,units,unit,earned,seconds,cost,margin,unpaid,below_cost")
    );
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("/sleep,bob,1,1,request,0.025,"),
        "{csv}"
    );
    let people = folder.run(&["margin"]);
    for part in [
        "no loss at",
        "suggested",
        "a second of 2 GPU-H100 costs $0.4",
        "up to 2 were at work at once (`max_multiplexing`)",
        "1 requests worked and were charged no units",
    ] {
        assert!(people.contains(part), "{people}");
    }
    let requests = folder.run(&["margin", "--requests", "--csv"]);
    assert_eq!(requests.lines().count(), 2, "{requests}");
}

/// The time of streams, sessions, failed attempts and what is refunded is in it.
#[test]
fn each_way_to_answer_has_its_seconds() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    market.call("/stream", r#"{"items": 3, "pause": 50}"#);
    market.call("/deferred", r#"{"items": 3, "pause": 50}"#);
    let dies = market.call("/die", "{}");
    assert_eq!(dies.status, 503);
    let flaky = market.submit("/flaky", r#"{"name": "work", "failures": 2}"#);
    market.completed(&flaky);
    let seconds = |path: &str| {
        let margin = folder.json(&["margin", "--endpoint", path]);
        let row = margin["endpoints"].get(0)?;
        Some((count(&row["seconds"], 8), row["unmeasured"].as_u64()?))
    };
    for path in ["/stream", "/deferred"] {
        eventually("the time of a stream is there", || {
            seconds(path)
                .is_some_and(|(seconds, unmeasured)| seconds >= 10_000_000 && unmeasured == 0)
        });
    }
    for path in ["/die", "/flaky"] {
        let (seconds, unmeasured) = seconds(path).unwrap();
        assert!(seconds > 0 && unmeasured == 0, "{path}");
    }
    let paid = market.call("/flat", "{}");
    folder.run(&["refund", paid.header("x-fal-request-id").unwrap()]);
    let flat = endpoint(&folder.json(&["margin"]), "/flat");
    assert_eq!(
        (&flat["earned"], &flat["units"], &flat["unpaid"]),
        (&"0".into(), &"0".into(), &1.into())
    );
}
