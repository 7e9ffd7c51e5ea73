//! Media that a method made are handed over as the SDK does it, and never to nobody.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use fal_app_tests::http::Connection;
use fal_app_tests::loopback::{Loopback, Reply, Request};
use fal_app_tests::pictures::png;
use fal_app_tests::server::{Server, command};
use serde_json::{Value, json};

fn app(environment: &[(&str, String)]) -> Server {
    let mut command = command(env!("CARGO_BIN_EXE_media-app"));
    command
        .env_remove("FAL_KEY")
        .envs(environment.iter().cloned());
    Server::start(&mut command)
}

fn post(
    app: &Server,
    path: &str,
    headers: &[(&str, &str)],
    json: &str,
) -> (u16, Option<String>, String) {
    let mut lines = vec!["content-type: application/json".to_owned()];
    lines.extend(
        headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answer = Connection::open(app.address)
        .request(&format!("POST {path}"), &lines, json.as_bytes())
        .answer();
    (
        answer.status,
        answer.units().map(str::to_owned),
        answer.text().to_owned(),
    )
}

/// An app whose platform is this server.
fn app_on(platform: &Loopback) -> Server {
    app(&[
        ("FAL_KEY", "id:secret".to_owned()),
        ("FAL_REST_HOST", platform.authority()),
        ("FAL_CDN_V3_HOST", platform.url("")),
        ("ISOLATE_TEST_MODE", "1".to_owned()),
    ])
}

fn is_announcement(request: &Request) -> bool {
    request.target.starts_with("/storage/upload/initiate")
}

/// Announces files as the platform does: by their name.
fn announced(request: &Request, origin: &str) -> Reply {
    let file: Value = serde_json::from_slice(&request.body).unwrap();
    let name = file["file_name"].as_str().unwrap();
    Reply::new(
        200,
        json!({
            "upload_url": format!("{origin}/put/{name}?token=t"),
            "file_url": format!("https://v3.fal.media/files/{name}"),
        })
        .to_string(),
    )
}

/// The platform on a good day.
fn platform() -> Loopback {
    Loopback::start(|request, own| match request {
        request if is_announcement(request) => announced(request, &format!("http://{own}")),
        _ => Reply::new(200, "").with("etag", "\"tag\""),
    })
    .unwrap()
}

const MAKE: &str = r#"{"num_images": 2}"#;

#[test]
fn without_the_platform_s_key_media_are_data_uris() {
    let (status, units, body) = post(&app(&[]), "/", &[], MAKE);
    assert_eq!((status, units.as_deref()), (200, Some("2")));
    let body: Value = serde_json::from_str(&body).unwrap();
    let url = body["images"][1]["url"].as_str().unwrap();
    assert!(
        url.starts_with("data:image/png;base64,iVBORw0KGgo"),
        "{url}"
    );
    assert_eq!(body["title"], "\"done\"");
}

#[test]
fn each_medium_is_announced_then_put() {
    let platform = platform();
    let headers = [
        ("x-fal-request-id", "11111111-2222-3333-4444-555555555555"),
        ("x-fal-cdn-token", "caller-token"),
        (
            "x-fal-object-lifecycle-preference",
            r#"{"expiration_duration_seconds": 3600}"#,
        ),
    ];
    let (status, units, body) = post(&app_on(&platform), "/", &headers, MAKE);
    assert_eq!((status, units.as_deref()), (200, Some("2")), "{body}");
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap(),
        json!({
            "images": ([0, 1].map(|number| json!({
                "url": format!("https://v3.fal.media/files/{number}.png"),
                "content_type": "image/png",
                "file_name": format!("{number}.png"),
                "file_size": png(3, 2).len(),
                "width": 3,
                "height": 2,
            }))),
            "title": "\"done\"",
            "clip": null,
        })
    );

    let requests = platform.requests();
    assert_eq!(requests.len(), 4, "{:?}", platform.lines());
    let announcement = requests
        .iter()
        .find(|request| is_announcement(request))
        .unwrap();
    assert_eq!(
        announcement.line(),
        "POST /storage/upload/initiate?storage_type=fal-cdn-v3"
    );
    for (name, value) in [
        ("authorization", "Key id:secret"),
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-fal-cdn-token", "caller-token"),
        ("x-fal-request-id", "11111111-2222-3333-4444-555555555555"),
        (
            "x-fal-object-lifecycle",
            r#"{"expiration_duration_seconds": 3600}"#,
        ),
        (
            "x-fal-object-lifecycle-preference",
            r#"{"expiration_duration_seconds": 3600}"#,
        ),
    ] {
        assert_eq!(announcement.header(name), Some(value), "{name}");
    }
    let put = requests
        .iter()
        .find(|request| request.line() == "PUT /put/1.png?token=t")
        .unwrap();
    assert_eq!(put.header("content-type"), Some("image/png"));
    assert_eq!(put.header("authorization"), None);
    assert!(put.body.starts_with(b"\x89PNG"));
}

