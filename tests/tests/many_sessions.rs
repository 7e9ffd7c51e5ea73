//! Many sessions at once: each is answered, and their memory is bounded. It is a test of its own, for the number of its
//! files.

#![allow(clippy::unwrap_used)]

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use fal_app_tests::http::get;
use fal_app_tests::server::{Server, command};
use fal_app_tests::sessions::{PING, begin, close, frame, rest};

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

/// Numbers in a message of one byte each. As values they take 40 times as much.
const NUMBERS: u16 = 20_000;

/// How many such messages wait in a session: less than 1 MiB, so that the caller is read to the last.
const WAITING: usize = 50;

#[test]
fn what_waits_takes_the_bytes_that_were_sent() {
    const SESSIONS: usize = 10;
    const MOST: usize = 4 * 1024 * 1024;
    let server = Server::start(&mut command(env!("CARGO_BIN_EXE_load-app")));
    let list = [
        &[0xdc],
        &NUMBERS.to_be_bytes()[..],
        &vec![1; NUMBERS.into()],
    ]
    .concat();
    let before = server.peak_memory();
    let mut sessions: Vec<_> = (0..SESSIONS)
        .map(|_| begin(server.address, "/held"))
        .collect();
    for session in &mut sessions {
        session.send(frame(2, &list).repeat(WAITING));
        session.send(frame(PING, b"read?"));
        session.read_until(b"read?");
    }
    let each = (server.peak_memory() - before) / SESSIONS;
    assert!(each < MOST, "{each} bytes for a session");
}

/// In bytes. The kernel keeps less than that for a caller whom the server does not read.
const LARGE: usize = 12 * 1024 * 1024;

/// So many of them find room at once: 128 MiB, at 16 MiB for one that is being read.
const IN_ROOM: usize = 8;

/// A large message, whole but for its last byte.
fn large_message() -> Vec<u8> {
    let length = u32::try_from(LARGE).unwrap().to_be_bytes();
    let start = [b"\x82\xa6prompt\xa3fox\xa3pad\xc6".as_slice(), &length].concat();
    let all = u64::try_from(start.len() + LARGE).unwrap().to_be_bytes();
    let head = [&[0x82, 0xff], &all[..], &[0; 4], &start].concat();
    [head, vec![0; LARGE - 1]].concat()
}

#[test]
fn large_messages_of_many_sessions_share_the_memory() {
    let server = Server::start(&mut command(env!("CARGO_BIN_EXE_realtime-app")));
    let before = server.peak_memory();
    let (message, sent, may_end) = (large_message(), AtomicUsize::new(0), Barrier::new(IN_ROOM));
    thread::scope(|scope| {
        for _ in 0..3 * IN_ROOM {
            scope.spawn(|| {
                let mut session = begin(server.address, "/realtime");
                session.send(&message);
                // Nobody else has room before one of the first ends. The server has time enough to read the others, if it would.
                if sent.fetch_add(1, Ordering::SeqCst) < IN_ROOM {
                    may_end.wait();
                    (0..100).for_each(|_| assert_eq!(get(server.address, "/health").status, 200));
                    let read = sent.load(Ordering::SeqCst);
                    may_end.wait();
                    assert_eq!(read, IN_ROOM);
                }
                session.send([0]).read_until(b"fox");
                // The rest of the answer, and the close of the server, which is not masked.
                let rest = session.send(close(1000)).rest();
                assert!(rest.ends_with(&[&[0x88, 2], &1000_u16.to_be_bytes()[..]].concat()));
            });
        }
    });
    let more = server.peak_memory() - before;
    assert!(more < 2 * IN_ROOM * LARGE, "{more} bytes");
    assert_eq!(server.stop().code, Some(0));
}
