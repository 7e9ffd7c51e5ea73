//! Streams that are charged by a report.

use std::thread;

use fal_app::Value;
use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::eventually;

use crate::support::{Folder, Market};

const ITEMS: &str = r#"{"items": 3}"#;

/// The key that the app's process has.
fn own_key(market: &Market) -> String {
    let environment = market.call("/environment", "{}").json();
    assert_eq!(environment["app"], "market");
    assert_eq!(environment["rest"], format!("{}/rest", market.address));
    environment["key"].as_str().unwrap().to_owned()
}

/// Reports with a key, as the app does.
fn report(market: &Market, key: Option<&str>, id: &str, body: &str) -> Answer {
    let key = key.map(|key| format!("authorization: Key {key}"));
    let mut headers = vec!["content-type: application/json"];
    headers.extend(key.as_deref());
    Connection::open(market.address)
        .request(
            &format!("POST /rest/requests/billable-units/{id}"),
            &headers,
            body.as_bytes(),
        )
        .answer()
}

fn units(said: &str) -> String {
    format!(r#"{{"billable_units": "{said}"}}"#)
}

/// The line that the report of a request writes.
fn reported(market: &Market, id: &str) -> Value {
    let line = market.log_line(|line| line.contains(id) && line.contains(r#""source":"report""#));
    serde_json::from_str(&line).unwrap()
}

/// Starts a stream of alice that goes on until its caller leaves, and waits for its head. Returns its id.
fn begin(market: &Market) -> (Connection, String) {
    let key = format!("authorization: Key {}", market.key("alice"));
    let mut connection = Connection::open(market.address);
    connection.request(
        "POST /run/owner/market/deferred",
        &[&key, "content-type: application/json"],
        br#"{"items": 5000, "pause": 600000}"#,
    );
    let head = connection.answer_to_head();
    let id = head.header("x-fal-request-id").unwrap().to_owned();
    // Its first item leaves too.
    connection.event();
    (connection, id)
}

#[test]
fn a_deferred_stream_is_billed_by_the_report_of_the_app() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let answer = market.call("/deferred", ITEMS);
    assert_eq!((answer.status, answer.units()), (200, None));
    assert_eq!(answer.header("x-fal-billable-units-webhook"), None);
    let id = answer.header("x-fal-request-id").unwrap();
    let line = reported(&market, id);
    assert_eq!(
        (&line["caller"], &line["endpoint"], &line["status"]),
        (&"alice".into(), &"/deferred".into(), &200.into())
    );
    assert_eq!(
        (&line["billable_units"], &line["cost_nano_usd"]),
        (&"3".into(), &75_000_000.into())
    );
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0.075".into(), &"0".into())
    );
    let row = folder.json(&["usage"])["usage"][0].clone();
    assert_eq!(
        (&row["source"], &row["units"], &row["cost"]),
        (&"report".into(), &"3".into(), &"0.075".into())
    );
    // A stream without items costs nothing, and is an ordinary answer.
    let nothing = market.call("/deferred", r#"{"items": 0}"#);
    let id = nothing.header("x-fal-request-id").unwrap();
    market.log_line(|line| line.contains(id) && line.contains(r#""cost_nano_usd":0"#));
}

#[test]
fn a_deferred_stream_in_the_queue_is_billed_by_its_report_too() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("authorization: Key {}", market.key("alice"));
    let submitted = Connection::open(market.address)
        .request(
            "POST /queue/owner/market/deferred",
            &[&key, "content-type: application/json"],
            ITEMS.as_bytes(),
        )
        .answer();
    let id = submitted.json()["request_id"].as_str().unwrap().to_owned();
    let line = reported(&market, &id);
    assert_eq!(line["cost_nano_usd"], 75_000_000);
    let path = format!("/queue/owner/market/requests/{id}");
    eventually("it is done", || {
        market.get(&format!("{path}/status")).status == 200
    });
    let result = market.get(&path);
    assert_eq!(result.status, 200, "{}", result.text());
    assert_eq!(folder.balance("alice")["charged"], "0.075");
}

#[test]
fn who_leaves_pays_for_what_was_delivered() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let (connection, id) = begin(&market);
    drop(connection);
    let line = reported(&market, &id);
    assert_eq!(line["billable_units"], "1");
    assert_eq!(folder.balance("alice")["charged"], "0.025");
}

#[test]
fn the_same_report_is_heard_again_and_another_is_not_charged() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = own_key(&market);
    let answer = market.call("/deferred", ITEMS);
    let id = answer.header("x-fal-request-id").unwrap();
    reported(&market, id);
    for said in ["3", "3.00000000"] {
        let again = report(&market, Some(&key), id, &units(said));
        assert_eq!(again.status, 200, "{}", again.text());
        assert_eq!(again.json()["billable_units"], "3");
    }
    let other = report(&market, Some(&key), id, &units("4"));
    assert_eq!((other.status, other.units()), (409, Some("0")));
    market.log_line(|line| line.contains(id) && line.contains("they are not charged"));
    assert_eq!(folder.balance("alice")["charged"], "0.075");
    // One that is not deferred has its bill.
    let flat = market.call("/flat", "{}");
    let id = flat.header("x-fal-request-id").unwrap();
    assert_eq!(report(&market, Some(&key), id, &units("5")).status, 409);
    assert_eq!(folder.balance("alice")["charged"], "0.1");
}

#[test]
fn only_the_app_reports_and_only_what_is_a_number() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = own_key(&market);
    let (_connection, id) = begin(&market);
    let one = units("1");
    for (who, status) in [
        (None, 401),
        (Some("not-a-key"), 401),
        (Some("00000000-0000-0000-0000-000000000000:secret"), 401),
        (Some(market.key("alice")), 403),
        // The owner's other keys are not the app's.
        (Some(market.key("owner")), 403),
    ] {
        assert_eq!(report(&market, who, &id, &one).status, status, "{who:?}");
    }
    for body in [
        "",
        "{}",
        "[1]",
        r#"{"billable_units": 1}"#,
        r#"{"billable_units": null}"#,
        r#"{"billable_units": "-1"}"#,
        r#"{"billable_units": "1e3"}"#,
        r#"{"billable_units": "nan"}"#,
        r#"{"billable_units": "1,5"}"#,
        r#"{"billable_units": " 1"}"#,
    ] {
        assert_eq!(report(&market, Some(&key), &id, body).status, 422, "{body}");
    }
    for unknown in [
        "0197a000-0000-7000-8000-000000000000",
        "nothing",
        "",
        &id.to_uppercase(),
        &id.replace('-', ""),
    ] {
        let refused = report(&market, Some(&key), unknown, &one);
        assert_eq!(refused.status, 404, "{unknown}");
    }
    let got = Connection::open(market.address)
        .request(
            &format!("GET /rest/requests/billable-units/{id}"),
            &[&format!("authorization: Key {key}")],
            b"",
        )
        .answer();
    assert_eq!((got.status, got.header("allow")), (405, Some("POST")));
    assert_eq!(folder.balance("alice")["charged"], "0");
}

