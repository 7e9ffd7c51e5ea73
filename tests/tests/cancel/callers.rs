//! Whose requests a cancel ends.

use fal_app_tests::http::Connection;
use fal_app_tests::server::Server;

use super::{
    JSON, LONG, assert_cancelled, assert_served, begin, cancel, cancel_now, send, sleeper,
};

const NOT_FOUND: (u16, &str) = (404, "NOT_FOUND");

fn found(cancelled: &(u16, String)) -> (u16, &str) {
    (cancelled.0, &cancelled.1)
}

/// A request of alice with the id `one`.
fn alice_at_work() -> (Server, Connection) {
    let server = sleeper();
    let mut connection = Connection::open(server.address);
    let body = format!(r#"{{"name": "one", {LONG}}}"#);
    let headers = [JSON, "x-fal-request-id: one", "x-fal-caller-user-id: alice"];
    connection.request("POST /sleep", &headers, body.as_bytes());
    server.log_line(|line| line == "began one");
    (server, connection)
}

#[test]
fn only_the_same_caller_the_same_path_and_the_same_id_are_cancelled() {
    let (server, mut alice) = alice_at_work();
    let (one, bob) = ("x-fal-request-id: one", "x-fal-caller-user-id: bob");
    for (path, headers) in [
        ("/sleep", &[one, bob][..]),
        ("/sleep", &["x-fal-request-id: two"]),
        ("/sleep-on-a-thread", &[one]),
    ] {
        let cancelled = cancel(&server, path, headers);
        assert_eq!(found(&cancelled), NOT_FOUND, "{path} {headers:?}");
    }
    let cancelled = cancel(&server, "/sleep", &[one, "x-fal-caller-user-id: alice"]);
    assert_eq!(found(&cancelled), (200, "CANCELLATION_REQUESTED"));
    assert_cancelled(&alice.answer());
}

#[test]
fn the_platform_names_no_caller_when_it_cancels_by_itself() {
    let (server, mut alice) = alice_at_work();
    cancel_now(&server, "/sleep", "one");
    assert_cancelled(&alice.answer());
}

#[test]
fn all_requests_of_an_id_are_cancelled() {
    let server = sleeper();
    let mut at_work = begin(&server, "/sleep", "one");
    let mut waiting = Connection::open(server.address);
    send(&mut waiting, "/sleep", "one", LONG);
    server.wait_in_progress(2);
    cancel_now(&server, "/sleep", "one");
    assert_cancelled(&at_work.answer());
    assert_cancelled(&waiting.answer());
    assert_served(&mut at_work);
}

#[test]
fn a_cancel_says_what_it_needs() {
    let server = sleeper();
    let mut connection = Connection::open(server.address);
    let answer = connection.request("POST /sleep/cancel", &[], b"").answer();
    assert_eq!((answer.status, answer.units()), (422, Some("0")));
    let missing = r#"{"detail":[{"type":"missing","loc":["header","x-fal-request-id"],"msg":"Field required","input":null}]}"#;
    assert_eq!(answer.text(), missing);
    let two = ["x-fal-request-id: one", "x-fal-request-id: two"];
    let answer = connection.request("POST /sleep/cancel", &two, b"").answer();
    assert_eq!((answer.status, answer.units()), (422, Some("0")));
    let answer = connection.request("GET /sleep/cancel", &[], b"").answer();
    assert_eq!((answer.status, answer.units()), (405, Some("0")));
    // A health check ends by itself.
    let answer = connection
        .request("POST /healthy/cancel", &[], b"")
        .answer();
    assert_eq!((answer.status, answer.units()), (404, Some("0")));
    // What else is sent is not read.
    let answer = connection
        .request(
            "POST /sleep/cancel",
            &["x-fal-request-id: one"],
            b"{not JSON",
        )
        .answer();
    assert_eq!((answer.status, answer.units()), (404, Some("0")));
    assert_served(&mut connection);
}
