//! The table of exits: for each outcome, the requests that end with it, their status and their units.

use std::sync::LazyLock;

use fal_app::__private::OutcomeKind;
use fal_app_tests::sessions;

/// One request, and what its caller gets.
pub(super) struct Exit {
    pub(super) name: &'static str,
    pub(super) request: Request,
    pub(super) status: u16,
    /// None if there is no header.
    pub(super) units: Option<&'static str>,
}

/// What a test sends.
pub(super) enum Request {
    Post(&'static str, String),
    /// A method and a path.
    Bare(&'static str, &'static str),
    Headers(&'static str, &'static [&'static str]),
    Raw(&'static [u8]),
    Bytes(&'static str, Vec<u8>),
}

use Request::{Bare, Bytes, Headers, Post, Raw};

static LONG_PATH: LazyLock<String> = LazyLock::new(|| format!("/{}", "a".repeat(8192)));

pub(super) const DEFERRED: &str = "/stream-deferred";

pub(super) const STREAMS: [&str; 2] = ["/stream", "/stream-on-a-thread"];

/// The requests that end with an outcome. A new outcome does not compile until it has requests here.
pub(super) fn exits(outcome: OutcomeKind) -> Vec<Exit> {
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
                exits.push(goes(path, 0, "ends", 200, "0"));
            }
            // Elsewhere than on the platform, nobody is told what it costs.
            exits.push(goes(DEFERRED, 3, "ends", 200, "0"));
            exits.push(goes(DEFERRED, 0, "ends", 200, "0"));
            exits
        }
        OutcomeKind::StreamBrokeOff => {
            let ways = ["fails", "fails_billed", "panics", "not_a_number"];
            let each = |(path, units)| ways.map(|how| goes(path, 2, how, 200, units));
            let paths = STREAMS.map(|path| (path, "2"));
            paths
                .into_iter()
                .chain([(DEFERRED, "0")])
                .flat_map(each)
                .collect()
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
            goes(DEFERRED, 0, "panics", 500, "0"),
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
                "a ceiling that is no number",
                Headers("POST /free", &["x-max-billable-units: -1"]),
                422,
                "0",
            ),
            exit(
                "two ceilings",
                Headers(
                    "POST /free",
                    &["x-max-billable-units: 1", "x-max-billable-units: 1"],
                ),
                422,
                "0",
            ),
            exit(
                "a cancel without an id",
                Bare("POST", "/value/cancel"),
                422,
                "0",
            ),
            exit(
                "a cancel with two ids",
                Headers(
                    "POST /value/cancel",
                    &["x-fal-request-id: one", "x-fal-request-id: two"],
                ),
                422,
                "0",
            ),
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
        // `sessions` drives them.
        OutcomeKind::Session
        | OutcomeKind::SessionFailed
        | OutcomeKind::SessionLeft
        | OutcomeKind::SessionStopped => vec![],
        OutcomeKind::BadHandshake => vec![
            exit(
                "without a key",
                Headers(
                    "GET /session",
                    &[
                        "connection: upgrade",
                        "upgrade: websocket",
                        "sec-websocket-version: 13",
                    ],
                ),
                400,
                "0",
            ),
            exit(
                "another version",
                Headers(
                    "GET /session",
                    &[
                        "connection: upgrade",
                        "upgrade: websocket",
                        "sec-websocket-version: 8",
                    ],
                ),
                426,
                "0",
            ),
            exit(
                "with another method",
                Headers("POST /session", &sessions::UPGRADE),
                405,
                "0",
            ),
        ],
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
        OutcomeKind::AboveCeiling => vec![
            exit(
                "more than the caller allows",
                Headers("POST /not-a-number", &["x-max-billable-units: 0.99999999"]),
                412,
                "0",
            ),
            exit(
                "of a machine's seconds",
                Headers("POST /per-compute-second", &["x-max-billable-units: 9"]),
                412,
                "0",
            ),
            exit(
                "of a method that says it",
                Headers("POST /custom", &["x-max-billable-units: 9"]),
                412,
                "0",
            ),
            exit(
                "of a stream",
                Headers(
                    "POST /stream-waits-on-a-thread",
                    &["x-max-billable-units: 0"],
                ),
                412,
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
        OutcomeKind::PathTooLong => vec![exit("over 8 KiB", Bare("GET", &LONG_PATH), 414, "0")],
        OutcomeKind::HeadTooLarge => vec![exit(
            "more than a hundred headers",
            Headers("POST /value", &["x: 1"; 100]),
            431,
            "0",
        )],
        OutcomeKind::NotHttp => vec![exit("no head", Raw(b"paint!\r\n\r\n"), 400, "0")],
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
        OutcomeKind::Cancel => vec![
            exit(
                "of nothing",
                Headers("POST /value/cancel", &["x-fal-request-id: none"]),
                404,
                "0",
            ),
            exit(
                "of nothing, at a stream",
                Headers("POST /stream/cancel", &["x-fal-request-id: none"]),
                404,
                "0",
            ),
        ],
        // These have no answer on this port, none that ends, or need a second request: see `metrics`, `exits/left.rs` and
        // `exits/cancelled.rs`.
        OutcomeKind::Metrics
        | OutcomeKind::Left
        | OutcomeKind::StreamLeft
        | OutcomeKind::Cancelled
        | OutcomeKind::StreamCancelled => vec![],
    }
}

/// Methods that answer `Err`: with each status, with and without `.billed`. `/fails` bills at most 5 units.
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

fn post_to(path: &'static str, json: &str) -> Request {
    Post(path, json.to_owned())
}

/// A stream that sends `items` items, and then goes on as `how` says.
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
