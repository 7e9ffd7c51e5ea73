//! Callers who leave while their inputs wait, or while they take nothing: their work ends.

use fal_app_tests::http::Connection;
use fal_app_tests::server::{Server, command};
use fal_app_tests::sessions::{begin, begin_with, close, frame, message, rest};

use super::stop::picture;

const MIB: usize = 1024 * 1024;

/// A session at work, behind which so many bytes of small inputs wait.
fn at_work(server: &Server, waiting: usize) -> Connection {
    let mut session = begin(server.address, "/realtime/metered");
    // `{"n": 1, "ms": 600000}`
    session.send(frame(2, b"\x82\xa1n\x01\xa2ms\xce\x00\x09\x27\xc0"));
    const PAD: u16 = 30_000;
    let head = [b"\x82\xa1n\x02\xa3pad\xc5".as_slice(), &PAD.to_be_bytes()];
    let input = frame(2, &[&head.concat()[..], &[0; PAD as usize]].concat());
    session.send(input.repeat(waiting / input.len()));
    session
}

fn start() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_realtime-app")))
}

fn is_left(server: &Server) {
    server.log_line(|line| line.contains("outcome=SessionLeft"));
}

#[test]
fn a_close_behind_many_small_inputs_ends_the_work() {
    let server = start();
    let mut session = at_work(&server, 4 * MIB);
    session.send(close(1000));
    assert_eq!(rest(&mut session).code, Some(1000));
    is_left(&server);
}

#[test]
fn the_end_of_a_connection_that_is_not_read_ends_the_work() {
    let server = start();
    // 16 MiB of inputs wait at most. What is beyond stays in the kernel, and the end of the connection with it.
    drop(at_work(&server, 16 * MIB + MIB / 16));
    is_left(&server);
}

/// What is on its way to such a caller delays neither the cancel nor the close.
#[test]
fn a_session_whose_caller_takes_nothing_is_cancelled_and_closed() {
    for is_cancelled in [true, false] {
        let server = start();
        let id = "x-fal-request-id: one";
        let mut session = begin_with(server.address, "/realtime", &[id]);
        for _ in 0..3 {
            session.send(picture(12 * MIB));
        }
        // The first answer has begun, and more than the connection holds is left of it.
        session.read_until(b"fox");
        if is_cancelled {
            let mut cancels = Connection::open(server.address);
            let cancelled = cancels
                .request("POST /realtime/cancel", &[id], b"")
                .answer();
            assert_eq!((cancelled.status, cancelled.units()), (200, Some("0")));
        } else {
            session.send(close(1000));
        }
        is_left(&server);
        let mut other = begin(server.address, "/realtime");
        other.send(message("prompt", "fox")).read_until(b"fox");
        assert_eq!(server.stop().code, Some(0));
    }
}
