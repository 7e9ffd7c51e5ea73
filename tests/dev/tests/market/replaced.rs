//! The app's process is replaced as the platform replaces a runner: where it dies, where an answer says so, and where its
//! health check fails. No caller waits in vain, and nobody pays twice.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use fal_app_tests::http::Connection;
use fal_app_tests::server::Ended;

use crate::support::{Folder, Market};

/// The lines that tell of a replaced process.
fn replaced(ended: &Ended) -> Vec<&str> {
    let told = ended
        .lines
        .iter()
        .filter_map(|line| line.split_once("the app "));
    let told = told.map(|(_, told)| told);
    told.filter(|told| told.ends_with("is replaced")).collect()
}

#[test]
fn an_app_that_is_killed_while_idle_is_there_again() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let first = market.app_process();
    market.kill_app();
    market.log_line(|line| line.ends_with("ended with signal: 9 (SIGKILL) and is replaced"));
    assert_ne!(market.app_process(), first);
    let ended = market.stop();
    assert_eq!(ended.code, Some(0));
    assert_eq!(replaced(&ended).len(), 1, "{:#?}", ended.lines);
}

#[test]
fn who_waits_for_an_app_that_dies_is_told_and_pays_nothing() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut waiting = market.begin("waiting", 600_000);
    market.kill_app();
    for died in [waiting.answer(), market.call("/die", "{}")] {
        assert_eq!((died.status, died.units()), (503, Some("0")));
        assert_eq!(died.json()["error_type"], "runner_disconnected");
        assert_eq!(died.header("x-fal-error-type"), Some("runner_disconnected"));
        // The next one waits until it is there again.
        assert_eq!(market.call("/flat", "{}").status, 200);
    }
    assert_eq!(folder.balance("alice")["charged"], "0.05");
    let ended = market.stop();
    assert_eq!(
        replaced(&ended),
        [
            "ended with signal: 9 (SIGKILL) and is replaced",
            "ended with exit status: 7 and is replaced"
        ]
    );
}

#[test]
fn what_is_in_the_queue_of_an_app_that_dies_is_worked_off_and_charged_once() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let names = ["first", "second", "third", "fourth"];
    let ids = names.map(|name| {
        let body = format!(r#"{{"name": "{name}", "milliseconds": 1000}}"#);
        market.submit("/sleep", &body)
    });
    // Two are at work, the others wait.
    market.log_line(|line| line == "began first");
    market.log_line(|line| line == "began second");
    market.kill_app();
    for id in &ids {
        market.completed(id);
        let result = market.result(id);
        assert_eq!((result.status, result.units()), (200, Some("1")));
    }
    assert_eq!(folder.balance("alice")["charged"], "0.1");
    assert_eq!(replaced(&market.stop()).len(), 1);
}

#[test]
fn an_answer_ends_its_process_where_its_status_or_the_app_says_so() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut process = market.app_process();
    for (status, stop, is_replaced) in [
        (503, "null", true),
        (503, "false", false),
        (422, "true", true),
        (422, "null", false),
        (500, "null", false),
        (504, "null", false),
    ] {
        // Whoever the app is at already is answered.
        let mut other = market.begin("other", 300);
        let failed = market.call(
            "/fail",
            &format!(r#"{{"status": {status}, "stop": {stop}}}"#),
        );
        assert_eq!(
            (failed.status, failed.detail(), failed.units()),
            (status, "it failed".to_owned(), Some("0"))
        );
        assert_eq!(failed.header("x-fal-stop-runner"), None);
        assert_eq!(other.answer().status, 200);
        let now = market.app_process();
        assert_eq!(now != process, is_replaced, "{status} {stop}");
        process = now;
    }
    let ended = market.stop();
    assert_eq!(
        replaced(&ended),
        [
            "answered 503 and is replaced",
            "answered 422 and is replaced"
        ]
    );
    // Each process was torn down.
    assert_eq!(ended.count_lines(|line| line == "torn down"), 3);
    assert_eq!(folder.balance("alice")["charged"], "0.15");
}

