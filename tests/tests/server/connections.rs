//! The server of an app: its life, its ports, and what holds for every request.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use fal_app_tests::http::{Connection, get, post};
use fal_app_tests::server::{Process, SOON, Server, command};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};

const APP: &str = env!("CARGO_BIN_EXE_server-app");
const JSON: &str = "content-type: application/json";

fn start() -> Server {
    Server::start(&mut command(APP))
}

fn in_progress(server: &Server) -> usize {
    let metrics = get(server.metrics, "/metrics");
    let name = r#"http_requests_in_progress{app_name="fal",method="POST"} "#;
    let line = metrics
        .text()
        .lines()
        .find_map(|line| line.strip_prefix(name));
    line.map_or(0, |count| count.parse().unwrap())
}

fn ended(server: &Server) -> usize {
    server.count_lines(|line| line.contains("request ended"))
}

fn until(is: impl Fn() -> bool) {
    let deadline = Instant::now() + SOON;
    while !is() {
        assert!(Instant::now() < deadline, "it does not come about");
        thread::sleep(Duration::from_millis(5));
    }
}

fn sleep(connection: &mut Connection, path: &str, name: &str, milliseconds: u64) {
    let body = format!(r#"{{"name": "{name}", "milliseconds": {milliseconds}}}"#);
    connection.request(&format!("POST {path}"), &[JSON], body.as_bytes());
}

#[test]
fn sigterm_finishes_what_is_in_flight_and_tears_down() {
    let mut server = start();
    let mut idle = Connection::open(server.address);
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/sleep", "one", 300);
    server.log_line(|line| line == "began one");
    server.terminate();
    let answer = connection.answer();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), r#"{"name":"one"}"#);
    assert!(idle.rest().is_empty());
    assert_eq!(server.wait().code(), Some(0));
    server.log_line(|line| line == "torn down");
}

#[test]
fn a_blocking_method_whose_caller_left_is_in_flight_too() {
    let mut server = start();
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/sleep-on-a-thread", "one", 500);
    server.log_line(|line| line == "began one");
    drop(connection);
    server.log_line(|line| line.contains("outcome=Left"));
    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
    server.log_line(|line| line == "ended one");
    server.log_line(|line| line == "torn down");
}

#[test]
fn a_stream_is_in_flight_until_its_end() {
    let mut server = start();
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/stream", "one", 300);
    server.log_line(|line| line == "began one");
    server.terminate();
    let answer = connection.answer();
    assert!(answer.is_whole);
    let event = "data: {\"name\": \"one\"}\n\n";
    assert_eq!(answer.text(), event.repeat(2));
    assert_eq!(server.wait().code(), Some(0));
    server.log_line(|line| line == "torn down");
}

#[test]
fn what_outlives_the_grace_period_is_cut_and_nothing_is_torn_down() {
    let mut server = start();
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/sleep-on-a-thread", "one", 600_000);
    server.log_line(|line| line == "began one");
    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
    server.log_line(|line| line.contains("the teardown is skipped"));
    assert_eq!(server.count_lines(|line| line == "torn down"), 0);
    assert!(connection.rest().is_empty());
}

#[test]
fn no_port_opens_before_the_setup() {
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut command = command(APP);
    command.args(["--port", &address.port().to_string()]);
    let mut app = Process::start(command.env("SETUP", "waits"));
    app.log_line(|line| line == "setup began");
    let refused = TcpStream::connect(address).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    app.terminate();
    assert_eq!(app.wait().code(), Some(0));
}

#[test]
fn a_setup_that_fails_says_why() {
    for (setup, says) in [("fails", "no model: no disk"), ("panics", "no bed")] {
        let mut app = Process::start(command(APP).env("SETUP", setup));
        assert_eq!(app.wait().code(), Some(1));
        app.log_line(|line| line.starts_with("error: the setup ") && line.ends_with(says));
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    for option in ["--port", "--metrics-port"] {
        // The later of two is what counts.
        let mut command = Command::new(APP);
        command.args(["--host", "127.0.0.1", "--port", "0", "--metrics-port", "0"]);
        let mut app = Process::start(command.args([option, &address.port().to_string()]));
        assert_eq!(app.wait().code(), Some(1));
        let says = format!("error: cannot listen on {address}: another program listens there");
        app.log_line(|line| line == says);
        app.log_line(|line| line == format!("help: choose another port with `{option}`"));
    }
}

#[test]
fn the_environment_may_say_the_ports() {
    let mut command = Command::new(APP);
    command.args(["serve", "--host", "127.0.0.1"]);
    Server::start(command.env("PORT", "0").env("METRICS_PORT", "0"));
    let mut app = Process::start(command.env("PORT", "many"));
    assert_eq!(app.wait().code(), Some(1));
    app.log_line(|line| line == "error: the environment's `PORT` is \"many\", not a port");
}

#[test]
fn a_secret_that_is_missing_is_named() {
    let server = start();
    server.log_line(|line| line.contains("the secret `SERVER_APP_SECRET` is declared but not set"));
    let server = Server::start(command(APP).env("SERVER_APP_SECRET", "s"));
    assert_eq!(server.count_lines(|line| line.contains("the secret")), 0);
}

#[test]
fn places_are_given_in_the_order_of_arrival() {
    let server = start();
    let names = ["a", "b", "c", "d", "e", "f"];
    let mut connections = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let mut connection = Connection::open(server.address);
        sleep(&mut connection, "/sleep", name, 50);
        connections.push(connection);
        // Those that are answered by now are no longer in progress.
        until(|| in_progress(&server) + ended(&server) > index);
    }
    for connection in &mut connections {
        assert_eq!(connection.answer().status, 200);
    }
    let began: Vec<String> = server.lines(|line| line.starts_with("began "));
    assert_eq!(began, names.map(|name| format!("began {name}")));
}

