//! Every way a request can end, over a real connection: its status, and exactly one header that says what it costs.

use std::thread;

use fal_app::__private::OutcomeKind;
use fal_app::Value;
use fal_app_tests::http::{Answer, Connection, get, post};
use fal_app_tests::server::{Server, command};

const JSON: &str = "content-type: application/json";

/// One way to end, and what the caller gets.
struct Exit {
    name: &'static str,
    request: Request,
    status: u16,
    /// None: no header.
    units: Option<&'static str>,
}

/// What is sent.
enum Request {
    Post(&'static str, String),
    /// Method and path.
    Bare(&'static str, &'static str),
    Headers(&'static str, &'static [&'static str]),
    Raw(&'static [u8]),
    Bytes(&'static str, Vec<u8>),
}

use Request::{Bare, Bytes, Headers, Post, Raw};

fn post_to(path: &'static str, json: &str) -> Request {
    Post(path, json.to_owned())
}

const STREAMS: [&str; 2] = ["/stream", "/stream-on-a-thread"];

/// A stream of so many items, and how it goes on.
fn goes(
    path: &'static str,
    items: u32,
    how: &'static str,
    status: u16,
    units: &'static str,
) -> Exit {
    let json = format!(r#"{{"num_images": {items}, "how": "{how}"}}"#);
    exit(how, Post(path, json), status, units)
}

fn exit(name: &'static str, request: Request, status: u16, units: &'static str) -> Exit {
    Exit {
        name,
        request,
        status,
        units: Some(units),
    }
}

/// The requests that end so. A new outcome does not compile here until it has its requests.
fn exits(outcome: OutcomeKind) -> Vec<Exit> {
    match outcome {
        OutcomeKind::Value => vec![
            exit(
                "metered",
                post_to("/value", r#"{"num_images": 3}"#),
                200,
                "3",
            ),
            exit("free", post_to("/free", ""), 200, "0"),
            exit("custom", post_to("/custom", ""), 200, "7"),
            exit(
                "units that the caller sends are ignored",
                Headers(
                    "POST /free",
                    &["x-fal-billable-units: 9", "x-fal-billable-units-webhook: 1"],
                ),
                200,
                "0",
            ),
            Exit {
                name: "the machine's seconds",
                request: post_to("/per-compute-second", ""),
                status: 200,
                units: None,
            },
        ],
        OutcomeKind::Stream => {
            let mut exits = vec![Exit {
                name: "the machine's seconds",
                request: post_to("/stream-per-compute-second", ""),
                status: 200,
                units: None,
            }];
            for path in STREAMS {
                exits.push(goes(path, 3, "ends", 200, "3"));
                exits.push(goes(path, 0, "ends", 200, "1"));
            }
            exits
        }
        OutcomeKind::StreamBrokeOff => {
            let ways = ["fails", "fails_billed", "panics", "not_a_number"];
            let each = |path| ways.map(|how| goes(path, 2, how, 200, "2"));
            STREAMS.into_iter().flat_map(each).collect()
        }
        OutcomeKind::Failed => failures(),
        OutcomeKind::Panicked => vec![
            exit(
                "in the method",
                post_to("/panics", r#"{"text": "oh"}"#),
                500,
                "0",
            ),
            exit(
                "on a thread",
                post_to("/panics-on-a-thread", r#"{"text": "oh"}"#),
                500,
                "0",
            ),
            exit(
                "of the GPU",
                post_to("/panics", r#"{"text": "CUDA error: out of memory"}"#),
                503,
                "0",
            ),
            exit(
                "of the GPU, on a thread",
                post_to(
                    "/panics-on-a-thread",
                    r#"{"text": "CUDA error: out of memory"}"#,
                ),
                503,
                "0",
            ),
            exit(
                "in an operand over the input",
                post_to("/panics-in-input-operand", r#"{"text": "oh"}"#),
                500,
                "0",
            ),
            exit(
                "in an operand over the output",
                post_to("/panics-in-output-operand", ""),
                500,
                "0",
            ),
            exit("in writing", post_to("/panics-in-writing", ""), 500, "0"),
            goes(STREAMS[0], 0, "panics", 500, "0"),
            goes(STREAMS[1], 0, "panics", 500, "0"),
        ],
        OutcomeKind::MeteringFailed => vec![
            exit(
                "overflow of the input",
                post_to("/value", r#"{"num_images": 18446744073709551615}"#),
                500,
                "0",
            ),
            exit(
                "overflow of the output",
                post_to("/output-overflows", ""),
                500,
                "0",
            ),
        ],
        OutcomeKind::NotJson => vec![
            exit("NaN", post_to("/not-a-number", ""), 500, "0"),
            goes(STREAMS[0], 0, "not_a_number", 500, "0"),
        ],
        OutcomeKind::Refused => vec![
            exit(
                "of another type",
                post_to("/value", r#"{"num_images": []}"#),
                422,
                "0",
            ),
            exit("no JSON", post_to("/value", "{"), 422, "0"),
            exit("nothing", post_to("/fails", ""), 422, "0"),
            exit(
                "not UTF-8",
                Bytes("/value", vec![b'{', 0xff, b'}']),
                400,
                "0",
            ),
        ],
        OutcomeKind::DecodingFailed => vec![exit(
            "what the table took, the reader does not",
            post_to("/unreadable", r#"{"text": "oh"}"#),
            500,
            "0",
        )],
        OutcomeKind::Quoted => vec![
            exit(
                "a price",
                post_to("/value/quote", r#"{"num_images": 3}"#),
                200,
                "0",
            ),
            exit(
                "of the machine's seconds",
                post_to("/per-compute-second/quote", ""),
                200,
                "0",
            ),
        ],
        OutcomeKind::TooLarge => vec![
            exit(
                "announced",
                Raw(b"POST /value HTTP/1.1\r\nhost: h\r\ncontent-length: 33554433\r\n\r\n"),
                413,
                "0",
            ),
            exit(
                "sent",
                Bytes("/value", vec![b' '; 32 * 1024 * 1024 + 1]),
                413,
                "0",
            ),
        ],
        OutcomeKind::TooSlow => vec![exit(
            "never finished",
            Raw(b"POST /value HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\n{"),
            408,
            "0",
        )],
        OutcomeKind::Unreadable => vec![exit(
            "chunks without a length",
            Raw(b"POST /value HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\nnone\r\n"),
            400,
            "0",
        )],
        OutcomeKind::NotFound => vec![
            exit("unknown", post_to("/nope", "{}"), 404, "0"),
            exit("unknown, HEAD", Bare("HEAD", "/nope"), 404, "0"),
            exit("unknown, OPTIONS", Bare("OPTIONS", "/nope"), 404, "0"),
        ],
        OutcomeKind::WrongMethod => vec![
            exit("GET", Bare("GET", "/value"), 405, "0"),
            exit("HEAD", Bare("HEAD", "/value"), 405, "0"),
            exit("HEAD of the health", Bare("HEAD", "/health"), 405, "0"),
            exit("OPTIONS", Bare("OPTIONS", "/value"), 405, "0"),
            exit("an unknown method", Bare("PAINT", "/value"), 405, "0"),
        ],
        OutcomeKind::Redirected => {
            vec![exit("a slash too many", post_to("/value/", "{}"), 307, "0")]
        }
        OutcomeKind::Preflight => vec![
            exit(
                "allowed",
                Headers(
                    "OPTIONS /value",
                    &[
                        "origin: https://e.com",
                        "access-control-request-method: POST",
                    ],
                ),
                200,
                "0",
            ),
            exit(
                "not allowed",
                Headers(
                    "OPTIONS /value",
                    &[
                        "origin: https://e.com",
                        "access-control-request-method: PAINT",
                    ],
                ),
                400,
                "0",
            ),
        ],
        OutcomeKind::Health => vec![exit("health", Bare("GET", "/health"), 200, "0")],
        OutcomeKind::Document => vec![
            exit("GET", Bare("GET", "/openapi.json"), 200, "0"),
            exit("HEAD", Bare("HEAD", "/openapi.json"), 200, "0"),
        ],
        // The others have no answer on this port, or none that ends: see below.
        OutcomeKind::Metrics | OutcomeKind::Left | OutcomeKind::StreamLeft => vec![],
    }
}

/// `Err` on each status, with and without `.billed`: of `/fails`, which bills at most 5.
fn failures() -> Vec<Exit> {
    let fails = |status: u16, billed: &str| {
        post_to(
            "/fails",
            &format!(r#"{{"status": {status}, "billed": {billed}}}"#),
        )
    };
    let mut exits = Vec::new();
    for status in [
        400, 401, 402, 403, 404, 405, 406, 410, 413, 415, 418, 422, 423, 424, 428, 431, 451,
    ] {
        exits.push(exit("not billed", fails(status, "null"), status, "0"));
        exits.push(exit("billed", fails(status, "2.5"), status, "2.50000000"));
    }
    for status in [408, 409, 425, 429, 499, 500, 501, 502, 504] {
        exits.push(exit("not billed", fails(status, "null"), status, "0"));
        exits.push(exit(
            "billed where nobody may be",
            fails(status, "2.5"),
            status,
            "0",
        ));
    }
    exits.extend([
        exit("billed at most", fails(422, "7"), 422, "5"),
        exit(
            "with a cause",
            post_to("/fails-with-cause", r#"{"text": "no disk"}"#),
            500,
            "0",
        ),
        exit(
            "of the GPU",
            post_to("/fails-with-cause", r#"{"text": "CUDA out of memory"}"#),
            503,
            "0",
        ),
        goes(STREAMS[0], 0, "fails", 500, "0"),
        goes(STREAMS[1], 0, "fails", 500, "0"),
        goes(STREAMS[0], 0, "fails_billed", 422, "2"),
        goes(STREAMS[1], 0, "fails_billed", 422, "2"),
        exit(
            "before the stream",
            post_to("/stream-does-not-begin", ""),
            403,
            "2",
        ),
        exit(
            "of a machine's seconds",
            post_to("/compute-fails", ""),
            500,
            "0",
        ),
    ]);
    exits
}

/// Sends a request, and reads its answer.
fn ask(server: &Server, request: &Request) -> Answer {
    let mut connection = Connection::open(server.address);
    match request {
        Post(path, json) => post(server.address, path, json),
        Bare("HEAD", path) => connection
            .request(&format!("HEAD {path}"), &[], b"")
            .answer_to_head(),
        Bare(method, path) => connection
            .request(&format!("{method} {path}"), &[], b"")
            .answer(),
        Headers(head, headers) => connection.request(head, headers, b"").answer(),
        Raw(bytes) => connection.send(bytes).answer(),
        Bytes(path, body) => connection
            .request(&format!("POST {path}"), &[JSON], body)
            .answer(),
    }
}

fn drive(server: &Server, outcome: OutcomeKind, exit: &Exit) {
    let Exit {
        name,
        request,
        status,
        units,
    } = exit;
    let answer = ask(server, request);
    assert_eq!(answer.status, *status, "{outcome:?}, {name}: {answer:?}");
    assert_eq!(answer.units(), *units, "{outcome:?}, {name}: {answer:?}");
    let breaks_off = outcome == OutcomeKind::StreamBrokeOff;
    assert_eq!(
        answer.is_whole, !breaks_off,
        "{outcome:?}, {name}: {answer:?}"
    );
    if breaks_off {
        let items = "data: {\"number\": 0.0}\n\ndata: {\"number\": 1.0}\n\n";
        assert_eq!(answer.text(), items, "{name}");
    }
}

#[test]
fn every_exit() {
    let server = Server::start(&mut command(env!("CARGO_BIN_EXE_exits-app")));
    // The slow one waits a minute, and the others do not wait for it.
    thread::scope(|scope| {
        for &outcome in OutcomeKind::ALL {
            let server = &server;
            scope.spawn(move || {
                for exit in exits(outcome) {
                    drive(server, outcome, &exit);
                }
            });
        }
        scope.spawn(|| metrics(&server));
        scope.spawn(|| left_before_settlement(&server));
        scope.spawn(|| left_after_settlement(&server));
        scope.spawn(|| left_a_stream(&server));
    });
    causes(&server);
    for &outcome in OutcomeKind::ALL {
        let seen = format!("request ended outcome={outcome:?} ");
        assert!(
            server.count_lines(|line| line.contains(&seen)) >= exits(outcome).len().max(1),
            "{outcome:?} was not seen as often as it was driven"
        );
    }
}

/// What the caller is not told stands in the log, each as one line of JSON.
fn causes(server: &Server) {
    for (path, cause) in [
        ("/panics", ": oh"),
        ("/panics-on-a-thread", ": oh"),
        ("/panics-in-input-operand", ": cannot read oh"),
        ("/panics-in-output-operand", ": cannot read "),
        ("/panics-in-writing", ": cannot write 1"),
        ("/fails-with-cause", "no disk"),
        ("/stream", "no disk"),
        ("/stream-on-a-thread", "no disk"),
        ("/stream", ": oh"),
        ("/stream-on-a-thread", ": oh"),
        ("/stream", "field `number` is no JSON"),
        ("/value", "metering failed: "),
        (
            "/unreadable",
            "a body that was taken could not be read: not canonical",
        ),
        (
            "/not-a-number",
            "field `number` is no JSON: NaN is no number there",
        ),
    ] {
        server.log_line(|line| {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            let said = line["traceback"].as_str().unwrap_or_default();
            let located =
                !path.starts_with("/panics") || said.contains("tests/src/bin/exits-app.rs:");
            line["path"] == path && said.contains(cause) && located
        });
    }
}

fn metrics(server: &Server) {
    for (path, status) in [("/metrics", 200), ("/nope", 404)] {
        let answer = get(server.metrics, path);
        assert_eq!(answer.status, status);
        assert_eq!(answer.units(), Some("0"));
    }
}

fn left_before_settlement(server: &Server) {
    for path in ["/waits", "/waits-on-a-thread"] {
        let mut connection = Connection::open(server.address);
        connection.request(&format!("POST {path}"), &[], b"");
        server.log_line(|line| line == format!("{} began", &path[1..]));
        drop(connection);
        let left = format!("outcome=Left status=499 units=\"0\" path=\"{path}\"");
        server.log_line(|line| line.contains(&left));
    }
    server.log_line(|line| line == "waits-on-a-thread was told");
}

fn left_a_stream(server: &Server) {
    let left = |path: &str, units: &str| {
        let line = format!("outcome=StreamLeft status=200 units=\"{units}\" path=\"{path}\"");
        server.log_line(|logged| logged.contains(&line));
    };
    for path in STREAMS {
        let mut connection = Connection::open(server.address);
        let json = br#"{"num_images": 2, "how": "goes_on"}"#;
        connection.request(&format!("POST {path}"), &[JSON], json);
        assert_eq!(connection.answer_to_head().units(), Some("2"));
        drop(connection);
        left(path, "2");
        server.log_line(|line| line == format!("{} was dropped", &path[1..]));
    }
    let mut connection = Connection::open(server.address);
    connection.request("POST /stream-waits-on-a-thread", &[], b"");
    assert_eq!(connection.answer_to_head().units(), Some("1"));
    drop(connection);
    left("/stream-waits-on-a-thread", "1");
    server.log_line(|line| line == "stream-waits-on-a-thread was told");
}

fn left_after_settlement(server: &Server) {
    let mut connection = Connection::open(server.address);
    // Of the answer's 64 MiB nothing is read but its head, so that it cannot have left when its caller does.
    connection.request("POST /large", &[], b"");
    let settled = "outcome=Value status=200 units=\"3\" path=\"/large\"";
    server.log_line(|line| line.contains(settled));
    drop(connection);
    assert_eq!(post(server.address, "/free", "").status, 200);
    assert_eq!(
        server.count_lines(|line| line.contains("path=\"/large\"")),
        1
    );
    let counted = get(server.metrics, "/metrics");
    assert!(
        counted
            .text()
            .contains(r#"fal_billable_units_total{app_name="fal",path="/large"} 3"#)
    );
}
