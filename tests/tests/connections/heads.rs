//! Heads that are too large or make no sense: each is answered, and each answer says once that it costs nothing.

use fal_app_tests::http::Connection;
use http_body_util::Full;

use super::{exits, http2};

/// What is sent instead of a head, and the status that it gets.
fn odd_heads() -> Vec<(&'static str, Vec<u8>, u16)> {
    let post =
        |headers: &str| format!("POST /value HTTP/1.1\r\nhost: h\r\n{headers}\r\n").into_bytes();
    let path = |length: usize| {
        format!(
            "POST /{} HTTP/1.1\r\nhost: h\r\n\r\n",
            "a".repeat(length - 1)
        )
        .into_bytes()
    };
    vec![
        ("101 headers", post(&"x: 1\r\n".repeat(100)), 431),
        ("10,000 headers", post(&"x: 1\r\n".repeat(10_000)), 431),
        (
            "a header of 70 KB",
            post(&format!("x: {}\r\n", "a".repeat(70_000))),
            431,
        ),
        (
            "a header of 1 MB",
            post(&format!("x: {}\r\n", "a".repeat(1 << 20))),
            431,
        ),
        ("a path of 10,000 bytes", path(10_000), 414),
        ("a path of 65,534 bytes", path(65_534), 414),
        ("a path of 65,536 bytes", path(65_536), 414),
        ("a path of 300 KB", path(300_000), 414),
        (
            "the largest length",
            post("content-length: 18446744073709551615\r\n"),
            413,
        ),
        (
            "a length beyond that",
            post("content-length: 99999999999999999999999\r\n"),
            413,
        ),
        (
            "a large length",
            post("content-length: 9999999999\r\n"),
            413,
        ),
        (
            "a length that is no number",
            post("content-length: many\r\n"),
            400,
        ),
        (
            "two lengths",
            post("content-length: 1\r\ncontent-length: 2\r\n"),
            400,
        ),
        (
            "an unknown coding",
            post("transfer-encoding: gzip\r\n"),
            400,
        ),
        (
            "an unknown coding at the end",
            post("transfer-encoding: chunked, gzip\r\n"),
            400,
        ),
        ("a header without a name", post(": 1\r\n"), 400),
        (
            "another version",
            b"POST /value HTTP/9.9\r\nhost: h\r\n\r\n".to_vec(),
            400,
        ),
        ("no version", b"POST /value\r\n\r\n".to_vec(), 400),
        (
            "no HTTP",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n".to_vec(),
            400,
        ),
    ]
}

#[test]
fn every_odd_head_is_answered_once_and_costs_nothing() {
    let server = exits();
    for (name, head, status) in odd_heads() {
        let mut connection = Connection::open(server.address);
        let answer = connection.send(head).answer();
        assert_eq!(
            (answer.status, answer.units()),
            (status, Some("0")),
            "{name}: {answer:?}"
        );
        assert!(answer.json()["detail"].is_string(), "{name}: {answer:?}");
        assert!(answer.header("date").is_some(), "{name}: {answer:?}");
    }
}

#[test]
fn an_odd_head_behind_a_request_is_answered_too() {
    let server = exits();
    let one = b"POST /free HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n";
    for (name, head, status) in odd_heads() {
        let mut connection = Connection::open(server.address);
        assert_eq!(connection.send(one).answer().status, 200);
        let answer = connection.send(&head).answer();
        assert_eq!(
            (answer.status, answer.units()),
            (status, Some("0")),
            "{name}: {answer:?}"
        );
        // The same in one piece.
        let mut connection = Connection::open(server.address);
        connection.send([one, &head[..]].concat());
        assert_eq!(connection.answer().status, 200);
        let answer = connection.answer();
        assert!((400..500).contains(&answer.status), "{name}: {answer:?}");
        assert_eq!(answer.units(), Some("0"), "{name}: {answer:?}");
    }
}

#[test]
fn an_odd_head_behind_a_body_that_nobody_waited_for_is_answered_or_dropped() {
    let server = exits();
    let mut connection = Connection::open(server.address);
    connection.send("POST /nope HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\n{}no head\r\n\r\n");
    assert_eq!(connection.answer().status, 404);
    let rest = String::from_utf8(connection.rest()).unwrap();
    let units = rest.matches("x-fal-billable-units: 0\r\n").count();
    assert_eq!(units, rest.matches("HTTP/1.1 ").count(), "{rest}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_over_http_2_have_the_same_limits() {
    let server = exits();
    let long = |length: usize| "a".repeat(length);
    let path = format!("/{}", long(20_000));
    for (name, path, headers, status) in [
        ("a head of 17 KB", "/free", vec![long(17_000)], 200),
        ("a head of 70 KB", "/free", vec![long(70_000)], 431),
        ("a header of 1 MB", "/free", vec![long(1 << 20)], 431),
        ("101 headers", "/free", vec![long(1); 101], 431),
        ("a path of 20,001 bytes", &path, vec![], 414),
    ] {
        let mut request = http::Request::post(path);
        for value in headers {
            request = request.header("x", value);
        }
        let answer = http2(server.address)
            .await
            .send_request(request.body(Full::default()).unwrap())
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let units = answer.headers().get_all("x-fal-billable-units");
        assert_eq!(answer.status(), status, "{name}");
        assert!(units.iter().eq(["0"]), "{name}: {:?}", answer.headers());
    }
}