#[test]
fn of_many_reports_at_once_one_is_charged() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = own_key(&market);
    // It is not at its end, and the app's own report is still to come.
    let (_connection, id) = begin(&market);
    let mut statuses = thread::scope(|scope| {
        let reports = ["7"; 8].map(|said| {
            let (market, key, id) = (&market, &key, &id);
            scope.spawn(move || report(market, Some(key), id, &units(said)).status)
        });
        reports.map(|report| report.join().unwrap())
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200; 8]);
    assert_eq!(reported(&market, &id)["billable_units"], "7");
    assert_eq!(folder.balance("alice")["charged"], "0.175");
}

#[test]
fn unreported_work_waits_over_restarts_at_the_price_of_its_acceptance() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let old_key = own_key(&market);
    let (_first, first) = begin(&market);
    let (_second, second) = begin(&market);
    market.kill();
    let again = Market::start_with(&folder, &["--unit-price", "9"], "shared");
    let usage = folder.json(&["usage"])["usage"].clone();
    let waiting = usage.as_array().unwrap().iter();
    let waiting: Vec<&Value> = waiting.filter(|row| row["source"] == "waiting").collect();
    assert_eq!(waiting.len(), 1, "{usage}");
    assert_eq!(
        (&waiting[0]["requests"], &waiting[0]["cost"]),
        (&2.into(), &"0".into())
    );
    // Each keeps what it may cost at most: 50 units.
    assert_eq!(folder.balance("alice")["reserved"], "2.5");
    let by_people = folder.run(&["usage"]);
    assert!(by_people.contains("waiting"), "{by_people}");
    // An app that outlived its marketplace has the key of before.
    for (key, id) in [(old_key, &first), (own_key(&again), &second)] {
        let heard = report(&again, Some(&key), id, &units("2"));
        assert_eq!(heard.status, 200, "{}", heard.text());
    }
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0.1".into(), &"0".into())
    );
}