#[test]
fn other_callers_hear_nothing_of_it() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let callers = [(); 4].map(|()| {
            scope.spawn(|| {
                let mut calls = 0;
                while !is_over.load(Ordering::Relaxed) {
                    let answer = market.call("/flat", "{}");
                    assert_eq!(answer.status, 200, "{}", answer.text());
                    calls += 1;
                }
                calls
            })
        });
        for _ in 0..5 {
            assert_eq!(market.call("/fail", r#"{"status": 503}"#).status, 503);
        }
        is_over.store(true, Ordering::Relaxed);
        let calls: u32 = callers.map(|caller| caller.join().unwrap()).iter().sum();
        let balance = folder.balance("alice");
        let charged: f64 = balance["charged"].as_str().unwrap().parse().unwrap();
        assert_eq!((charged / 0.025).round() as u32, calls);
    });
    assert_eq!(replaced(&market.stop()).len(), 5);
}

#[test]
fn a_request_that_takes_too_long_ends_its_process() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--unit-price", "1"], "private");
    let owner = format!("authorization: Key {}", market.key("owner"));
    let late = market.call_with("/sleep", r#"{"milliseconds": 600000}"#, &[&owner]);
    assert_eq!((late.status, late.units()), (504, Some("0")));
    assert_eq!(late.json()["error_type"], "request_timeout");
    assert_eq!(market.call_with("/flat", "{}", &[&owner]).status, 200);
    assert_eq!(folder.balance("owner")["charged"], "1");
    assert_eq!(
        replaced(&market.stop()),
        ["took longer than its `request_timeout` and is replaced"]
    );
}

/// It is asked every 15 seconds.
#[test]
fn an_app_that_fails_its_health_check_is_replaced() {
    let folder = Folder::new();
    folder.write("unwell");
    let market = Market::start_with(&folder, &[], "frail");
    let first = market.app_process();
    market.log_line(|line| line.ends_with("failed its health check and is replaced"));
    assert_ne!(market.app_process(), first);
    assert_eq!(replaced(&market.stop()).len(), 1);
}

#[test]
fn an_app_that_does_not_start_again_ends_the_command_and_loses_nothing() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let first = market.app_process();
    folder.write("no-model");
    market.kill_app();
    market.log_line(|line| line.ends_with("before it listened and is started again"));
    let id = market.submit("/flat", "{}");
    let waiting = market.call("/flat", "{}");
    assert_eq!((waiting.status, waiting.units()), (503, Some("0")));
    assert_eq!(waiting.json()["error_type"], "runner_scheduling_failure");
    let ended = market.end();
    assert_eq!(ended.code, Some(1));
    // Each start says why it failed.
    assert_eq!(ended.count_lines(|line| line.contains("no model")), 8);
    let failed = "error: the app ended with exit status: 1 before it listened, 8 times in a row";
    assert_eq!(ended.lines.last().unwrap(), failed);
    folder.remove("no-model");
    let again = Market::start_with(&folder, &[], "shared");
    assert_ne!(again.app_process(), first);
    again.completed(&id);
    assert_eq!(again.result(&id).status, 200);
    assert_eq!(folder.balance("alice")["charged"], "0.025");
}

#[test]
fn a_marketplace_that_is_stopped_while_the_app_starts_again_keeps_nobody_waiting() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    folder.write("no-model");
    market.kill_app();
    market.log_line(|line| line.ends_with("before it listened and is started again"));
    let mut waiting = Connection::open(market.address);
    waiting.send(format!(
        "POST /run/owner/market/flat HTTP/1.1\r\nhost: localhost\r\nauthorization: Key {}\r\n\
         content-length: 2\r\nexpect: 100-continue\r\n\r\n",
        market.key("alice")
    ));
    waiting.read_until(b"100 Continue\r\n\r\n");
    waiting.send("{}");
    let ended = market.stop();
    assert_eq!(ended.code, Some(0));
    let answer = waiting.answer();
    assert_eq!((answer.status, answer.units()), (503, Some("0")));
    assert_eq!(answer.json()["error_type"], "runner_scheduling_failure");
}
