//! How requests come through, and how they end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Instant;

use crate::support::{Folder, Market};

#[test]
fn with_and_without_a_slash_at_the_end() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for path in ["", "/"] {
        assert_eq!(
            market.call(path, r#"{"units": 1}"#).units(),
            Some("1"),
            "{path}"
        );
    }
    for path in ["/flat", "/flat/"] {
        assert_eq!(market.call(path, "{}").units(), Some("1"), "{path}");
    }
    assert_eq!(market.get("/run/owner/market/flat").status, 405);
    let document = market.get("/run/owner/market/openapi.json");
    assert_eq!((document.status, document.units()), (200, Some("0")));
    let quote = market.call("/quote", r#"{"units": 2.5}"#);
    assert_eq!(quote.json()["billable_units"]["max"], "2.50000000");
    let capped = market.call_with(
        "/",
        r#"{"units": 3}"#,
        &[
            &format!("authorization: Key {}", market.key("alice")),
            "x-max-billable-units: 2",
        ],
    );
    assert_eq!((capped.status, capped.units()), (412, Some("0")));
}

#[test]
fn a_stream_comes_as_it_is_made_and_is_charged_with_its_head() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = market.key("alice");
    let body = r#"{"items": 3, "pause": 600}"#;
    let mut stream = TcpStream::connect(market.address).unwrap();
    let head = format!(
        "POST /run/owner/market/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Key {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut read = Vec::new();
    let mut first = None;
    let mut bytes = [0; 1024];
    while !read.ends_with(b"0\r\n\r\n") {
        let count = stream.read(&mut bytes).unwrap();
        assert!(count > 0);
        read.extend_from_slice(&bytes[..count]);
        if first.is_none() && String::from_utf8_lossy(&read).contains(r#""number": 0"#) {
            first = Some(Instant::now());
            // It is charged already.
            assert_eq!(folder.balance("alice")["charged"], "0.05");
        }
    }
    // Two pauses came after the first item.
    assert!(first.unwrap().elapsed().as_millis() >= 600);
    let text = String::from_utf8(read).unwrap();
    assert!(text.contains("x-fal-billable-units: 2\r\n"), "{text}");
}

#[test]
fn a_stream_of_machine_seconds_is_charged_at_its_end_and_one_that_breaks_is_free() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let whole = market.call("/stream-seconds", r#"{"items": 2, "pause": 100}"#);
    assert!(whole.is_whole);
    assert_eq!(whole.units(), None);
    let line = market.line(whole.header("x-fal-request-id").unwrap());
    let seconds: f64 = line["billable_units"].as_str().unwrap().parse().unwrap();
    assert!(seconds >= 0.1, "{seconds}");
    assert!(line["cost_nano_usd"].as_i64().unwrap() > 0);
    let broken = market.call(
        "/stream-seconds",
        r#"{"items": 2, "pause": 10, "dies": true}"#,
    );
    assert!(!broken.is_whole);
    let line = market.line(broken.header("x-fal-request-id").unwrap());
    assert_eq!(line["cost_nano_usd"], 0);
}

#[test]
fn who_leaves_cancels_at_the_app_and_pays_nothing() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    drop(market.begin("long", 600_000));
    market.log_line(|line| line == "ended long");
    let line = market.log_line(|line| line.starts_with('{') && line.contains("/sleep"));
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&line["status"], &line["cost_nano_usd"]),
        (&499.into(), &0.into())
    );
    assert_eq!(folder.balance("alice")["reserved"], "0");
}

#[test]
fn no_more_than_max_multiplexing_are_sent_at_once() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("authorization: Key {}", market.key("alice"));
    let first = market.begin("first", 600_000);
    let _second = market.begin("second", 600_000);
    // A third waits, and its caller does not want to wait for long.
    let impatient = market.call_with(
        "/sleep",
        r#"{"milliseconds": 1}"#,
        &[&key, "x-fal-request-timeout: 0.2"],
    );
    assert_eq!(impatient.status, 504);
    assert_eq!(impatient.header("x-fal-request-timeout-type"), Some("user"));
    assert_eq!(impatient.json()["error_type"], "startup_timeout");
    assert_eq!(
        impatient.header("x-fal-error-type"),
        Some("startup_timeout")
    );
    // What needs no place goes on.
    assert_eq!(market.call("/quote", r#"{"units": 1}"#).status, 200);
    thread::scope(|scope| {
        let third = scope.spawn(|| {
            market
                .call("/sleep", r#"{"name": "third", "milliseconds": 1}"#)
                .status
        });
        drop(first);
        assert_eq!(third.join().unwrap(), 200);
    });
}
