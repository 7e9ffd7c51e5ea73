//! SIGTERM while a caller, a method or another server holds something up: the app is torn down within its grace period all the
//! same, and whoever is owed an answer gets one.

use std::any::Any;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::loopback::{Loopback, Reply};
use fal_app_tests::server::{SOON, Server, command};
use fal_app_tests::sessions::{begin, close, frame, rest};

use super::frames::{DATA, HEADERS, Http2, PREFACE, WINDOW_UPDATE};

/// The grace period of the app.
const GRACE: Duration = Duration::from_secs(5);

const JSON: &str = "content-type: application/json";
const LONG: &str = r#"{"name": "one", "milliseconds": 600000, "first_milliseconds": 600000}"#;

/// What a caller looks at once the app has ended.
type After = Box<dyn FnOnce()>;

/// What holds the end up: it begins, and is kept until the app has ended.
type Holds = fn(&Server) -> After;

/// Nothing is looked at; what is kept stays open.
fn keep(kept: impl Any) -> After {
    Box::new(move || drop(kept))
}

/// The connection closes, and no answer comes.
fn is_closed(mut connection: Connection) -> After {
    Box::new(move || assert_eq!(String::from_utf8_lossy(&connection.rest()), ""))
}

fn assert_given_up(answer: &Answer) {
    assert_eq!((answer.status, answer.units()), (408, Some("0")));
    let detail = "the body was not finished before the server stopped";
    assert_eq!(answer.detail(), detail);
}

/// A request with so much of its body.
fn half_a_body(server: &Server, path: &str, framing: &str, body: &[u8]) -> After {
    let mut connection = Connection::open(server.address);
    let head = format!("POST {path} HTTP/1.1\r\nhost: h\r\n{JSON}\r\n{framing}\r\n\r\n");
    connection.send([head.as_bytes(), body].concat());
    server.wait_in_progress(1);
    Box::new(move || {
        assert_given_up(&connection.answer());
        assert!(connection.rest().is_empty());
    })
}

/// A request for a path, until its method begins.
fn at_work(server: &Server, path: &str) -> Connection {
    let mut connection = Connection::open(server.address);
    connection.request(&format!("POST {path}"), &[JSON], LONG.as_bytes());
    server.log_line(|line| line == "began one");
    connection
}

fn ask_http2(address: SocketAddr, path: &str, settings: &[(u16, u32)]) -> Http2 {
    let mut http2 = Http2::open(address, settings);
    let json = [("content-type", "application/json")];
    http2.request(1, "POST", path, &json, LONG.as_bytes());
    http2
}

/// `:status: 408` in HPACK: the name by its index, and the value in its Huffman code.
const STATUS_408: &[u8] = &[0x48, 0x83, 0x68, 0x0f, 0x7f];

