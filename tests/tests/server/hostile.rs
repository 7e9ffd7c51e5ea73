//! Requests that nobody sends by mistake. Nothing panics, only a success is charged, every answer has one header with
//! its units, and answers are bounded.

use fal_app_tests::http::{Answer, Connection};
use fal_app_tests::server::{Server, command};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const JSON: &str = "content-type: application/json";

/// The largest answer in bytes: 1 MiB of echoes, 1 MiB of `loc`s, and a thousand errors.
const MAX_ANSWER: usize = 4 << 20;

fn start() -> Server {
    Server::start(&mut command(env!("CARGO_BIN_EXE_exits-app")))
}

/// Checks what holds for every answer. A panic would be a 500.
fn check(answer: &Answer) {
    let units = answer.units();
    assert!(answer.body.len() <= MAX_ANSWER);
    assert!(answer.status < 500, "{answer:?}");
    assert!(
        units == Some("0") || (answer.status == 200 && units.is_some()),
        "{answer:?}"
    );
}

fn post(server: &Server, path: &str, body: &[u8]) -> Answer {
    let mut connection = Connection::open(server.address);
    connection
        .request(&format!("POST {path}"), &[JSON], body)
        .answer()
}

/// Bodies of about `size` bytes, each with what it is full of.
fn large_bodies(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let all = |text: &str| text.repeat(size / text.len());
    vec![
        ("lists", all("[").into()),
        ("objects", all(r#"{"a":"#).into()),
        (
            "digits",
            format!(r#"{{"num_images": {}}}"#, all("9")).into(),
        ),
        (
            "zeros after a point",
            format!(r#"{{"num_images": 1.{}}}"#, all("0")).into(),
        ),
        (
            "an exponent",
            format!(r#"{{"num_images": 1e{}}}"#, all("9")).into(),
        ),
        (
            "escapes",
            format!(r#"{{"num_images": "{}"}}"#, all("\\u0001")).into(),
        ),
        (
            "surrogates",
            format!(r#"{{"num_images": "{}"}}"#, all("\\ud800")).into(),
        ),
        (
            "a long key",
            format!(r#"{{"{}": 1, "num_images": []}}"#, all("k")).into(),
        ),
        (
            "one key",
            format!(r#"{{{}"num_images": []}}"#, all(r#""a":0,"#)).into(),
        ),
        ("keys", {
            let keys: String = (0..size / 12).map(|key| format!("\"k{key}\":0,")).collect();
            format!(r#"{{{keys}"num_images": []}}"#).into()
        }),
        (
            "items",
            format!(r#"{{"num_images": [{}0]}}"#, all("0,")).into(),
        ),
        ("spaces", all(" ").into()),
        ("no UTF-8", vec![0xff; size]),
        ("zeros", vec![0; size]),
        ("an open string", format!("\"{}", all("a")).into()),
    ]
}

/// What the app takes by itself, once it has answered, in bytes. Most of it is its program.
fn own_memory() -> usize {
    let server = start();
    post(&server, "/value", br#"{"num_images": 3}"#);
    server.peak_memory()
}

#[test]
#[allow(clippy::print_stdout, reason = "the figures, for `-- --nocapture`")]
fn large_bodies_are_answered_within_bounds() {
    const SIZE: usize = 4 << 20;
    let own = own_memory();
    for (name, body) in large_bodies(SIZE) {
        let server = start();
        let answer = post(&server, "/value", &body);
        check(&answer);
        let status = answer.status;
        assert!(matches!(status, 400 | 413 | 422 | 200), "{name}: {status}");
        let peak = server.peak_memory();
        println!("{name}: {status}, {} KiB", peak >> 10);
        assert!(
            peak < own + 6 * body.len(),
            "{name}: {peak} bytes, {own} without it"
        );
        let after = post(&server, "/value", br#"{"num_images": 3}"#);
        assert_eq!(after.units(), Some("3"));
    }
}

#[test]
fn headers_without_number_or_measure_are_answered() {
    let server = start();
    let many = vec!["x-many: 1"; 1000];
    let long = format!("x-long: {}", "a".repeat(300 * 1024));
    let types = vec![JSON; 50];
    let units = vec!["x-fal-billable-units: 9"; 50];
    for headers in [many.as_slice(), &[long.as_str()], &types, &units] {
        let body = br#"{"num_images": "x"}"#;
        let mut connection = Connection::open(server.address);
        let answer = connection.request("POST /value", headers, body).answer();
        assert!((400..500).contains(&answer.status), "{answer:?}");
        check(&answer);
    }
    assert_eq!(
        post(&server, "/value", br#"{"num_images": 3}"#).units(),
        Some("3")
    );
}

#[test]
fn odd_paths_are_found_nowhere() {
    let server = start();
    let long = format!("/{}", "a".repeat(20_000));
    for path in [
        "/%00",
        "//",
        "//value",
        "/..",
        "/../value",
        "/value/..",
        "/value%2f",
        "/./value",
        "/VALUE",
        "/value//",
        "/value/quote/quote",
        "/quote",
        "/%ff",
        "/?",
        "/value;a",
        "/metrics",
        "http://[::1]/nope",
        "*",
        &long,
    ] {
        let answer = post(&server, path, br#"{"num_images": 3}"#);
        assert!((300..500).contains(&answer.status), "{path}: {answer:?}");
        check(&answer);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_body_is_answered(bodies in vec(vec(any::<u8>(), 0..64), 1..4), json in "[\\[\\]{}\":,0-9a-fue\\\\.+-]{0,40}") {
        thread_local!(static SERVER: Server = start());
        SERVER.with(|server| {
            for path in ["/value", "/value/quote", "/free", "/custom"] {
                for body in &bodies {
                    check(&post(server, path, body));
                }
                check(&post(server, path, format!("{{\"num_images\": {json}}}").as_bytes()));
            }
        });
    }

    #[test]
    fn any_head_is_answered_or_dropped(
        method in select(vec!["POST", "GET", "PUT", "HEADS", "OPTIONS", "P\u{e9}ST", ""]),
        path in "[/a-z%.?#0-9 ]{0,12}",
        header in "\\PC{0,16}",
    ) {
        thread_local!(static SERVER: Server = start());
        SERVER.with(|server| {
            let mut connection = Connection::open(server.address);
            let head = format!("{method} /{path} HTTP/1.1\r\nhost: h\r\nx: {header}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let answer = connection.send(head).rest();
            let answer = String::from_utf8_lossy(&answer);
            assert!(!answer.starts_with("HTTP/1.1 5"), "{answer}");
            let charged = answer.lines().filter(|line| line.starts_with("x-fal-billable-units:"));
            assert_eq!(charged.count(), answer.matches("HTTP/1.1 ").count(), "{answer}");
        });
    }
}