#[test]
fn at_most_max_multiplexing_are_at_work_and_a_health_check_beside_them() {
    let server = start();
    let mut first = Connection::open(server.address);
    sleep(&mut first, "/sleep-on-a-thread", "one", 500);
    server.log_line(|line| line == "began one");
    // The caller who leaves keeps the place until the method returns.
    drop(first);
    let mut second = Connection::open(server.address);
    sleep(&mut second, "/sleep", "two", 0);
    assert_eq!(get(server.address, "/healthy").status, 200);
    assert_eq!(second.answer().status, 200);
    let order = server.lines(|line| ["began two", "ended one"].contains(&line));
    assert_eq!(order, ["ended one", "began two"]);
}

#[test]
fn a_stream_keeps_its_place_until_its_end() {
    let server = start();
    let mut first = Connection::open(server.address);
    sleep(&mut first, "/stream", "one", 300);
    assert_eq!(first.answer_to_head().status, 200);
    let mut second = Connection::open(server.address);
    sleep(&mut second, "/sleep", "two", 0);
    assert_eq!(second.answer().status, 200);
    let order = server.lines(|line| ["began two", "ended one"].contains(&line));
    assert_eq!(order, ["ended one", "began two"]);
}

#[test]
fn the_place_of_a_stream_is_free_when_its_caller_leaves() {
    let server = start();
    let mut first = Connection::open(server.address);
    sleep(&mut first, "/stream", "one", 600_000);
    assert_eq!(first.answer_to_head().status, 200);
    drop(first);
    let mut second = Connection::open(server.address);
    sleep(&mut second, "/sleep", "two", 0);
    assert_eq!(second.answer().status, 200);
}

#[test]
fn a_caller_who_asks_again_at_once_finds_its_place_free() {
    let server = start();
    let mut connection = Connection::open(server.address);
    for turn in 0..200 {
        sleep(&mut connection, "/sleep", &turn.to_string(), 0);
        assert_eq!(connection.answer().status, 200);
    }
}

