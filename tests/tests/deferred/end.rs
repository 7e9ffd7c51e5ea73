//! The end of the server: streams that end in time are charged, those that are cut cost nothing, and reports are waited
//! for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use fal_app_tests::http::Connection;
use fal_app_tests::loopback::Reply;
use fal_app_tests::server::eventually;

use super::{JSON, Platform, is_deferred};

#[test]
fn a_stream_that_outlives_the_grace_period_costs_nothing() {
    let platform = Platform::start();
    let json = r#"{"items": 3, "then": "waits"}"#;
    let mut caller = platform.request("/items", 0, json);
    assert!(is_deferred(&caller.answer_to_head()));
    let mut left = platform.request("/items", 1, json);
    assert!(is_deferred(&left.answer_to_head()));
    for _ in 0..2 {
        platform.app.log_lines(2, |line| line == "made 2");
    }
    platform.app.terminate();
    // A caller who leaves meanwhile is charged.
    platform
        .app
        .log_line(|line| line.contains("deferred stops"));
    for _ in 0..3 {
        left.event();
    }
    drop(left);
    assert_eq!(platform.units(1), "3");
    assert_eq!(platform.units(0), "0");
    let ended = platform.app.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(
        ended.count_lines(|line| line.contains("outlive the grace period: they are cut")),
        1
    );
    drop(caller);
}

#[test]
fn a_report_that_is_on_its_way_is_waited_for() {
    let platform = Platform::answering(|_| {
        std::thread::sleep(Duration::from_secs(1));
        Reply::new(200, "")
    });
    assert!(is_deferred(&platform.ask("/items", 0, r#"{"items": 2}"#)));
    // The report has come, and is not answered yet.
    assert_eq!(platform.units(0), "2");
    let ended = platform.app.stop();
    assert_eq!(ended.code, Some(0));
    let reported =
        |line: &str| line.contains("2 units of request") && line.contains("are reported");
    assert_eq!(ended.count_lines(reported), 1, "{:#?}", ended.lines);
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
}

#[test]
fn a_platform_that_never_answers_delays_neither_the_teardown_nor_the_end() {
    let platform = Platform::answering(|_| Reply::Silence(Duration::from_secs(60)));
    assert!(is_deferred(&platform.ask("/items", 0, r#"{"items": 2}"#)));
    assert_eq!(platform.units(0), "2");
    let ended = platform.app.stop();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
    assert_eq!(
        ended.count_lines(|line| line.contains("reports outlive the grace period")),
        1
    );
    let lost = "the 2 units of request 123e4567-e89b-12d3-a456-426614174000 for `/items` are not reported, and not billed: \
                the grace period is over";
    assert_eq!(ended.count_lines(|line| line.contains(lost)), 1);
}

/// Each attempt takes a connection.
#[test]
fn a_platform_that_does_not_answer_is_asked_16_times_at_once() {
    const ALL: usize = 40;
    let (at_once, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let (answers, waits) = mpsc::channel::<()>();
    let (waits, seen) = (Mutex::new(waits), most.clone());
    let platform = Platform::answering(move |_| {
        let now = at_once.fetch_add(1, Ordering::SeqCst) + 1;
        seen.fetch_max(now, Ordering::SeqCst);
        let _ = waits.lock().unwrap().recv();
        at_once.fetch_sub(1, Ordering::SeqCst);
        Reply::new(200, "")
    });
    for number in 0..ALL {
        let id = format!("x-fal-request-id: 123e4567-e89b-12d3-a456-4266141740{number:02}");
        let mut caller = Connection::open(platform.app.address);
        caller.request("POST /items", &[JSON, &id], br#"{"items": 1}"#);
        assert!(is_deferred(&caller.answer()));
    }
    eventually("16 are asked", || most.load(Ordering::SeqCst) == 16);
    for _ in 0..ALL {
        answers.send(()).unwrap();
    }
    let ended = platform.app.stop();
    assert_eq!(ended.count_lines(|line| line.contains("are reported")), ALL);
    assert_eq!(platform.told.requests().len(), ALL);
    assert_eq!(most.load(Ordering::SeqCst), 16);
}
