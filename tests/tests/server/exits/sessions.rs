//! The ends of sessions. None carries units: what it costs, it tells in its messages.

use fal_app_tests::http::Connection;
use fal_app_tests::server::Server;
use fal_app_tests::sessions::{begin, close, message, rest};

/// What a session that is charged by its seconds tells first.
const ZERO: &str = r#"{"type":"x-fal-message","action":"timings","timing":0.0}"#;

pub(super) fn each_end(server: &Server) {
    for (text, error) in [
        ("3", "TIMEOUT"),
        ("fails", "INTERNAL_ERROR"),
        ("panics", "INTERNAL_ERROR"),
        ("refused: too long a text", "INTERNAL_ERROR"),
    ] {
        let mut session = begin(server.address, "/session");
        session.send(message("text", text));
        let said = rest(&mut session);
        assert_eq!(said.texts[0], ZERO, "{text}");
        assert!(said.texts[1].contains(error), "{text}: {said:?}");
        assert_eq!((said.texts.len(), said.code), (2, Some(1000)), "{text}");
    }
    ended(server, "SessionFailed", 3);
    let mut session = begin(server.address, "/session");
    session.send(close(4000));
    let said = rest(&mut session);
    assert_eq!(said.texts, [ZERO]);
    assert_eq!(said.code, Some(4000));
    drop(begin(server.address, "/session"));
    ended(server, "SessionLeft", 2);
}

fn ended(server: &Server, outcome: &str, times: usize) {
    let line = format!("outcome={outcome} status=101 path=\"/session\"");
    server.log_lines(times, |logged| logged.contains(&line));
}

/// A session that is there when the server stops.
pub(super) fn stays(server: &Server) -> Connection {
    begin(server.address, "/session-without-end")
}

/// Its caller is told to begin another one.
pub(super) fn is_stopped(mut session: Connection) {
    let said = rest(&mut session);
    assert!(said.texts.is_empty(), "{said:?}");
    assert_eq!(said.code, Some(1012));
}
