//! What holds for every request: HTTP/2, CORS, unknown paths, metrics, and headers.

use std::process::Command;
use std::time::UNIX_EPOCH;

use bytes::Bytes;
use fal_app_tests::http::{Connection, get, post};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::sleeper::{APP, JSON, start};

#[test]
fn http_2_is_answered_as_http_1() {
    let server = start();
    // On a thread of its own, so that the connection goes on while the test waits for the log.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
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
        server.log_line(|line| line == "began reset");
        answer.abort();
        server.log_line(|line| line.contains("outcome=Left"));
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
    // However it is written, it leads to the path itself.
    for slashes in ["%2f", "%2F", "//", "/%2f"] {
        let slash = post(server.address, &format!("/%73leep{slashes}"), "{}");
        assert_eq!(slash.status, 307);
        assert_eq!(slash.header("location"), Some("http://localhost/sleep"));
    }

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

/// The value of a metric without labels.
fn value(text: &str, name: &str) -> f64 {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {text}"))
        .parse()
        .unwrap()
}

#[test]
fn metrics_of_the_process_and_of_the_beginning_of_each_series() {
    let now = || UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    // The kernel counts hundredths of a second from a start that it knows to a second.
    let before = now() - 2.0;
    let server = start();
    post(server.address, "/sleep", r#"{"name": "one"}"#);
    post(server.address, "/sleep", "{");
    let metrics = get(server.metrics, "/metrics");
    let text = metrics.text();
    let after = now() + 2.0;

    for (name, kind, help) in [
        (
            "process_virtual_memory_bytes",
            "gauge",
            "Virtual memory size in bytes.",
        ),
        (
            "process_resident_memory_bytes",
            "gauge",
            "Resident memory size in bytes.",
        ),
        (
            "process_start_time_seconds",
            "gauge",
            "Start time of the process since unix epoch in seconds.",
        ),
        (
            "process_cpu_seconds_total",
            "counter",
            "Total user and system CPU time spent in seconds.",
        ),
        (
            "process_open_fds",
            "gauge",
            "Number of open file descriptors.",
        ),
        (
            "process_max_fds",
            "gauge",
            "Maximum number of open file descriptors.",
        ),
        ("http_requests_created", "gauge", "Total HTTP requests"),
        (
            "http_request_duration_seconds_created",
            "gauge",
            "HTTP request duration, in seconds",
        ),
        (
            "fal_billable_units_created",
            "gauge",
            "Billable units that answers carried",
        ),
    ] {
        let described = format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name}");
        assert!(text.contains(&described), "no {described} in {text}");
    }

    let resident = value(text, "process_resident_memory_bytes");
    assert!(resident > 1e6 && resident < value(text, "process_virtual_memory_bytes"));
    assert!(resident <= server.peak_memory() as f64);
    let started = value(text, "process_start_time_seconds");
    assert!(
        before < started && started < after,
        "{before} {started} {after}"
    );
    let cpu = value(text, "process_cpu_seconds_total");
    assert!((0.0..after - before).contains(&cpu), "{cpu}");
    // stdin, stdout, stderr, two listeners, at least.
    let (open, most) = (
        value(text, "process_open_fds"),
        value(text, "process_max_fds"),
    );
    assert!(5.0 < open && open < most, "{open} {most}");

    let series = |name: &str| {
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix(name)?.rsplit_once(' '));
        lines.collect::<Vec<_>>()
    };
    for (counted, created) in [
        ("http_requests_total", "http_requests_created"),
        (
            "http_request_duration_seconds_count",
            "http_request_duration_seconds_created",
        ),
        ("fal_billable_units_total", "fal_billable_units_created"),
    ] {
        let (counted, created) = (series(counted), series(created));
        assert!(!created.is_empty());
        let labels = |series: &[(&str, &str)]| -> Vec<String> {
            series
                .iter()
                .map(|(labels, _)| (*labels).to_owned())
                .collect()
        };
        assert_eq!(labels(&counted), labels(&created));
        for (_, time) in created {
            let time: f64 = time.parse().unwrap();
            assert!(before < time && time < after, "{before} {time} {after}");
        }
    }
    // A series that goes on keeps its beginning, and the CPU never falls.
    post(server.address, "/sleep", r#"{"name": "two"}"#);
    post(server.address, "/sleep", "{");
    let later = get(server.metrics, "/metrics");
    let created = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.contains("_created{"));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(created(text), created(later.text()));
    assert!(value(later.text(), "process_cpu_seconds_total") >= cpu);
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