/// Each of them holds the app on its own.
const HOLDS: &[(&str, Holds)] = &[
    ("half a body", |server| {
        half_a_body(server, "/sleep", "content-length: 100", b"{")
    }),
    ("half a chunk", |server| {
        half_a_body(server, "/sleep", "transfer-encoding: chunked", b"5\r\n{")
    }),
    ("half a large body", |server| {
        let most = [b' '; 100_000];
        half_a_body(server, "/sleep", "content-length: 1000000", &most)
    }),
    ("half a body that is not read", |server| {
        half_a_body(server, "/file", "content-length: 100", b"{")
    }),
    ("half a body of a quote", |server| {
        half_a_body(server, "/sleep/quote", "content-length: 100", b"{")
    }),
    ("half a body over HTTP/2", |server| {
        let mut http2 = Http2::open(server.address, &[]);
        http2.begin(1, "POST", "/sleep", &[], false);
        http2.send(DATA, 0, 1, b"{");
        server.wait_in_progress(1);
        Box::new(move || {
            let frames = http2.answer(1);
            assert_eq!(frames[0].kind, HEADERS);
            assert!(frames[0].payload.starts_with(STATUS_408), "{frames:?}");
        })
    }),
    ("half a body, refused before", |server| {
        let mut connection = Connection::open(server.address);
        connection.send("POST /nope HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\n{");
        assert_eq!(connection.answer().status, 404);
        is_closed(connection)
    }),
    ("half a head", |server| {
        let mut connection = Connection::open(server.address);
        connection.send("POST /sleep HTTP/1.1\r\nhost: ");
        is_closed(connection)
    }),
    ("half a head behind a request", |server| {
        let mut connection = Connection::open(server.address);
        connection.request("GET /health", &[], b"");
        connection.send("GET /hea");
        assert_eq!(connection.answer().status, 200);
        is_closed(connection)
    }),
    ("half a preface", |server| {
        let mut connection = Connection::open(server.address);
        connection.send(&PREFACE[..10]);
        is_closed(connection)
    }),
    ("an async method", |server| {
        is_closed(at_work(server, "/sleep"))
    }),
    ("an async method over HTTP/2", |server| {
        let http2 = ask_http2(server.address, "/sleep", &[]);
        server.log_line(|line| line == "began one");
        keep(http2)
    }),
    ("requests that wait for a place", |server| {
        let at_work = at_work(server, "/sleep");
        let mut waits = Connection::open(server.address);
        waits.request("POST /sleep", &[JSON], LONG.as_bytes());
        server.wait_in_progress(2);
        let (first, second) = (is_closed(at_work), is_closed(waits));
        Box::new(|| {
            first();
            second();
        })
    }),
    ("pipelined requests", |server| {
        let mut connection = at_work(server, "/sleep");
        connection.request("POST /sleep", &[JSON], LONG.as_bytes());
        is_closed(connection)
    }),
    ("a stream that makes nothing", |server| {
        let mut connection = at_work(server, "/stream");
        connection.request("GET /health", &[], b"");
        is_closed(connection)
    }),
    ("a stream that goes on", |server| {
        let mut connection = Connection::open(server.address);
        let json = br#"{"name": "one", "milliseconds": 600000}"#;
        connection.request("POST /stream", &[JSON], json);
        assert_eq!(connection.answer_to_head().status, 200);
        connection.event();
        Box::new(move || assert!(!connection.rest().ends_with(b"0\r\n\r\n")))
    }),
    ("a thread that looks at its context", |server| {
        is_closed(at_work(server, "/stream-on-a-thread"))
    }),
    ("a stream that nobody reads", |server| {
        keep(at_work(server, "/flood"))
    }),
    ("a stream of HTTP/2 that nobody reads", |server| {
        let http2 = ask_http2(server.address, "/flood", &[]);
        server.log_line(|line| line == "began one");
        keep(http2)
    }),
    ("a stream of HTTP/2 with an open window", |server| {
        let large = 0x7fff_ffff;
        let mut http2 = ask_http2(server.address, "/flood", &[(4, large)]);
        http2.send(WINDOW_UPDATE, 0, 0, &(large - 65_535).to_be_bytes());
        server.log_line(|line| line == "began one");
        keep(http2)
    }),
    ("an answer that nobody reads", |server| {
        let name = "x".repeat(20 << 20);
        let mut connection = Connection::open(server.address);
        let json = format!(r#"{{"name": "{name}"}}"#);
        connection.request("POST /sleep", &[JSON], json.as_bytes());
        server.log_line(|line| line.contains("outcome=Value"));
        keep(connection)
    }),
    ("refusals that nobody reads", |server| {
        let mut connection = Connection::open(server.address);
        let path = "a".repeat(7000);
        let ask = format!("GET /{path} HTTP/1.1\r\nhost: h\r\n\r\n");
        // The kernel takes no more of them once none of the answers is taken.
        let sends = thread::spawn(move || {
            connection.send(ask.repeat(3000));
        });
        server.log_line(|line| line.contains("outcome=NotFound"));
        Box::new(|| sends.join().unwrap())
    }),
    ("an idle session", |server| {
        let mut session = begin(server.address, "/session");
        Box::new(move || assert_eq!(rest(&mut session).code, Some(1012)))
    }),
    ("a session at work", |server| {
        let mut session = begin(server.address, "/session");
        let one = b"\x82\xa4name\xa3one\xacmilliseconds\xce\x00\x09\x27\xc0";
        session.send(frame(2, one));
        server.log_line(|line| line == "began one");
        Box::new(move || {
            let said = rest(&mut session);
            assert_eq!((said.answers.len(), said.code), (0, Some(1012)));
        })
    }),
    ("a session with half a message", |server| {
        let mut session = begin(server.address, "/session");
        session.send(&frame(2, &[0xc0; 1000])[..500]);
        Box::new(move || assert_eq!(rest(&mut session).code, Some(1012)))
    }),
    ("a session that has half closed", |server| {
        let mut session = begin(server.address, "/session");
        session.send(&close(1000)[..3]);
        Box::new(move || assert_eq!(rest(&mut session).code, Some(1012)))
    }),
    ("half of what begins a session", |server| {
        let mut connection = Connection::open(server.address);
        connection.send("GET /session HTTP/1.1\r\nhost: h\r\nupgrade: websocket\r\n");
        is_closed(connection)
    }),
    ("an upload", |server| {
        let mut connection = Connection::open(server.address);
        connection.request("POST /file", &[], b"");
        server.log_line(|line| line == "made a file");
        is_closed(connection)
    }),
    ("half a scrape", |server| {
        let mut connection = Connection::open(server.metrics);
        connection.send("GET /metrics HTTP/1.1\r\nhost: ");
        is_closed(connection)
    }),
    ("scrapes that nobody reads", |server| {
        let mut connection = Connection::open(server.metrics);
        connection.send("GET /metrics HTTP/1.1\r\nhost: h\r\n\r\n".repeat(1000));
        keep(connection)
    }),
];

#[test]
fn the_app_is_torn_down_whatever_holds_it() {
    let store = Loopback::start(|_, _| Reply::Silence(SOON)).unwrap();
    thread::scope(|scope| {
        for (name, holds) in HOLDS {
            let store = &store;
            scope.spawn(move || {
                let mut app = command(env!("CARGO_BIN_EXE_server-app"));
                let server = Server::start(app.envs([
                    ("FAL_KEY", "id:secret".to_owned()),
                    ("FAL_REST_HOST", store.authority()),
                    ("ISOLATE_TEST_MODE", "1".to_owned()),
                ]));
                let after = holds(&server);
                let began = Instant::now();
                let ended = server.stop();
                let took = began.elapsed();
                assert_eq!(ended.code, Some(0), "{name}");
                let torn_down = ended.count_lines(|line| line == "torn down");
                assert_eq!(torn_down, 1, "{name}: {ended:#?}");
                assert!(took < GRACE, "{name}: {took:?}");
                after();
            });
        }
    });
}
