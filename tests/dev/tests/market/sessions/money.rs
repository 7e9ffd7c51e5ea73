//! What sessions cost.

use fal_app::Value;
use serde_json::json;

use super::talk::{Talk, open, open_as};
use crate::support::{Folder, Market};

/// The rows of the ledger of a session.
fn settled(folder: &Folder, talk: &Talk) -> Vec<(String, i64, i64)> {
    let file = rusqlite::Connection::open(folder.path().join("market-dev.db")).unwrap();
    let mut statement = file
        .prepare("SELECT source, units, amount FROM settled WHERE lower(hex(request_id)) = ?1")
        .unwrap();
    let id = talk.id.replace('-', "");
    let rows = statement
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn the_seconds_that_the_app_tells_are_charged_and_settled_before_the_close() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut talk = open_as(&market, "alice", "/realtime");
    // Its reserve is nothing, for nobody knows how long it lasts.
    assert_eq!(folder.balance("alice")["reserved"], "0");
    talk.send(&json!({"text": "long", "milliseconds": 2200}));
    // Between the two zeros and the answer.
    assert_eq!(talk.next()["timing"], 0.0);
    let timing = talk.next();
    assert_eq!(talk.next()["text"], "long");
    let told = timing["timing"].as_f64().unwrap();
    assert!((2.2..20.0).contains(&told), "{timing}");
    // What its caller says of seconds does not count: it is an input, and none that the app takes.
    let frame = r#"{"type":"x-fal-message","action":"timings","timing":1000000}"#;
    talk.socket.send(frame.into()).unwrap();
    let heard = talk.rest();
    assert_eq!(heard.close, Some((1000, String::new())));
    assert_eq!(heard.texts[0]["error"], "INTERNAL_ERROR");
    assert_eq!(heard.timings(), 0.0);
    // The close is here, and the session is in the ledger. It failed: what was told before is charged, and nothing more.
    // By the exact value of the number: a product of floats may round a tie that is none.
    let units = fal_app::BillableUnits::try_from(told).unwrap().to_string();
    let units: i64 = units.replace('.', "").parse().unwrap();
    // Two of the machine, each at 0.0005 dollars.
    let amount = i64::try_from(i128::from(units) * 1_000_000 / 100_000_000).unwrap();
    let [(source, charged, paid)] = &settled(&folder, &talk)[..] else {
        panic!("not settled once")
    };
    assert_eq!((&**source, *charged), ("timings", units));
    assert!((paid - amount).abs() <= 1, "{paid} {amount}");
    let line = market.line(&talk.id);
    assert_eq!(line["cost_nano_usd"], *paid);
    assert_eq!(
        line["billable_units"].as_str().unwrap().replace('.', ""),
        units.to_string()
    );
    // The platform's API says it as seconds.
    let usage = market.get("/v1/models/usage?expand=summary").json();
    let row = &usage["summary"][0];
    assert_eq!(row["endpoint_id"], "owner/market/realtime");
    assert_eq!(
        (&row["unit"], &row["unit_price"]),
        (&json!("compute seconds"), &json!(0.001))
    );
    let row = &folder.json(&["usage"])["usage"][0];
    assert_eq!(row["unit"], "second of the machine");
}

#[test]
fn a_short_session_of_seconds_is_free_and_a_flat_one_is_a_unit() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for (path, expected) in [
        ("/realtime", ("timings", 0, 0)),
        ("/realtime/flat", ("session", 100_000_000, 25_000_000)),
        ("/realtime/free", ("none", 0, 0)),
        ("/realtime/fl%61t", ("session", 100_000_000, 25_000_000)),
        ("/%72ealtime", ("timings", 0, 0)),
    ] {
        let mut talk = open_as(&market, "alice", path);
        talk.say("hello");
        assert_eq!(talk.answer()["text"], "hello", "{path}");
        talk.close();
        let (source, units, amount) = expected;
        assert_eq!(
            settled(&folder, &talk),
            [(source.to_owned(), units, amount)],
            "{path}"
        );
    }
    assert_eq!(folder.balance("alice")["charged"], "0.05");
    let prices = "/v1/models/pricing?endpoint_id=owner/market/realtime,owner/market/realtime/flat";
    let prices = market.get(prices).json();
    let prices: Vec<(&Value, &Value)> = prices["prices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|price| (&price["unit"], &price["unit_price"]))
        .collect();
    assert_eq!(
        prices,
        [
            (&json!("compute seconds"), &json!(0.001)),
            (&json!("request"), &json!(0.025))
        ]
    );
    // Its example price is shown before any call, and what a session of it costs.
    let mut command = folder.command(&["--port", "0", "--db", ":memory:", "--unit-price", "0.5"]);
    let people = fal_app_tests::server::Process::start(&mut command);
    people.log_line(|line| {
        line.trim_start().starts_with("WS   /realtime/flat")
            && line.ends_with("1 × request at $0.5: $0.5")
    });
    people.log_line(|line| {
        line.trim_start().starts_with("WS   /realtime ")
            && line.contains("the seconds of 2 GPU-H100")
    });
}

#[test]
fn a_failure_before_any_answer_costs_nothing_and_one_after_it_the_unit() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    talk.send(&json!({"text": "", "then": "fail"}));
    let heard = talk.rest();
    assert_eq!(heard.texts[0]["error"], "INTERNAL_ERROR");
    assert_eq!(settled(&folder, &talk), [("none".to_owned(), 0, 0)]);
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    talk.say("hello");
    talk.answer();
    talk.send(&json!({"text": "", "then": "fail"}));
    talk.rest();
    assert_eq!(settled(&folder, &talk)[0].1, 100_000_000);
}

#[test]
fn the_price_is_that_of_the_handshake() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    // The unit is reserved while the session goes on.
    assert_eq!(folder.balance("alice")["reserved"], "0.025");
    folder.run(&["price", "7"]);
    talk.close();
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["reserved"], &balance["charged"]),
        (&json!("0"), &json!("0.025"))
    );
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    talk.close();
    assert_eq!(folder.balance("alice")["charged"], "7.025");
    // And what is charged can be given back.
    folder.run(&["refund", &talk.id]);
    assert_eq!(folder.balance("alice")["refunded"], "7");
}

#[test]
fn who_has_no_credit_opens_no_session() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--unit-price", "60"], "shared");
    let key = format!("Key {}", market.key("alice"));
    let mut first = open_as(&market, "alice", "/realtime/flat");
    // 100 dollars hold one of 60, not two, while it goes on and after it.
    let second = || {
        open(&market, "/realtime/flat", &[("authorization", &key)])
            .err()
            .unwrap()
    };
    let (status, body) = second();
    assert_eq!(status, 403);
    assert!(body.contains("Exhausted balance"), "{body}");
    first.close();
    assert_eq!(second().0, 403);
    // Seconds need a balance, however small.
    let mut seconds = open_as(&market, "alice", "/realtime");
    seconds.close();
    assert_eq!(folder.balance("alice")["charged"], "60");
}
