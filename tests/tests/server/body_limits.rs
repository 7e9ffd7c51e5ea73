//! `max_body_mib`: each endpoint has its own largest body, and all bodies of a server share its memory.

use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::{Server, command};

use super::large_bodies::share_memory;

const JSON: &str = "content-type: application/json";
const MIB: usize = 1 << 20;

fn start() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_bodies-app")))
}

/// A body of so many bytes.
fn body(bytes: usize) -> Vec<u8> {
    let (head, tail) = (r#"{"num_images":3,"text":""#, r#""}"#);
    let text = "a".repeat(bytes - head.len() - tail.len());
    [head, &text, tail].concat().into_bytes()
}

fn post(server: &Server, path: &str, body: &[u8]) -> Answer {
    let mut connection = Connection::open(server.address);
    connection
        .request(&format!("POST {path}"), &[JSON], body)
        .answer()
}

/// Its length is not said before.
fn post_in_chunks(server: &Server, path: &str, body: &[u8]) -> Answer {
    let mut connection = Connection::open(server.address);
    connection.send(format!(
        "POST {path} HTTP/1.1\r\nhost: h\r\n{JSON}\r\ntransfer-encoding: chunked\r\n\r\n"
    ));
    for chunk in body.chunks(MIB / 3) {
        connection.send(format!("{:x}\r\n", chunk.len()));
        connection.send([chunk, b"\r\n"].concat());
    }
    connection.send("0\r\n\r\n").answer()
}

/// Each path, its quote, the most MiB that it takes, and what a success costs.
const PATHS: [(&str, &str, usize); 3] = [
    ("/", "/quote", 2),
    ("/large", "/large/quote", 160),
    ("/small", "/small/quote", 1),
];

#[test]
fn each_endpoint_and_its_quote_take_bodies_up_to_their_own_limit() {
    let server = start();
    for (path, quote, mib) in PATHS {
        // The largest is long to send: a test of its own sends so much.
        let most = if mib > 2 { 3 * MIB } else { mib * MIB };
        for send in [post, post_in_chunks] {
            let answer = send(&server, path, &body(most));
            assert_eq!((answer.status, answer.units()), (200, Some("3")), "{path}");
            let quoted = send(&server, quote, &body(most));
            assert_eq!((quoted.status, quoted.units()), (200, Some("0")), "{quote}");
        }
    }
}

#[test]
fn one_byte_more_is_a_413_that_names_the_limit_and_costs_nothing() {
    let server = start();
    for (path, quote, mib) in PATHS {
        let told = format!(r#"{{"detail":"the body is over {mib} MiB"}}"#);
        for path in [path, quote] {
            let announced = format!(
                "POST {path} HTTP/1.1\r\nhost: h\r\n{JSON}\r\ncontent-length: {}\r\n\r\n",
                mib * MIB + 1
            );
            let mut answers = vec![Connection::open(server.address).send(announced).answer()];
            if mib <= 2 {
                answers.push(post(&server, path, &body(mib * MIB + 1)));
                answers.push(post_in_chunks(&server, path, &body(mib * MIB + 1)));
            }
            for answer in answers {
                assert_eq!(
                    (answer.status, answer.units(), answer.text()),
                    (413, Some("0"), told.as_str()),
                    "{path}"
                );
            }
        }
    }
    // Where nothing is read, too.
    for send in [post, post_in_chunks] {
        let ignored = send(&server, "/nothing", &vec![b' '; 2 * MIB + 1]);
        assert_eq!((ignored.status, ignored.units()), (413, Some("0")));
    }
    assert_eq!(post(&server, "/nothing", &vec![b' '; 2 * MIB]).status, 200);
}

/// A caller that asks first sends nothing in vain.
#[test]
fn a_caller_that_expects_an_answer_first_is_refused_before_it_sends() {
    let server = start();
    let ask = |path: &str, bytes: usize| {
        let mut connection = Connection::open(server.address);
        connection.send(format!(
            "POST {path} HTTP/1.1\r\nhost: h\r\n{JSON}\r\nexpect: 100-continue\r\ncontent-length: {bytes}\r\n\r\n"
        ));
        connection
    };
    let refused = ask("/", 2 * MIB + 1).answer();
    assert_eq!((refused.status, refused.units()), (413, Some("0")));
    let mut connection = ask("/large", 2 * MIB + 1);
    assert_eq!(connection.answer_to_head().status, 100);
    let answer = connection.send(body(2 * MIB + 1)).answer();
    assert_eq!((answer.status, answer.units()), (200, Some("3")));
}

/// The largest body is more than the usual 128 MiB, so the server has as much as that body for all of them.
#[test]
fn bodies_share_the_memory_of_the_largest() {
    share_memory(&start(), "/large", &body(45 * MIB), 5, 3);
}
