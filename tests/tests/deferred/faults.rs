//! A platform with faults is told again, and never disturbs an answer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fal_app_tests::loopback::Reply;
use fal_app_tests::server::{Process, command};

use super::{Platform, is_deferred, units};

/// What it answers in turn, and then 200.
fn in_turn(faults: Vec<Reply>) -> Platform {
    let turn = AtomicUsize::new(0);
    Platform::answering(move |_| {
        let turn = turn.fetch_add(1, Ordering::SeqCst);
        faults
            .get(turn)
            .cloned()
            .unwrap_or_else(|| Reply::new(200, ""))
    })
}

#[test]
fn what_fails_is_reported_again() {
    for fault in [
        Reply::new(500, "no"),
        Reply::new(409, "another number was told"),
        Reply::Raw(Vec::new()),
        Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_vec()),
    ] {
        let platform = in_turn(vec![fault.clone()]);
        assert!(is_deferred(&platform.ask("/items", 0, r#"{"items": 2}"#)));
        platform
            .app
            .log_line(|line| line.contains("2 units of request") && line.contains("are reported"));
        let told: Vec<String> = platform.told.requests().iter().map(units).collect();
        assert_eq!(told, ["2", "2"], "{fault:?}");
    }
}

#[test]
fn a_slow_platform_keeps_no_caller_waiting() {
    let platform = Platform::answering(|_| {
        std::thread::sleep(Duration::from_secs(2));
        Reply::new(200, "")
    });
    let mut caller = fal_app_tests::http::Connection::open(platform.app.address);
    for digit in 0..5 {
        let json = r#"{"items": 2}"#;
        caller.request(
            "POST /items",
            &[super::JSON, &super::with_id(digit)],
            json.as_bytes(),
        );
        let answer = caller.answer();
        assert!(is_deferred(&answer) && answer.is_whole, "{answer:?}");
    }
    let reported = |line: &str| line.contains("are reported");
    platform.app.log_lines(5, reported);
    let mut lines = platform.told.lines();
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), 5);
}

/// None of its reports could leave.
#[test]
fn with_a_host_that_is_not_valid_the_app_does_not_start() {
    let mut app = command(env!("CARGO_BIN_EXE_deferred-app"));
    app.env("FAL_APP_NAME", "deferred")
        .env("FAL_KEY", "key:secret")
        .env("FAL_REST_HOST", "bad host/..");
    let ended = Process::start(&mut app).end();
    assert_eq!(ended.code, Some(1));
    let said = ended.lines.join("\n");
    assert!(
        said.contains("the units of the deferred stream `/items` could not be reported: "),
        "{said}"
    );
    assert!(said.contains("bad host/.."), "{said}");
    assert!(said.contains("help: `FAL_REST_HOST` is the host"), "{said}");
    assert!(!said.contains(" serves on "), "{said}");
}
