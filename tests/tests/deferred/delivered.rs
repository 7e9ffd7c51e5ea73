//! What was delivered is what is reported, once, however the stream ends.

use fal_app_tests::http::get;

use super::frames::{DATA, Http2, RST_STREAM, WINDOW_UPDATE};
use super::{Platform, id, is_deferred};

#[test]
fn each_end_is_reported_once() {
    let platform = Platform::start();
    let ends = [
        ("/items", r#"{"items": 3}"#, true, "3"),
        (
            "/items",
            r#"{"items": 3, "images": 0.5, "times": 3}"#,
            true,
            "4.50000000",
        ),
        // `min` lifts what was delivered, and nothing else.
        ("/items", r#"{"items": 1, "images": 0.25}"#, true, "1"),
        ("/items", r#"{"items": 0}"#, true, "0"),
        ("/flat", r#"{"items": 7}"#, true, "3"),
        ("/flat", r#"{"items": 0}"#, true, "0"),
        ("/on-a-thread", r#"{"items": 7}"#, true, "5"),
        ("/bytes", r#"{"items": 3, "size": 70000}"#, true, "210000"),
        // What breaks off is charged up to there.
        ("/items", r#"{"items": 3, "then": "fails"}"#, false, "3"),
        (
            "/items",
            r#"{"items": 3, "then": "fails_billed"}"#,
            false,
            "1",
        ),
        (
            "/items",
            r#"{"items": 3, "then": "fails_billed_more"}"#,
            false,
            "3",
        ),
        ("/items", r#"{"items": 3, "then": "panics"}"#, false, "0"),
        (
            "/on-a-thread",
            r#"{"items": 3, "then": "panics"}"#,
            false,
            "0",
        ),
        ("/items", r#"{"items": 3, "then": "not_json"}"#, false, "3"),
        (
            "/items",
            r#"{"items": 3, "then": "not_metered"}"#,
            false,
            "3",
        ),
        ("/items", r#"{"items": 3, "then": "overflows"}"#, false, "3"),
    ];
    for (digits, round) in ends.chunks(10).enumerate() {
        let platform = if digits == 0 {
            &platform
        } else {
            &Platform::start()
        };
        for (digit, (path, json, is_whole, units)) in (0..).zip(round) {
            let answer = platform.ask(path, digit, json);
            assert!(is_deferred(&answer), "{json}: {answer:?}");
            assert_eq!((answer.status, answer.is_whole), (200, *is_whole), "{json}");
            assert_eq!(platform.units(digit), *units, "{path} {json}");
        }
        assert_eq!(platform.told.requests().len(), round.len());
    }
    let metrics = get(platform.app.metrics, "/metrics");
    let counted = |path: &str, units: &str| {
        let line =
            format!("fal_billable_units_total{{app_name=\"fal\",path=\"{path}\"}} {units}\n");
        assert!(metrics.text().contains(&line), "{}", metrics.text());
    };
    counted("/flat", "3");
    counted("/bytes", "210000");
}

#[test]
fn what_fails_before_the_first_item_says_its_units_itself() {
    let platform = Platform::start();
    for (json, status, units) in [
        (r#"{"items": 0, "then": "fails"}"#, 500, "0"),
        (r#"{"items": 0, "then": "fails_billed"}"#, 422, "1"),
        (r#"{"items": 0, "then": "panics"}"#, 500, "0"),
        (r#"{"items": 0, "then": "not_json"}"#, 500, "0"),
        (r#"{"items": 0, "then": "not_metered"}"#, 500, "0"),
        (r#"{"items": "many"}"#, 422, "0"),
        (r#"{"items": 1, "times": -1}"#, 500, "0"),
    ] {
        let answer = platform.ask("/items", 0, json);
        assert_eq!(
            (answer.status, answer.units()),
            (status, Some(units)),
            "{json}"
        );
        assert_eq!(answer.header("x-fal-billable-units-webhook"), None);
    }
    assert_eq!(platform.app.stop().code, Some(0));
    assert!(platform.told.requests().is_empty());
}

#[test]
fn a_caller_who_leaves_is_charged_for_what_arrived() {
    let platform = Platform::start();
    let mut caller = platform.request("/items", 0, r#"{"items": 3, "then": "waits"}"#);
    assert!(is_deferred(&caller.answer_to_head()));
    platform.app.log_line(|line| line == "made 2");
    for _ in 0..3 {
        caller.event();
    }
    drop(caller);
    assert_eq!(platform.units(0), "3");
    platform
        .app
        .log_line(|line| line == "the stream was dropped");
}

#[test]
fn a_stream_that_is_cancelled_is_charged_for_what_arrived() {
    let platform = Platform::start();
    let mut caller = platform.request("/items", 0, r#"{"items": 3, "then": "waits"}"#);
    assert!(is_deferred(&caller.answer_to_head()));
    for _ in 0..3 {
        caller.event();
    }
    let cancelled = platform.ask("/items/cancel", 0, "");
    assert_eq!((cancelled.status, cancelled.units()), (200, Some("0")));
    assert_eq!(platform.units(0), "3");
    platform
        .app
        .log_line(|line| line.contains("outcome=StreamCancelled status=200 units=\"3\""));
    assert_eq!(platform.app.stop().code, Some(0));
    assert_eq!(platform.told.requests().len(), 1);
}

#[test]
fn what_was_made_and_not_delivered_is_not_charged() {
    let platform = Platform::start();
    // No socket holds the second item.
    let json = r#"{"items": 2, "then": "waits", "size": 67108864, "begins_empty": true}"#;
    let mut caller = platform.request("/items", 0, json);
    assert!(is_deferred(&caller.answer_to_head()));
    platform.app.log_line(|line| line == "made 1");
    assert!(caller.event().starts_with("data: {\"number\": 0.0,"));
    drop(caller);
    assert_eq!(platform.units(0), "1");
}

/// Its report does not wait until the caller takes what is on its way, and the end of the server not either.
#[test]
fn a_stream_that_is_cancelled_and_not_read_is_charged_at_once() {
    let platform = Platform::start();
    // No socket holds the second item.
    let json = r#"{"items": 2, "then": "waits", "size": 67108864, "begins_empty": true}"#;
    let mut caller = platform.request("/items", 0, json);
    assert!(is_deferred(&caller.answer_to_head()));
    platform.app.log_line(|line| line == "made 1");
    caller.event();
    assert_eq!(platform.ask("/items/cancel", 0, "").status, 200);
    let ended = platform.app.stop();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
    let reports = platform.told.requests();
    let reports: Vec<String> = reports.iter().map(super::units).collect();
    assert_eq!(reports, ["1"]);
    assert!(caller.rest().len() < 67_108_864);
}

/// The same over HTTP/2, where all streams of the connection are stuck behind what is written.
#[test]
fn a_stream_of_http_2_that_is_cancelled_and_not_read_is_charged_at_once() {
    const OPEN: u32 = 0x7fff_ffff;
    let platform = Platform::start();
    let mut caller = Http2::open(platform.app.address, &[(4, OPEN)]);
    caller.send(WINDOW_UPDATE, 0, 0, &(OPEN - 65_535).to_be_bytes());
    let id = id(0);
    let headers = [
        ("content-type", "application/json"),
        ("x-fal-request-id", &id),
    ];
    // No socket holds the second item.
    let json = br#"{"items": 2, "then": "waits", "size": 67108864, "begins_empty": true}"#;
    caller.request(1, "POST", "/items", &headers, json);
    while caller.frame().unwrap().kind != DATA {}
    platform.app.log_line(|line| line == "made 1");
    // Time enough to fill the socket.
    (0..20).for_each(|_| assert_eq!(get(platform.app.address, "/health").status, 200));
    assert_eq!(platform.ask("/items/cancel", 0, "").status, 200);
    // Otherwise the end of the grace period would charge nothing.
    assert_eq!(platform.app.stop().code, Some(0));
    let reports = platform.told.requests();
    let reports: Vec<String> = reports.iter().map(super::units).collect();
    assert_eq!(reports, ["1"]);
}

/// A stream of HTTP/2 has a window of 65535 bytes, which this caller never opens: the items that end within it are
/// delivered, and no other.
#[test]
fn over_http_2_items_within_the_window_are_delivered() {
    const WINDOW: usize = 65_535;
    let shown = |number: usize| {
        format!("data: {{\"number\": {number}.0, \"images\": 1.0, \"text\": \"\"}}\n\n").len()
    };
    for (digit, size) in (0..).zip([10, 1000, 20_000]) {
        let (mut items, mut bytes) = (0, 0);
        while bytes + shown(items) + size <= WINDOW {
            bytes += shown(items) + size;
            items += 1;
        }
        for leaves in ["drops", "resets", "cancels"] {
            let platform = Platform::start();
            let mut caller = Http2::open(platform.app.address, &[]);
            let json = format!(r#"{{"items": 0, "then": "goes_on", "size": {size}}}"#);
            let id = id(digit);
            let headers = [
                ("content-type", "application/json"),
                ("x-fal-request-id", &id),
            ];
            caller.request(1, "POST", "/items", &headers, json.as_bytes());
            let mut read = 0;
            while read < WINDOW {
                let frame = caller.frame().unwrap();
                if frame.kind == DATA {
                    read += frame.payload.len();
                }
            }
            match leaves {
                "drops" => drop(caller),
                "resets" => caller.send(RST_STREAM, 0, 1, &8_u32.to_be_bytes()),
                _ => {
                    let cancelled = platform.ask("/items/cancel", digit, "");
                    assert_eq!(cancelled.status, 200);
                    // Otherwise the end of the grace period would charge nothing.
                    platform.app.terminate();
                }
            }
            assert_eq!(platform.units(digit), items.to_string(), "{size} {leaves}");
        }
    }
}
