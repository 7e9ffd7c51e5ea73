//! Large bodies: they keep nobody waiting who sends a small one, and take a bounded share of memory.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use fal_app_tests::http::{Connection, get};
use fal_app_tests::server::{SOON, Server, command};

const JSON: &str = "content-type: application/json";

fn start() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_exits-app")))
}

#[test]
fn large_bodies_are_read_beside_other_requests() {
    const QUOTES: usize = 4;
    let server = start();
    let numbers = vec!["0.1234567"; 800_000].join(",");
    let body = format!(r#"{{"num_images":3,"others":[{numbers}]}}"#);
    let started = Instant::now();
    let quotes: Vec<_> = (0..QUOTES)
        .map(|_| {
            let (address, body) = (server.address, body.clone());
            thread::spawn(move || {
                let mut connection = Connection::open(address);
                let answer = connection
                    .request("POST /value/quote", &[JSON], body.as_bytes())
                    .answer();
                assert_eq!(answer.status, 200);
                started.elapsed()
            })
        })
        .collect();
    let mut longest = Duration::ZERO;
    while quotes.iter().any(|quote| !quote.is_finished()) {
        let asked = Instant::now();
        assert_eq!(get(server.address, "/health").status, 200);
        longest = longest.max(asked.elapsed());
    }
    let first = quotes.into_iter().map(|quote| quote.join().unwrap()).min();
    assert!(longest < first.unwrap() / 3, "{longest:?} of {first:?}");
}

#[test]
fn large_bodies_wait_for_their_share_of_memory() {
    const CALLERS: usize = 10;
    const AT_ONCE: usize = 4;
    const SIZE: usize = 30 << 20;
    let (head, tail) = (r#"{"num_images":3,"other":""#, r#""}"#);
    let text = "a".repeat(SIZE - head.len() - tail.len());
    let body = [head, &text, tail].concat();
    share_memory(&start(), "/value", body.as_bytes(), CALLERS, AT_ONCE);
}

/// Sends a body from many callers at once. As many of them as there is room for are read. The others wait with what they
/// send, and each is answered.
pub(super) fn share_memory(
    server: &Server,
    path: &'static str,
    body: &[u8],
    callers: usize,
    at_once: usize,
) {
    let length = body.len();
    let (sent, all_sent) = mpsc::channel();
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (address, body, sent) = (server.address, body.to_owned(), sent.clone());
            let (go, told) = mpsc::channel::<()>();
            let caller = thread::spawn(move || {
                let mut connection = Connection::open(address);
                let (most, last) = body.split_at(length - 1);
                connection.send(format!(
                    "POST {path} HTTP/1.1\r\nhost: h\r\n{JSON}\r\ncontent-length: {length}\r\n\r\n"
                ));
                connection.send(most);
                sent.send(()).unwrap();
                told.recv().unwrap();
                connection.send(last).answer()
            });
            (caller, go)
        })
        .collect();
    for _ in 0..at_once {
        all_sent.recv_timeout(SOON).unwrap();
    }
    thread::sleep(Duration::from_secs(1));
    assert!(all_sent.try_recv().is_err());
    for (_, go) in &callers {
        go.send(()).unwrap();
    }
    for (caller, _) in callers {
        let answer = caller.join().unwrap();
        assert_eq!((answer.status, answer.units()), (200, Some("3")));
    }
    let peak = server.peak_memory();
    // What is freed is not all given back, and each text is beside its body for a while.
    assert!(peak < (at_once + 3) * length, "{peak} bytes");
}