#[test]
fn http_2_is_answered_as_http_1() {
    let server = start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.address)
            .await
            .unwrap();
        let (mut http, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                .await
                .unwrap();
        tokio::spawn(connection);
        for (method, path, status, body) in [
            ("POST", "/sleep", 200, r#"{"name":"two"}"#),
            ("POST", "/nope", 404, r#"{"detail":"Path /nope not found"}"#),
            ("HEAD", "/openapi.json", 200, ""),
        ] {
            let request = http::Request::builder()
                .method(method)
                .uri(path)
                .header("content-type", "application/json")
                .body(Full::new(Bytes::from_static(br#"{"name": "two"}"#)))
                .unwrap();
            let answer = http.send_request(request).await.unwrap();
            assert_eq!(answer.status(), status);
            let units: Vec<_> = answer
                .headers()
                .get_all("x-fal-billable-units")
                .iter()
                .collect();
            assert_eq!(units, ["0"]);
            let read = answer.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(read, body);
        }
        // A stream that is reset is a caller who leaves.
        let request = http::Request::post("/sleep")
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from_static(
                br#"{"name": "reset", "milliseconds": 600000}"#,
            )))
            .unwrap();
        let answer = tokio::spawn(http.send_request(request));
        while server.count_lines(|line| line == "began reset") == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        answer.abort();
        while server.count_lines(|line| line.contains("outcome=Left")) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
}

#[test]
fn browsers_may_call_and_read_every_answer() {
    let server = start();
    for (path, status) in [("/sleep", 200), ("/nope", 404)] {
        let answer = Connection::open(server.address)
            .request(
                &format!("POST {path}"),
                &[JSON, "origin: https://e.com"],
                br#"{"name": "one"}"#,
            )
            .answer();
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("https://e.com")
        );
        assert_eq!(
            answer.header("access-control-allow-credentials"),
            Some("true")
        );
        assert_eq!(answer.header("vary"), Some("Origin"));
    }
    let preflight = Connection::open(server.address)
        .request(
            "OPTIONS /sleep",
            &[
                "origin: https://e.com",
                "access-control-request-method: POST",
                "access-control-request-headers: x-one, x-two",
            ],
            b"",
        )
        .answer();
    assert_eq!(preflight.text(), "OK");
    for (name, value) in [
        ("access-control-allow-origin", "https://e.com"),
        (
            "access-control-allow-methods",
            "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY",
        ),
        ("access-control-allow-headers", "x-one, x-two"),
        ("access-control-max-age", "600"),
    ] {
        assert_eq!(preflight.header(name), Some(value));
    }
}

#[test]
fn what_no_endpoint_answers_is_answered_as_the_sdk_does() {
    let server = start();
    let health = get(server.address, "/health");
    assert_eq!(health.text(), r#"{"version":"unknown"}"#);
    assert_eq!(health.header("content-type"), Some("application/json"));

    let unknown = get(server.address, "/no%20pe?a=b");
    assert_eq!(unknown.text(), r#"{"detail":"Path /no pe not found"}"#);

    let wrong = get(server.address, "/sleep");
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("POST")));
    assert_eq!(wrong.text(), r#"{"detail":"Method Not Allowed"}"#);
    let wrong = post(server.address, "/healthy", "");
    assert_eq!((wrong.status, wrong.header("allow")), (405, Some("GET")));

    let slash = post(server.address, "/sleep/?a=b", "{}");
    assert_eq!(slash.status, 307);
    assert_eq!(slash.header("location"), Some("http://localhost/sleep?a=b"));

    let document = get(server.address, "/openapi.json");
    let head = Connection::open(server.address)
        .request("HEAD /openapi.json", &[], b"")
        .answer_to_head();
    assert_eq!(
        head.header("content-length"),
        document.header("content-length")
    );
    let printed = Command::new(APP).arg("openapi").output().unwrap();
    let printed: fal_app::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed, document.json());
}

#[test]
fn metrics_have_the_names_of_the_sdk() {
    let server = start();
    post(server.address, "/sleep", r#"{"name": "one"}"#);
    post(server.address, "/sleep", "{");
    get(server.address, "/health");
    get(server.address, "/nope");
    let metrics = get(server.metrics, "/metrics");
    let lines: Vec<&str> = metrics.text().lines().collect();
    for line in [
        r#"fal_app_info{version="0.0.0"} 1"#,
        r#"http_requests_in_progress{app_name="fal",method="POST"} 0"#,
        r#"http_requests_total{app_name="fal",method="POST",path="/sleep",status_code="200"} 1"#,
        r#"http_requests_total{app_name="fal",method="POST",path="/sleep",status_code="422"} 1"#,
        r#"http_requests_total{app_name="fal",method="GET",path="/health",status_code="200"} 1"#,
        r#"http_request_duration_seconds_bucket{app_name="fal",method="POST",path="/sleep",status_code="200",le="0.005"} 1"#,
        r#"http_request_duration_seconds_count{app_name="fal",method="POST",path="/sleep",status_code="200"} 1"#,
        r#"fal_billable_units_total{app_name="fal",path="/sleep"} 0"#,
    ] {
        let is_bucket = line.contains("_bucket");
        let there = lines
            .iter()
            .any(|is| *is == line || (is_bucket && is.starts_with(line.trim_end_matches(" 1"))));
        assert!(there, "no {line} in {lines:#?}");
    }
    assert!(!metrics.text().contains("/nope"));
}

#[test]
fn a_method_sees_its_request_and_sets_headers() {
    let server = start();
    let answer = Connection::open(server.address)
        .request(
            "POST /see",
            &[
                "x-fal-request-id: 6ab1f5a2",
                "x-fal-endpoint: me/sleeper/see",
                "x-fal-caller-user-id: alice",
            ],
            b"",
        )
        .answer();
    assert_eq!(
        answer.text(),
        r#"{"request_id":"6ab1f5a2","endpoint":"me/sleeper/see","caller":"alice","refused":["X-Fal-Billable-Units","content-length","no header"]}"#
    );
    assert_eq!(answer.header("x-seen"), Some("yes"));
    assert_eq!(answer.units(), Some("0"));
}

#[test]
fn a_success_leaves_no_line_at_the_default_level() {
    let server = Server::start(command(APP).env_remove("RUST_LOG"));
    post(server.address, "/see", "");
    post(server.address, "/see", "{");
    let mut server = server;
    server.terminate();
    server.wait();
    let lines = server.lines(|line| !line.contains("secret") && !line.starts_with("help: "));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].contains("serves on"));
    assert!(lines[1].contains("stops"));
    assert_eq!(lines[2], "torn down");
}

#[test]
fn help_says_what_there_is() {
    let help = |arguments: &[&str]| {
        let output: Output = Command::new(APP).args(arguments).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let all = help(&["--help"]);
    for word in [
        "Sleeps, and says so.",
        "serve",
        "openapi",
        "--port",
        "--metrics-port",
        "--host",
        "RUST_LOG",
    ] {
        assert!(all.contains(word), "no {word} in\n{all}");
    }
    assert!(help(&["serve", "--help"]).contains("--metrics-port"));
}
