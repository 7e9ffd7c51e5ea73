//! Requests that their callers cancel: by `POST {path}/cancel` with the same `x-fal-request-id`.
//!
//! The app has one place, so whoever is answered after a cancel found it free.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod callers;
mod http2;
mod settled;
mod turns;
mod waiting;

use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::{Server, command};

const JSON: &str = "content-type: application/json";

/// Longer than any test.
const LONG: &str = r#""milliseconds": 600000, "first_milliseconds": 600000"#;

/// The app whose methods sleep.
fn sleeper() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_server-app")))
}

/// Sends a request with an id, and does not wait for the answer. `more` is what its body says beside a name: the id.
fn send(connection: &mut Connection, path: &str, id: &str, more: &str) {
    let body = match more {
        "" => format!(r#"{{"name": "{id}"}}"#),
        more => format!(r#"{{"name": "{id}", {more}}}"#),
    };
    let id = format!("x-fal-request-id: {id}");
    connection.request(&format!("POST {path}"), &[JSON, &id], body.as_bytes());
}

/// Sends a request that sleeps, and waits until it is at work.
fn begin(server: &Server, path: &str, id: &str) -> Connection {
    let mut connection = Connection::open(server.address);
    send(&mut connection, path, id, LONG);
    let began = format!("began {id}");
    server.log_line(|line| line == began);
    connection
}

/// Asks to cancel a request, and returns the status and the word of the answer.
fn cancel(server: &Server, path: &str, headers: &[&str]) -> (u16, String) {
    let mut connection = Connection::open(server.address);
    let path = path.trim_end_matches('/');
    let answer = connection
        .request(&format!("POST {path}/cancel"), headers, b"")
        .answer();
    assert_eq!(answer.units(), Some("0"), "{answer:?}");
    let word = answer.json()["status"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (answer.status, word)
}

/// Cancels a request that is in progress.
fn cancel_now(server: &Server, path: &str, id: &str) {
    let cancelled = cancel(server, path, &[&format!("x-fal-request-id: {id}")]);
    assert_eq!(cancelled, (200, "CANCELLATION_REQUESTED".to_owned()));
}

fn assert_cancelled(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.units()),
        (499, Some("0")),
        "{answer:?}"
    );
    assert_eq!(
        answer.text(),
        r#"{"detail":"Request cancelled by the client."}"#
    );
}

/// Sends a request that takes no time, and reads its answer: there is a place.
fn assert_served(connection: &mut Connection) {
    send(connection, "/sleep", "next", "");
    assert_eq!(connection.answer().status, 200);
}

#[test]
fn what_is_at_work_is_answered_at_once_and_its_place_is_free() {
    let server = sleeper();
    for path in ["/sleep", "/stream", "/stream-on-a-thread"] {
        let mut connection = begin(&server, path, &path[1..]);
        cancel_now(&server, path, &path[1..]);
        assert_cancelled(&connection.answer());
        assert_served(&mut connection);
    }
}

#[test]
fn a_blocking_method_keeps_its_place_until_it_returns() {
    let server = sleeper();
    let mut connection = Connection::open(server.address);
    send(
        &mut connection,
        "/sleep-on-a-thread",
        "one",
        r#""milliseconds": 500"#,
    );
    server.log_line(|line| line == "began one");
    cancel_now(&server, "/sleep-on-a-thread", "one");
    assert_cancelled(&connection.answer());
    assert_served(&mut connection);
    let order = server.log_lines(2, |line| ["ended one", "began next"].contains(&line));
    assert_eq!(order, ["ended one", "began next"]);
}

#[test]
fn a_stream_breaks_off_and_its_place_is_free() {
    let server = sleeper();
    for path in ["/stream", "/flood"] {
        let mut connection = Connection::open(server.address);
        send(
            &mut connection,
            path,
            &path[1..],
            r#""milliseconds": 600000"#,
        );
        let head = connection.answer_to_head();
        assert_eq!((head.status, head.units()), (200, Some("0")));
        cancel_now(&server, path, &path[1..]);
        // Nobody reads the stream any more, so it could not send anything.
        assert_served(&mut Connection::open(server.address));
        assert!(!connection.rest().ends_with(b"0\r\n\r\n"));
        let ended = format!("outcome=StreamCancelled status=200 units=\"0\" path=\"{path}\"");
        server.log_line(|line| line.contains(&ended));
    }
}
