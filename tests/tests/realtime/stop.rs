//! A server that stops while there are sessions.

use fal_app_tests::http::Connection;
use fal_app_tests::server::{Server, command};
use fal_app_tests::sessions::{PING, begin, frame, message, rest};

/// `{"n": 2, "ms": 500}`
const HALF_A_SECOND: &[u8] = b"\x82\xa1n\x02\xa2ms\xcd\x01\xf4";

fn start() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_realtime-app")))
}

/// Waits until the server has read all that was sent: it answers a ping in its turn. What it answered before is read too: the
/// first item of a stream.
fn is_read(session: &mut Connection) {
    session.send(frame(PING, b"read?"));
    session.read_until(b"read?");
}

#[test]
fn what_is_in_flight_is_answered_and_its_caller_told_to_go_elsewhere() {
    let server = start();
    let mut works = begin(server.address, "/realtime/two");
    works.send(frame(2, HALF_A_SECOND));
    is_read(&mut works);
    let mut waits = begin(server.address, "/realtime/two");
    let mut counts = begin(server.address, "/realtime/frames");
    counts.send(frame(2, b"\x82\xa5count\x03\xa2ms\x64"));
    is_read(&mut counts);
    server.terminate();
    let said = rest(&mut waits);
    assert_eq!((said.answers.len(), said.code), (0, Some(1012)), "{said:?}");
    let said = rest(&mut works);
    assert_eq!(said.answers, [b"\x81\xa1n\x02"]);
    assert_eq!((said.texts.len(), said.code), (0, Some(1012)), "{said:?}");
    // Its only input is answered to the end.
    let said = rest(&mut counts);
    assert_eq!((said.answers.len(), said.code), (2, Some(1000)), "{said:?}");
    assert_eq!(server.end().code, Some(0));
}

#[test]
fn a_session_that_goes_on_without_end_is_closed_within_the_grace_period() {
    let server = start();
    let mut counts = begin(server.address, "/realtime/frames");
    // 200 items, one each 5 seconds.
    counts.send(frame(2, b"\x82\xa5count\xcc\xc8\xa2ms\xcd\x13\x88"));
    is_read(&mut counts);
    server.terminate();
    let said = rest(&mut counts);
    assert_eq!((said.answers.len(), said.code), (0, Some(1012)), "{said:?}");
    assert_eq!(server.end().code, Some(0));
}

#[test]
fn work_that_is_cut_is_not_charged() {
    let server = start();
    let mut counts = begin(server.address, "/realtime/metered-frames");
    counts.send(frame(2, b"\x82\xa5count\xcc\xc8\xa2ms\xcd\x13\x88"));
    is_read(&mut counts);
    server.terminate();
    let said = rest(&mut counts);
    assert_eq!((said.texts.len(), said.code), (0, Some(1012)), "{said:?}");
    assert_eq!(server.end().code, Some(0));
}

/// A message with a picture of so many bytes.
pub(crate) fn picture(bytes: usize) -> Vec<u8> {
    let length = u32::try_from(bytes).unwrap().to_be_bytes();
    let start = [b"\x82\xa6prompt\xa3fox\xa6pixels\xc6".as_slice(), &length].concat();
    let all = u64::try_from(start.len() + bytes).unwrap().to_be_bytes();
    [&[0x82, 0xff], &all[..], &[0; 4], &start, &vec![0; bytes]].concat()
}

#[test]
fn a_caller_who_takes_nothing_does_not_keep_the_server() {
    let server = start();
    let mut session = begin(server.address, "/realtime");
    for _ in 0..2 {
        session.send(picture(12 * 1024 * 1024));
    }
    // The first answer has begun, and more than the connection holds is left of it.
    session.read_until(b"fox");
    server.terminate();
    let ended = server.end();
    assert_eq!(ended.code, Some(0));
    let skipped = ended.lines.iter().find(|line| line.contains("skipped"));
    assert_eq!(skipped, None);
}

/// The SDK leaves the session of such a caller behind, and then does not end.
#[test]
fn a_session_whose_caller_left_does_not_keep_the_server() {
    let server = start();
    for _ in 0..5 {
        let mut session = begin(server.address, "/realtime/collect");
        session.send(message("tag", "left"));
        is_read(&mut session);
    }
    assert_eq!(server.stop().code, Some(0));
}
