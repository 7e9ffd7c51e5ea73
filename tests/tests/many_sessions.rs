//! A thousand sessions at once: each is answered, and their memory is bounded. It is a test of its own, for the number of its
//! files.

#![allow(clippy::unwrap_used)]

use fal_app_tests::server::{Server, command};
use fal_app_tests::sessions::{begin, close, frame, rest};

const SESSIONS: usize = 1000;

/// In bytes: the buffers of a session take 32 KiB, in so far as they are used, and its tasks a few.
const MOST_OF_A_SESSION: usize = 64 * 1024;

#[test]
fn a_thousand_sessions_are_answered_in_bounded_memory() {
    let server = Server::start(&mut command(env!("CARGO_BIN_EXE_realtime-app")));
    let before = server.peak_memory();
    let mut sessions: Vec<_> = (0..SESSIONS)
        .map(|_| begin(server.address, "/realtime/two"))
        .collect();
    for round in 0..3_u8 {
        for session in &mut sessions {
            session.send(frame(2, &[b"\x81\xa1n".as_slice(), &[round]].concat()));
        }
    }
    for session in &mut sessions {
        for round in 0..3_u8 {
            session.read_until(&[b"\x81\xa1n".as_slice(), &[round]].concat());
        }
    }
    let each = (server.peak_memory() - before) / SESSIONS;
    assert!(each < MOST_OF_A_SESSION, "{each} bytes for a session");
    for session in &mut sessions {
        session.send(close(1000));
    }
    for session in &mut sessions {
        assert_eq!(rest(session).code, Some(1000));
    }
    assert_eq!(server.stop().code, Some(0));
}
