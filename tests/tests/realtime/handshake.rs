//! What asks for a session is refused like any other request.

use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::{Server, command};
use fal_app_tests::sessions::UPGRADE;

fn ask(server: &Server, path: &str, more: &[&str], body: &[u8]) -> Answer {
    let headers = [&UPGRADE, more].concat();
    let mut connection = Connection::open(server.address);
    connection
        .request(&format!("GET {path}"), &headers, body)
        .answer_to_head()
}

/// A session costs one unit, nothing, or what nobody knows before.
#[test]
fn a_session_that_may_cost_more_than_its_caller_allows_is_refused() {
    let server = Server::start(&mut command(env!("CARGO_BIN_EXE_realtime-app")));
    for (path, most, status) in [
        ("/realtime", "0", 412),
        ("/realtime", "0.5", 412),
        ("/realtime", "1", 101),
        ("/realtime", "abc", 422),
        ("/realtime/metered", "1000", 412),
        ("/realtime/free", "0", 101),
        ("/realtime/free", "abc", 422),
    ] {
        let answer = ask(
            &server,
            path,
            &[&format!("x-max-billable-units: {most}")],
            b"",
        );
        assert_eq!(answer.status, status, "{path} {most}");
        if status != 101 {
            assert_eq!(answer.units(), Some("0"), "{path} {most}");
        }
    }
}

#[test]
fn a_handshake_has_one_key_and_no_body() {
    let server = Server::start(&mut command(env!("CARGO_BIN_EXE_realtime-app")));
    let key = "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==";
    for (more, body, status) in [
        (&[][..], &b""[..], 101),
        (&[key], b"", 400),
        (&["sec-websocket-version: 13"], b"", 400),
        (&[], b"hello", 400),
    ] {
        let answer = ask(&server, "/realtime", more, body);
        assert_eq!(answer.status, status, "{more:?} {body:?}");
    }
}
