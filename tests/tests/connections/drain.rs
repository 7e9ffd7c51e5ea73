//! SIGTERM: requests are finished, and connections without one keep nobody waiting.

use std::io::{Read, Write};
use std::net::TcpStream;

use fal_app_tests::http::Connection;
use fal_app_tests::server::Server;

use super::frames::{DATA, HEADERS, Http2, PREFACE, SETTINGS};
use super::{exits, sleeper};

const JSON: (&str, &str) = ("content-type", "application/json");

/// The teardown is skipped when the grace period ran out.
fn ends_in_peace(server: Server) {
    let ended = server.stop();
    assert_eq!(ended.code, Some(0));
    assert!(
        ended.lines.iter().any(|line| line == "torn down"),
        "{:#?}",
        ended.lines
    );
}

#[test]
fn connections_without_a_request_are_not_waited_for() {
    let server = sleeper();
    let mut silent = TcpStream::connect(server.address).unwrap();
    let mut half_a_head = TcpStream::connect(server.address).unwrap();
    half_a_head
        .write_all(b"POST /sleep HTTP/1.1\r\nhost: ")
        .unwrap();
    let mut half_a_preface = TcpStream::connect(server.address).unwrap();
    half_a_preface.write_all(&PREFACE[..10]).unwrap();
    let mut preface = TcpStream::connect(server.address).unwrap();
    preface.write_all(PREFACE).unwrap();
    let mut kept_alive = Connection::open(server.address);
    kept_alive.request("GET /health", &[], b"");
    assert_eq!(kept_alive.answer().status, 200);
    // As a pool of connections that nobody reads until it is used again.
    let mut pool = Http2::open(server.address, &[]);
    pool.send(SETTINGS, 1, 0, &[]);
    pool.request(1, "GET", "/health", &[], b"");
    assert!(pool.answer(1).iter().any(|frame| frame.kind == DATA));

    ends_in_peace(server);
    for stream in [&mut silent, &mut half_a_head, &mut half_a_preface] {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty(), "{}", String::from_utf8_lossy(&rest));
    }
    assert!(kept_alive.rest().is_empty());
    let mut frames = std::iter::from_fn(|| pool.frame());
    assert!(frames.any(|frame| frame.kind == super::frames::GOAWAY));
}

#[test]
fn a_request_over_http_2_is_finished_though_its_peer_answers_no_ping() {
    let server = sleeper();
    let mut http2 = Http2::open(server.address, &[]);
    let body = br#"{"name": "one", "milliseconds": 500}"#;
    http2.request(1, "POST", "/sleep", &[JSON], body);
    server.log_line(|line| line == "began one");
    server.terminate();
    let frames = http2.answer(1);
    assert_eq!(frames[0].kind, HEADERS);
    assert!(frames.last().unwrap().ends_stream());
    let ended = server.end();
    assert!(
        ended.lines.iter().any(|line| line == "torn down"),
        "{:#?}",
        ended.lines
    );
}

#[test]
fn an_answer_that_is_being_written_is_finished() {
    for is_http_2 in [false, true] {
        let server = exits();
        let wanted = 64 * 1024 * 1024;
        let mut read = 0;
        if is_http_2 {
            let large = 0x7fff_ffff;
            let mut http2 = Http2::open(server.address, &[(4, large)]);
            http2.send(8, 0, 0, &(large - 65_535).to_be_bytes());
            http2.request(1, "POST", "/large", &[], b"");
            server.log_line(|line| line.contains("path=\"/large\""));
            server.terminate();
            let frames = http2.answer(1);
            assert!(frames.last().unwrap().ends_stream());
            read += frames
                .iter()
                .filter(|frame| frame.kind == DATA)
                .map(|frame| frame.payload.len())
                .sum::<usize>();
        } else {
            let mut connection = Connection::open(server.address);
            connection.request("POST /large", &[], b"");
            server.log_line(|line| line.contains("path=\"/large\""));
            server.terminate();
            read += connection.answer().body.len();
        }
        assert!(read > wanted, "{read}");
    }
}
