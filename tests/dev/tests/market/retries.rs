//! What the queue tries again, and that nobody pays for it.

use fal_app_tests::server::eventually;
use rusqlite::Connection;

use crate::support::{Folder, Market};

/// The attempt that a request was settled with, its units and its amount.
fn settled(folder: &Folder, id: &str) -> (u32, i64, i64) {
    let file = Connection::open(folder.path().join("market-dev.db")).unwrap();
    file.query_row(
        "SELECT attempt, units, amount FROM settled WHERE lower(hex(request_id)) = ?1",
        [id.replace('-', "")],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
    .unwrap()
}

fn flaky(name: &str, failures: u32, more: &str) -> String {
    format!(r#"{{"name": "{name}", "failures": {failures}{more}}}"#)
}

#[test]
fn failures_of_the_runner_are_tried_again_and_the_last_answer_is_charged() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for (name, more) in [
        ("unavailable", ""),
        ("late", r#", "status": 504"#),
        ("asked", r#", "status": 500, "retry": true"#),
    ] {
        let id = market.submit("/flaky", &flaky(name, 2, more));
        let status = market.completed(&id);
        assert_eq!(status["error"], fal_app::Value::Null, "{status}");
        let result = market.result(&id);
        assert_eq!((result.status, result.units()), (200, Some("3")), "{name}");
        assert_eq!(result.json()["attempt"], 3);
        assert_eq!(result.header("x-fal-needs-retry"), None);
        assert_eq!(
            settled(&folder, &id),
            (3, 300_000_000, 75_000_000),
            "{name}"
        );
        // The lines of all attempts are there.
        let logs = market
            .queue("GET", &format!("/requests/{id}/status?logs=1"), "", &[])
            .json();
        for attempt in 1..4 {
            let line = format!("attempt {attempt} at {name}");
            assert!(
                logs["logs"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|entry| entry["message"] == line),
                "{logs}"
            );
        }
    }
    assert_eq!(folder.balance("alice")["charged"], "0.225");
}

#[test]
fn other_failures_are_not_tried_again() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for (name, more, headers, expected) in [
        ("internal", r#", "status": 500"#, &[][..], 500),
        ("asked", r#", "retry": false"#, &[][..], 503),
        ("never", "", &["x-fal-no-retry: true"][..], 503),
    ] {
        let id = market.submit_with("/flaky", &flaky(name, 1, more), headers);
        market.completed(&id);
        let result = market.result(&id);
        assert_eq!(
            (result.status, result.units()),
            (expected, Some("0")),
            "{name}"
        );
        assert_eq!(settled(&folder, &id), (1, 0, 0), "{name}");
    }
}

#[test]
fn ten_attempts_are_the_most_and_the_owner_may_want_fewer() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let all = market.submit("/flaky", &flaky("always", 99, ""));
    let config = r#"x-fal-retry-config: {"server_error": {"retries": 2}}"#;
    let owner = format!("authorization: Key {}", market.key("owner"));
    let some = market.queue_as(
        &owner,
        "POST",
        "/flaky",
        &flaky("sometimes", 99, ""),
        &[config],
    );
    let some = some.json()["request_id"].as_str().unwrap().to_owned();
    for (key, id, attempts) in [
        (&owner, &some, 3),
        (
            &format!("authorization: Key {}", market.key("alice")),
            &all,
            10,
        ),
    ] {
        market.completed_as(key, id);
        let result = market.queue_as(key, "GET", &format!("/requests/{id}"), "", &[]);
        assert_eq!(
            (result.status, result.detail()),
            (503, "not yet".to_owned())
        );
        assert_eq!(settled(&folder, id), (attempts, 0, 0));
    }
}

#[test]
fn an_app_that_dies_is_asked_again() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let id = market.submit("/flaky", &flaky("dies", 1, r#", "dies": true"#));
    market.completed(&id);
    assert_eq!(market.result(&id).json()["attempt"], 2);
    assert_eq!(settled(&folder, &id), (2, 300_000_000, 75_000_000));
}

#[test]
fn who_cancels_is_not_tried_again() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let id = market.submit("/flaky", &flaky("cancelled", 99, ""));
    market.log_line(|line| line == "attempt 2 at cancelled");
    market.cancel(&id);
    assert_eq!(market.completed(&id)["status"], "COMPLETED");
    assert_eq!(folder.balance("alice")["charged"], "0");
}

/// An attempt that takes too long is given up. What it answers later is noted, and costs nothing.
#[test]
fn what_takes_too_long_is_given_up_and_tried_again() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--unit-price", "1"], "private");
    let owner = format!("authorization: Key {}", market.key("owner"));
    let submit = |config: &str| {
        let body = r#"{"name": "long", "milliseconds": 600000}"#;
        let submitted = market.queue_as(&owner, "POST", "/sleep", body, &[config]);
        submitted.json()["request_id"].as_str().unwrap().to_owned()
    };
    let twice = submit(r#"x-fal-retry-config: {"timeout": {"retries": 1}}"#);
    let once = submit(r#"x-fal-retry-config: {"timeout": {"retries": 0}}"#);
    for (id, attempts) in [(&once, 1), (&twice, 2)] {
        let status = market.completed_as(&owner, id);
        assert_eq!(status["error_type"], "request_timeout");
        let result = market.queue_as(&owner, "GET", &format!("/requests/{id}"), "", &[]);
        assert_eq!((result.status, result.units()), (504, Some("0")));
        assert_eq!(settled(&folder, id), (attempts, 0, 0));
    }
    // The app heard of it each time, and answered.
    let file = Connection::open(folder.path().join("market-dev.db")).unwrap();
    let select = "SELECT count(*) FROM late WHERE status = 499 AND units = 0";
    eventually("three late answers are noted", || {
        let noted: i64 = file.query_row(select, (), |row| row.get(0)).unwrap();
        noted == 3
    });
    assert_eq!(folder.balance("owner")["charged"], "0");
}