#[test]
fn who_asks_for_media_in_the_answer_gets_data_uris() {
    let platform = platform();
    let (status, units, body) = post(&app_on(&platform), "/", &[], r#"{"sync_mode": true}"#);
    assert_eq!((status, units.as_deref()), (200, Some("1")), "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    let url = body["images"][0]["url"].as_str().unwrap();
    assert!(url.starts_with("data:image/png;base64,"), "{url}");
    assert!(platform.requests().is_empty(), "{:?}", platform.lines());
}

#[test]
fn a_lifecycle_that_is_no_json_is_passed_over() {
    let platform = platform();
    let headers = [("x-fal-object-lifecycle-preference", "soon")];
    let (status, ..) = post(&app_on(&platform), "/", &headers, "{}");
    assert_eq!(status, 200);
    assert_eq!(
        platform.requests()[0].header("x-fal-object-lifecycle"),
        None
    );
}

#[test]
fn what_is_large_goes_in_parts() {
    const MIB: usize = 1024 * 1024;
    let platform = platform();
    let make = json!({"num_images": 0, "clip_bytes": 100 * MIB + 1}).to_string();
    let (status, _, body) = post(&app_on(&platform), "/", &[], &make);
    assert_eq!(status, 200, "{body}");

    let requests = platform.requests();
    assert_eq!(
        requests[0].line(),
        "POST /storage/upload/initiate-multipart?storage_type=fal-cdn-v3"
    );
    for number in 1..=11 {
        let line = format!("PUT /put/clip.mp4/{number}?token=t");
        let part = requests
            .iter()
            .find(|request| request.line() == line)
            .unwrap();
        assert_eq!(part.body.len(), if number == 11 { 1 } else { 10 * MIB });
        assert_eq!(part.header("content-type"), Some("video/mp4"));
    }
    let complete = requests.last().unwrap();
    assert_eq!(complete.line(), "POST /put/clip.mp4/complete?token=t");
    let parts: Value = serde_json::from_slice(&complete.body).unwrap();
    let expected: Vec<Value> = (1..=11)
        .map(|n| json!({"partNumber": n, "etag": "\"tag\""}))
        .collect();
    assert_eq!(parts, json!({"parts": expected}));
}

#[test]
fn what_fails_in_passing_is_asked_again() {
    let (announcements, puts) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let platform = Loopback::start(move |request, own| {
        if is_announcement(request) {
            return match announcements.fetch_add(1, Ordering::Relaxed) {
                0 => Reply::new(503, "busy"),
                1 => Reply::Raw(Vec::new()),
                _ => announced(request, &format!("http://{own}")),
            };
        }
        match puts.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::new(500, ""),
            _ => Reply::new(200, ""),
        }
    });
    let platform = platform.unwrap();
    let (status, units, _) = post(&app_on(&platform), "/", &[], "{}");
    assert_eq!((status, units.as_deref()), (200, Some("1")));
    assert_eq!(platform.requests().len(), 5, "{:?}", platform.lines());
}

#[test]
fn the_second_store_takes_what_the_first_does_not() {
    for refusal in [
        Reply::new(403, "no"),
        Reply::new(200, "<html>"),
        Reply::new(200, "{}"),
    ] {
        let platform = Loopback::start(move |request, own| match request {
            request if request.target.ends_with("fal-cdn-v3") => refusal.clone(),
            request if is_announcement(request) => announced(request, &format!("http://{own}")),
            _ => Reply::new(200, ""),
        });
        let platform = platform.unwrap();
        let (status, units, body) = post(&app_on(&platform), "/", &[], "{}");
        assert_eq!((status, units.as_deref()), (200, Some("1")), "{body}");
        assert_eq!(
            platform.lines(),
            [
                "POST /storage/upload/initiate?storage_type=fal-cdn-v3",
                "POST /storage/upload/initiate?storage_type=gcs",
                "PUT /put/0.png?token=t",
            ]
        );
        assert_eq!(platform.requests()[1].header("x-fal-cdn-token"), None);
    }
}

#[test]
fn the_second_store_gives_each_part_a_place() {
    let platform = Loopback::start(move |request, own| match request {
        request if request.target.ends_with("fal-cdn-v3") => Reply::new(403, "no"),
        request if is_announcement(request) => announced(request, &format!("http://{own}")),
        request if request.method == "POST" && !request.target.contains("complete") => Reply::new(
            200,
            json!({"upload_url": format!("http://{own}/part")}).to_string(),
        ),
        _ => Reply::new(200, "").with("etag", "\"tag\""),
    });
    let platform = platform.unwrap();
    let make = json!({"num_images": 0, "clip_bytes": 100 * 1024 * 1024 + 1}).to_string();
    let (status, _, body) = post(&app_on(&platform), "/", &[], &make);
    assert_eq!(status, 200, "{body}");
    let requests = platform.requests();
    let places = requests
        .iter()
        .filter(|request| request.line() == "POST /put/clip.mp4/7?token=t");
    assert_eq!(places.count(), 1);
    assert_eq!(
        requests
            .iter()
            .filter(|request| request.line() == "PUT /part")
            .count(),
        11
    );
    let complete = requests.last().unwrap();
    assert_eq!(complete.header("authorization"), Some("Key id:secret"));
    let parts: Value = serde_json::from_slice(&complete.body).unwrap();
    assert_eq!(parts["parts"][6], json!({"part_number": 7, "etag": "tag"}));
}

#[test]
fn what_is_handed_over_early_is_not_handed_over_again() {
    let platform = platform();
    let (status, _, body) = post(&app_on(&platform), "/early", &[], "");
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        body["file"],
        json!({
            "url": "https://v3.fal.media/files/early.txt",
            "content_type": "text/plain",
            "file_name": "early.txt",
            "file_size": 5,
        })
    );
    assert_eq!(platform.requests().len(), 2, "{:?}", platform.lines());
}

