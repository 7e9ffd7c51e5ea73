//! Requests that are cancelled by another request.

use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::Server;

/// Cancels the request of an id, and says what that came to.
fn cancel(server: &Server, path: &str, id: &str) -> Answer {
    let id = format!("x-fal-request-id: {id}");
    let mut connection = Connection::open(server.address);
    let answer = connection
        .request(&format!("POST {path}/cancel"), &[&id], b"")
        .answer();
    assert_eq!(answer.units(), Some("0"), "{answer:?}");
    answer
}

fn begin(server: &Server, path: &str) -> Connection {
    let mut connection = Connection::open(server.address);
    let id = format!("x-fal-request-id: cancels {path}");
    connection.request(&format!("POST {path}"), &[&id], b"");
    connection
}

pub(super) fn before_settlement(server: &Server) {
    for path in ["/waits", "/waits-on-a-thread"] {
        let mut connection = begin(server, path);
        // Another request of the app may have written this line. Then the cancel comes before the method begins.
        server.log_line(|line| line == format!("{} began", &path[1..]));
        let id = format!("cancels {path}");
        while cancel(server, path, &id).status == 404 {}
        let answer = connection.answer();
        assert_eq!(
            (answer.status, answer.units()),
            (499, Some("0")),
            "{answer:?}"
        );
        assert_eq!(answer.detail(), "Request cancelled by the client.");
        assert_eq!(cancel(server, path, &id).status, 404);
    }
}

pub(super) fn a_stream(server: &Server) {
    let path = "/stream-waits-on-a-thread";
    let mut connection = begin(server, path);
    assert_eq!(connection.answer_to_head().units(), Some("1"));
    let answer = cancel(server, path, &format!("cancels {path}"));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), r#"{"status":"CANCELLATION_REQUESTED"}"#);
    // The first item may have been read with the head; what ends a whole answer never comes.
    assert!(!connection.rest().ends_with(b"0\r\n\r\n"));
    let ended = format!("outcome=StreamCancelled status=200 units=\"1\" path=\"{path}\"");
    server.log_line(|line| line.contains(&ended));
}
