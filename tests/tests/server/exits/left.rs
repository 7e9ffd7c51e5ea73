//! Callers who leave before they have their answer.

use fal_app_tests::http::{Connection, get, post};
use fal_app_tests::server::{Ended, Server};

use super::table::{DEFERRED, STREAMS};
use crate::sleeper::JSON;

pub(super) fn before_settlement(server: &Server) {
    for path in ["/waits", "/waits-on-a-thread"] {
        let mut connection = Connection::open(server.address);
        connection.request(&format!("POST {path}"), &[], b"");
        server.log_line(|line| line == format!("{} began", &path[1..]));
        drop(connection);
        let left = format!("outcome=Left status=499 units=\"0\" path=\"{path}\"");
        server.log_line(|line| line.contains(&left));
    }
    server.log_line(|line| line == "waits-on-a-thread was told");
}

pub(super) fn a_stream(server: &Server) {
    let left = |path: &str, units: &str| {
        let line = format!("outcome=StreamLeft status=200 units=\"{units}\" path=\"{path}\"");
        server.log_line(|logged| logged.contains(&line));
    };
    for path in STREAMS {
        let mut connection = Connection::open(server.address);
        let json = br#"{"num_images": 2, "how": "goes_on"}"#;
        connection.request(&format!("POST {path}"), &[JSON], json);
        assert_eq!(connection.answer_to_head().units(), Some("2"));
        drop(connection);
        left(path, "2");
        server.log_line(|line| line == format!("{} was dropped", &path[1..]));
    }
    let mut connection = Connection::open(server.address);
    let json = br#"{"num_images": 2, "how": "goes_on"}"#;
    connection.request(&format!("POST {DEFERRED}"), &[JSON], json);
    assert_eq!(connection.answer_to_head().units(), Some("0"));
    drop(connection);
    left(DEFERRED, "2");
    let mut connection = Connection::open(server.address);
    connection.request("POST /stream-waits-on-a-thread", &[], b"");
    assert_eq!(connection.answer_to_head().units(), Some("1"));
    drop(connection);
    left("/stream-waits-on-a-thread", "1");
    server.log_line(|line| line == "stream-waits-on-a-thread was told");
}

pub(super) fn after_settlement(server: &Server) {
    let mut connection = Connection::open(server.address);
    // The answer has 64 MiB, and the caller reads none of it: the server cannot have sent it when the caller leaves.
    connection.request("POST /large", &[], b"");
    let settled = "outcome=Value status=200 units=\"3\" path=\"/large\"";
    server.log_line(|line| line.contains(settled));
    drop(connection);
    assert_eq!(post(server.address, "/free", "").status, 200);
    let counted = get(server.metrics, "/metrics");
    assert!(
        counted
            .text()
            .contains(r#"fal_billable_units_total{app_name="fal",path="/large"} 3"#)
    );
}

/// A caller who leaves after the settlement changes nothing. The request is not counted a second time.
pub(super) fn each_request_ended_once(ended: &Ended) {
    let of_large = |line: &str| line.contains("path=\"/large\"");
    assert_eq!(ended.count_lines(of_large), 1);
}