#[test]
fn once_its_method_has_returned_neither_a_caller_who_leaves_nor_a_stop_changes_a_request() {
    // The platform answers once the sender is dropped.
    let (answers, waits) = mpsc::channel::<()>();
    let waits = Mutex::new(waits);
    let platform = Loopback::start(move |request, own| {
        let _ = waits.lock().unwrap().recv();
        match request {
            request if is_announcement(request) => announced(request, &format!("http://{own}")),
            _ => Reply::new(200, ""),
        }
    });
    let platform = platform.unwrap();
    let app = app_on(&platform);
    let mut leaving = Connection::open(app.address);
    leaving.request(
        "POST /",
        &["content-type: application/json"],
        MAKE.as_bytes(),
    );
    platform.wait_for("POST /storage/upload/initiate?storage_type=fal-cdn-v3");
    drop(leaving);
    app.terminate();
    app.log_line(|line| line.ends_with(" stops"));
    // Time to do wrong: no event tells that the app noticed who left. On a slow machine the test sees less, and holds.
    thread::sleep(Duration::from_millis(300));
    drop(answers);

    let ended = app.end();
    assert_eq!(ended.code, Some(0));
    let requests = ended
        .lines
        .iter()
        .filter(|line| line.contains("request ended"));
    let [request] = requests.collect::<Vec<_>>().try_into().unwrap();
    assert!(
        request.contains("outcome=Value status=200 units=\"2\""),
        "{request}"
    );
    assert_eq!(platform.requests().len(), 4, "{:?}", platform.lines());
}

