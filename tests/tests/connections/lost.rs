//! A caller who is gone: whatever else was sent, the method is dropped or told, and nothing is charged.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use fal_app_tests::http::{Connection, get, post};
use fal_app_tests::server::{Server, eventually};
use socket2::SockRef;

use super::exits;
use super::frames::{Http2, RST_STREAM};

/// How a caller goes.
#[derive(Clone, Copy, Debug)]
enum Goes {
    /// FIN.
    Closes,
    /// FIN, and would still read.
    ShutsDown,
    /// RST.
    Resets,
}

#[test]
fn what_follows_the_body_hides_no_disconnect() {
    let server = exits();
    let another = "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let pipelined = format!(
        "POST /free HTTP/1.1\r\nhost: h\r\ncontent-length: 300000\r\n\r\n{}",
        "x".repeat(300_000)
    );
    let mut id = 0;
    for after in ["", "\r\n", "x", another, &pipelined] {
        for goes in [Goes::Closes, Goes::ShutsDown, Goes::Resets] {
            for path in ["/waits", "/waits-on-a-thread", "/stream-waits"] {
                id += 1;
                let mut stream = TcpStream::connect(server.address).unwrap();
                let head = format!(
                    "POST {path} HTTP/1.1\r\nhost: h\r\nx-fal-request-id: number-{id}.\r\ncontent-length: 2\r\n\r\n{{}}{after}"
                );
                stream.write_all(head.as_bytes()).unwrap();
                server.log_line(|line| line == format!("{} began", &path[1..]));
                eventually("it is at work", || at_work(&server));
                match goes {
                    Goes::Closes => {}
                    Goes::ShutsDown => stream.shutdown(Shutdown::Write).unwrap(),
                    Goes::Resets => {
                        SockRef::from(&stream)
                            .set_linger(Some(std::time::Duration::ZERO))
                            .unwrap();
                    }
                }
                let kept = matches!(goes, Goes::ShutsDown).then_some(stream);
                let seen = format!("request_id=\"number-{id}.\"");
                let line = server.log_line(|line| line.contains(&seen));
                assert!(
                    line.contains("outcome=Left status=499 units=\"0\""),
                    "{goes:?} {line}"
                );
                // Whoever still reads gets the end of the connection, and no answer.
                if let Some(mut stream) = kept {
                    let mut rest = Vec::new();
                    let _ = stream.read_to_end(&mut rest);
                    assert!(rest.is_empty(), "{rest:?}");
                }
            }
        }
    }
    // The places are free again.
    assert_eq!(post(server.address, "/free", "").status, 200);
}

#[test]
fn over_http_2_a_reset_and_the_end_of_the_connection_are_noticed() {
    let server = exits();
    for resets in [true, false] {
        for path in ["/waits", "/waits-on-a-thread", "/stream-waits"] {
            let mut http2 = Http2::open(server.address, &[]);
            let id = format!("{path} {resets}.");
            http2.request(1, "POST", path, &[("x-fal-request-id", &id)], b"");
            eventually("it is at work", || at_work(&server));
            match resets {
                true => http2.send(RST_STREAM, 0, 1, &8_u32.to_be_bytes()),
                false => drop(http2),
            }
            let line = server.log_line(|line| line.contains(&id));
            assert!(
                line.contains("outcome=Left status=499 units=\"0\""),
                "{line}"
            );
        }
    }
}

fn at_work(server: &Server) -> bool {
    get(server.metrics, "/metrics")
        .text()
        .contains("http_requests_in_progress{app_name=\"fal\",method=\"POST\"} 1")
}

#[test]
fn pipelined_requests_are_answered_in_turn() {
    let server = exits();
    let one = "POST /value HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{\"num_images\": 3}";
    let mut connection = Connection::open(server.address);
    connection.send(one.repeat(50));
    for _ in 0..50 {
        let answer = connection.answer();
        assert_eq!((answer.status, answer.units()), (200, Some("3")));
    }
}

#[test]
fn a_body_that_breaks_off_is_a_caller_who_left() {
    let server = exits();
    let heads = [
        "content-length: 100\r\n\r\n{",
        "transfer-encoding: chunked\r\n\r\n5\r\n{",
    ];
    for head in heads {
        for path in ["/value", "/waits"] {
            let mut stream = TcpStream::connect(server.address).unwrap();
            write!(stream, "POST {path} HTTP/1.1\r\nhost: h\r\n{head}").unwrap();
        }
    }
    let mut http2 = Http2::open(server.address, &[]);
    http2.begin(1, "POST", "/value", &[], false);
    http2.send(0, 0, 1, b"{");
    http2.send(RST_STREAM, 0, 1, &8_u32.to_be_bytes());
    let left = |path: &str, count: usize| {
        let line = format!(
            "http_requests_total{{app_name=\"fal\",method=\"POST\",path=\"{path}\",status_code=\"499\"}} {count}"
        );
        get(server.metrics, "/metrics").text().contains(&line)
    };
    eventually("three left", || left("/value", 3) && left("/waits", 2));
    let metrics = get(server.metrics, "/metrics");
    assert!(
        !metrics.text().contains("status_code=\"400\""),
        "{}",
        metrics.text()
    );
}