#[test]
fn the_key_of_the_app_is_nowhere_to_be_read() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = own_key(&market);
    let (id, secret) = key.split_once(':').unwrap();
    let listed = folder.json(&["keys", "list"]);
    let own = listed.as_array().unwrap().iter();
    let own = own.filter(|key| key["key_id"] == id).collect::<Vec<_>>();
    assert_eq!((own.len(), &own[0]["user"]), (1, &"owner".into()));
    let ended = market.stop();
    assert_eq!(ended.count_lines(|line| line.contains(secret)), 0);
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes
            .windows(secret.len())
            .any(|bytes| bytes == secret.as_bytes());
        assert!(!found);
    }
}

/// A report names the request, and not the attempt.
#[test]
fn an_attempt_that_breaks_off_is_tried_again_only_where_its_report_cannot_come() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    // Its process lives on, and reports it.
    let broken = market.submit(
        "/deferred",
        r#"{"items": 40, "name": "broken", "failures": 1}"#,
    );
    assert_eq!(
        market.completed(&broken)["error_type"],
        "runner_incomplete_response"
    );
    let result = market.result(&broken);
    assert_eq!((result.status, result.units()), (502, Some("0")));
    market.log_line(|line| line.contains(&broken) && line.contains("they are not charged"));
    let kept = rusqlite::Connection::open(folder.path().join("market-dev.db")).unwrap();
    let select = "SELECT reports.units, attempt FROM reports JOIN settled USING (request_id)";
    let kept: (i64, u32) = kept
        .query_row(select, (), |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(kept, (4_000_000_000, 1));
    let balance = folder.balance("alice");
    assert_eq!(
        (&balance["charged"], &balance["reserved"]),
        (&"0".into(), &"0".into())
    );
    // Its process dies, and the next one reports what is delivered.
    let died = market.submit(
        "/deferred",
        r#"{"items": 3, "name": "died", "failures": 1, "dies": true, "pause": 50}"#,
    );
    assert_eq!(market.completed(&died)["error"], Value::Null);
    assert_eq!(market.result(&died).status, 200);
    assert_eq!(reported(&market, &died)["billable_units"], "3");
    assert_eq!(folder.balance("alice")["charged"], "0.075");
}

#[test]
fn a_report_beyond_the_quote_is_charged_and_noticed() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = own_key(&market);
    let (_connection, id) = begin(&market);
    assert_eq!(report(&market, Some(&key), &id, &units("60")).status, 200);
    let noticed = "is charged 60 units, and its quote said 50 at most";
    market.log_line(|line| line.contains(&id) && line.contains(noticed));
    assert_eq!(folder.balance("alice")["charged"], "1.5");
}
