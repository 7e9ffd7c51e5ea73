//! A deferred request has an id under which its units can be reported.

use fal_app_tests::http::{Answer, Connection};

use super::{JSON, Platform, is_deferred, with_id};

fn ask(platform: &Platform, headers: &[&str], json: &str) -> Answer {
    begin(platform, headers, json).answer()
}

fn begin(platform: &Platform, headers: &[&str], json: &str) -> Connection {
    let mut connection = Connection::open(platform.app.address);
    let headers: Vec<&str> = [JSON].iter().chain(headers).copied().collect();
    connection.request("POST /items", &headers, json.as_bytes());
    connection
}

#[test]
fn any_other_id_is_refused_before_the_method_runs() {
    let platform = Platform::start();
    let json = r#"{"items": 1}"#;
    let one = with_id(0);
    for headers in [
        &[][..],
        &[one.as_str(), one.as_str()],
        &["x-fal-request-id: 123E4567-E89B-12D3-A456-426614174000"],
        &["x-fal-request-id: {123e4567-e89b-12d3-a456-426614174000}"],
        &["x-fal-request-id: 123e4567e89b12d3a456426614174000"],
        &["x-fal-request-id: ../../tokens"],
        &["x-fal-request-id: "],
    ] {
        let answer = ask(&platform, headers, json);
        assert_eq!(
            (answer.status, answer.units()),
            (400, Some("0")),
            "{headers:?}"
        );
        let detail = answer.detail();
        assert!(
            detail.ends_with(": what it costs could not be reported"),
            "{detail}"
        );
    }
    // What is not deferred needs no id, and neither does a quote.
    let quote = fal_app_tests::http::post(platform.app.address, "/items/quote", json);
    assert_eq!((quote.status, quote.units()), (200, Some("0")));
    let free = fal_app_tests::http::post(platform.app.address, "/free", "");
    assert_eq!((free.status, free.units()), (200, Some("0")));
    let ended = platform.app.stop();
    assert_eq!(ended.count_lines(|line| line.starts_with("made ")), 0);
    assert!(platform.told.requests().is_empty());
}

#[test]
fn an_id_at_work_is_its_callers_own() {
    let platform = Platform::start();
    let (one, alice, bob) = (
        with_id(0),
        "x-fal-caller-user-id: alice",
        "x-fal-caller-user-id: bob",
    );
    let waits = r#"{"items": 1, "then": "waits"}"#;
    let mut at_work = begin(&platform, &[&one, alice], waits);
    assert!(is_deferred(&at_work.answer_to_head()));
    let refused = ask(&platform, &[&one, bob], r#"{"items": 5}"#);
    assert_eq!((refused.status, refused.units()), (400, Some("0")));
    let detail = refused.detail();
    assert!(
        detail.starts_with("another caller's request with this"),
        "{detail}"
    );
    // The platform may send a request again.
    let again = ask(&platform, &[&one, alice], r#"{"items": 1}"#);
    assert!(is_deferred(&again));
    drop(at_work);
    platform
        .app
        .log_lines(2, |line| line.contains("are reported"));
    // It is free once all is reported.
    let later = ask(&platform, &[&one, bob], r#"{"items": 1}"#);
    assert!(is_deferred(&later));
}

/// A run that was let through never costs more than its caller allows.
#[test]
fn a_ceiling_is_held_by_what_bounds_the_bill() {
    let platform = Platform::start();
    let ask = |path: &str, digit, ceiling: &str| {
        let mut connection = Connection::open(platform.app.address);
        let ceiling = format!("x-max-billable-units: {ceiling}");
        let head = format!("POST {path}");
        let json = r#"{"items": 50}"#;
        connection.request(&head, &[JSON, &with_id(digit), &ceiling], json.as_bytes());
        connection.answer()
    };
    let open = ask("/items", 0, "1000000");
    assert_eq!((open.status, open.units()), (412, Some("0")));
    assert_eq!(open.json()["detail"][0]["ctx"]["max"], fal_app::Value::Null);
    assert_eq!(open.json()["detail"][0]["ctx"]["min"], "1");
    assert_eq!(ask("/on-a-thread", 1, "4.99").status, 412);
    assert_eq!(ask("/on-a-thread", 2, "5").status, 200);
    assert_eq!(ask("/flat", 3, "3").status, 200);
    assert_eq!(platform.units(2), "5");
    assert_eq!(platform.units(3), "3");
}