#[test]
fn a_failed_upload_costs_nothing_and_keeps_its_cause() {
    let platform = Loopback::start(|_, _| Reply::new(403, "the key is wrong")).unwrap();
    let app = app_on(&platform);
    let (status, units, body) = post(&app, "/", &[], MAKE);
    assert_eq!((status, units.as_deref()), (500, Some("0")));
    assert_eq!(body, r#"{"detail":"Internal Server Error"}"#);
    let log = app.stop().lines.join("\n");
    assert!(
        log.contains("fal-cdn-v3") && log.contains("the key is wrong"),
        "{log}"
    );
    assert!(!log.contains("id:secret"), "{log}");
}

#[test]
fn a_store_s_answer_and_a_file_s_name_say_nothing_of_the_gpu() {
    let platform = Loopback::start(|_, _| Reply::new(403, "CUDA error: out of memory")).unwrap();
    let app = app_on(&platform);
    assert_eq!(post(&app, "/", &[], MAKE).0, 500);
    let platform = Loopback::start(|_, _| Reply::new(403, "no")).unwrap();
    let (status, units, body) = post(
        &app_on(&platform),
        "/named",
        &[],
        r#"{"name": "barracuda.png"}"#,
    );
    assert_eq!((status, units.as_deref()), (500, Some("0")));
    assert_eq!(body, r#"{"detail":"Internal Server Error"}"#);
}

#[test]
fn what_others_say_is_one_line_of_the_log_and_bounded() {
    const FORGED: &str = r#"{"traceback":"forged","path":"/","request_id":"another","status":500}"#;
    let said = format!(
        "first\n{FORGED}\n\u{1b}[31mred\u{2028}{}",
        "long ".repeat(10_000)
    );
    let platform = Loopback::start({
        let said = said.clone();
        move |_, _| Reply::new(403, said.clone())
    })
    .unwrap();
    let app = app_on(&platform);
    let name = json!({ "name": format!("a\n{FORGED}\n{}", "long ".repeat(10_000)) }).to_string();
    assert_eq!(post(&app, "/", &[], "{}").0, 500);
    assert_eq!(post(&app, "/named", &[], &name).0, 500);
    let id = "i".repeat(20_000);
    assert_eq!(post(&app, "/", &[("x-fal-request-id", &id)], "{}").0, 500);
    let ended = app.stop();
    let mut failures = 0;
    for line in &ended.lines {
        assert_ne!(line, FORGED);
        assert!(!line.contains(['\u{1b}', '\u{2028}']), "{line}");
        let is_own = line.contains(" INFO media_app: made ");
        assert!(
            is_own || line.len() < 20_000,
            "{} bytes: {line}",
            line.len()
        );
        if let Ok(failure) = serde_json::from_str::<Value>(line) {
            assert_eq!(
                failure["path"].as_str().map(|path| path.len() < 10),
                Some(true)
            );
            assert_eq!(failure["status"], 500);
            failures += 1;
        }
    }
    assert_eq!(failures, 3);
}

#[test]
fn a_platform_that_never_stops_failing_is_asked_ten_times() {
    let platform = Loopback::start(|_, _| Reply::new(503, "")).unwrap();
    let (status, units, _) = post(&app_on(&platform), "/", &[], "{}");
    assert_eq!((status, units.as_deref()), (500, Some("0")));
    assert_eq!(platform.requests().len(), 10);
}

#[test]
fn the_platform_is_believed_for_its_certificate() {
    let platform = Loopback::start_tls(|request, own| match request {
        request if is_announcement(request) => {
            announced(request, &format!("https://localhost:{}", own.port()))
        }
        _ => Reply::new(200, ""),
    });
    let platform = platform.unwrap();
    let environment = |authority: String| {
        let trusted = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tls/ca.pem");
        [
            ("FAL_KEY", "id:secret".to_owned()),
            ("FAL_REST_HOST", authority),
            ("SSL_CERT_FILE", trusted.to_owned()),
        ]
    };
    let port = platform.authority().split(':').nth(1).unwrap().to_owned();
    let [key, host, trusted] = environment(format!("localhost:{port}"));
    let (status, units, _) = post(&app(&[key.clone(), host.clone()]), "/", &[], "{}");
    assert_eq!((status, units.as_deref()), (500, Some("0")));
    assert!(
        platform.requests().is_empty(),
        "it was believed without reason"
    );

    let [_, other_name, _] = environment(platform.authority());
    let (status, ..) = post(
        &app(&[key.clone(), other_name, trusted.clone()]),
        "/",
        &[],
        "{}",
    );
    assert_eq!(status, 500);
    assert!(
        platform.requests().is_empty(),
        "the certificate is of another name"
    );

    let _ = post(&app(&[key, host, trusted]), "/", &[], "{}");
    assert_eq!(
        platform.requests()[0].header("authorization"),
        Some("Key id:secret")
    );
}

/// The same as boto3's `generate_presigned_post`.
fn policy(url: &str) -> String {
    json!({"url": url, "fields": {"key": "uploads/${filename}", "policy": "p", "x-amz-signature": "s"}})
        .to_string()
}

#[test]
fn a_caller_s_policy_sends_media_into_its_bucket() {
    let platform = Loopback::start(|_, _| Reply::new(204, "")).unwrap();
    let policy = policy(&platform.url("/bucket/"));
    let headers = [("x-app-fal-upload-policy", policy.as_str())];
    let (status, units, body) = post(&app_on(&platform), "/sheet", &headers, "");
    assert_eq!((status, units.as_deref()), (200, Some("1")), "{body}");

    let [posted] = platform.requests().try_into().unwrap();
    assert_eq!(posted.line(), "POST /bucket/");
    let form = String::from_utf8(posted.body).unwrap();
    let key = form
        .split("name=\"key\"\r\n\r\n")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let own = key
        .strip_prefix("uploads/")
        .and_then(|name| name.strip_suffix("-a b.csv"))
        .unwrap();
    assert_eq!(own.len(), 32);
    let at = |part: &str| {
        form.find(part)
            .unwrap_or_else(|| panic!("no {part} in {form}"))
    };
    assert!(at("name=\"policy\"\r\n\r\np\r\n") < at("name=\"x-amz-signature\"\r\n\r\ns\r\n"));
    assert!(
        at("name=\"Content-Type\"\r\n\r\ntext/csv\r\n")
            < at("name=\"file\"; filename=\"a%20b.csv\"")
    );
    assert!(form.contains("Content-Type: text/csv\r\n\r\na,b\n\r\n--"));

    let body: Value = serde_json::from_str(&body).unwrap();
    let expected = platform.url(&format!("/bucket/uploads/{own}-a%20b.csv"));
    assert_eq!(body["file"]["url"], expected);
}

#[test]
fn a_bucket_that_refuses_costs_nothing_and_is_not_replaced() {
    let platform =
        Loopback::start(|_, _| Reply::new(403, "<BucketName>secret</BucketName>")).unwrap();
    let policy = policy(&platform.url("/bucket"));
    let headers = [("x-app-fal-upload-policy", policy.as_str())];
    let (status, units, body) = post(&app_on(&platform), "/sheet", &headers, "");
    assert_eq!((status, units.as_deref()), (424, Some("0")));
    assert_eq!(
        body,
        r#"{"detail":"Upload via x-app-fal-upload-policy failed with status 403."}"#
    );
    assert_eq!(platform.lines(), ["POST /bucket"]);
}

#[test]
fn a_policy_that_is_none_is_refused_before_the_method_runs() {
    let app = app(&[]);
    let s3 = "https://b.s3.amazonaws.com/";
    let fields = |key: &str| json!({"url": s3, "fields": {"key": key}}).to_string();
    for (policy, why) in [
        (String::new(), "header: not valid JSON"),
        ("[]".to_owned(), "header: expected a JSON object"),
        ("{}".to_owned(), "header: must contain string 'url'"),
        (
            json!({"url": s3}).to_string(),
            "header: must contain object 'fields'",
        ),
        (
            policy("http://127.0.0.1/b"),
            "'url': must be an HTTPS S3 upload URL",
        ),
        (
            policy("https://b.s3.amazonaws.com/deep"),
            "'url': must point at the bucket root",
        ),
        (
            fields("fixed.png"),
            "header: fields.key must contain '${filename}'",
        ),
        (
            fields("../${filename}"),
            "header: fields.key must not start with '/'",
        ),
        (
            json!({"url": s3, "fields": {"key": "${filename}", "Key": "x"}}).to_string(),
            "header: duplicate 'key' fields",
        ),
        (
            json!({"url": s3, "fields": {"key": "${filename}", "acl": {"a": 1}}}).to_string(),
            "header: fields.'acl' must be a string",
        ),
    ] {
        let headers = [("x-app-fal-upload-policy", policy.as_str())];
        let (status, units, body) = post(&app, "/sheet", &headers, "");
        assert_eq!((status, units.as_deref()), (422, Some("0")), "{policy}");
        let body: Value = serde_json::from_str(&body).unwrap();
        let detail = body["detail"].as_str().unwrap();
        let expected = format!("Invalid x-app-fal-upload-policy {why}");
        assert!(detail.starts_with(&expected), "{detail} for {policy}");
    }
}

#[test]
fn a_signed_content_type_is_kept() {
    let app = app(&[]);
    let policy = json!({
        "url": "https://b.s3.amazonaws.com/",
        "fields": {"key": "${filename}", "Content-Type": "image/png"},
    });
    let policy = policy.to_string();
    let headers = [("x-app-fal-upload-policy", policy.as_str())];
    let (status, units, body) = post(&app, "/sheet", &headers, "");
    assert_eq!((status, units.as_deref()), (422, Some("0")), "{body}");
    assert!(
        body.contains("a signed Content-Type cannot be changed"),
        "{body}"
    );
}
