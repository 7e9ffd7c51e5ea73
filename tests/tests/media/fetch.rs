//! What callers send is fetched from public addresses only, within bounds, and each failure names its own field.

use std::time::Duration;

use fal_app_tests::http::{self, Answer, Connection};
use fal_app_tests::loopback::{Loopback, Reply};
use fal_app_tests::pictures::png;
use fal_app_tests::server::{Server, command};
use serde_json::{Value, json};

/// An app that takes this server for the platform's own files: the one exception to the rule of addresses.
fn app_trusting(files: &Loopback) -> Server {
    let mut command = command(env!("CARGO_BIN_EXE_media-app"));
    command.envs([
        ("FAL_KEY", "id:secret"),
        ("FAL_CDN_V3_HOST", &files.url("")),
    ]);
    Server::start(&mut command)
}

fn app() -> Server {
    Server::start(command(env!("CARGO_BIN_EXE_media-app")).env_remove("FAL_KEY"))
}

fn post(app: &Server, path: &str, json: &str) -> (u16, Option<String>, String) {
    let answer: Answer = http::post(app.address, path, json);
    (
        answer.status,
        answer.units().map(str::to_owned),
        answer.text().to_owned(),
    )
}

fn files() -> Loopback {
    Loopback::start(|request, own| match request.target.as_str() {
        "/3x2.png" => Reply::new(200, png(3, 2)).with("content-type", "text/html"),
        "/1x2.png" => Reply::new(200, png(1, 2)),
        "/9x2.png" => Reply::new(200, png(9, 2)),
        "/8x8.png" => Reply::new(200, png(8, 8)),
        "/page" => Reply::new(200, "<html>").with("content-type", "text/html"),
        "/clip" => Reply::new(200, "clip").with("content-type", "video/webm"),
        "/untyped" => Reply::new(200, "?"),
        "/hop" => Reply::new(302, "").with("location", "page"),
        "/loop" => Reply::new(307, "").with("location", "/loop"),
        "/nowhere" => Reply::new(301, ""),
        "/away" => {
            Reply::new(302, "").with("location", format!("http://127.0.0.2:{}/page", own.port()))
        }
        "/metadata" => Reply::new(302, "").with("location", "http://169.254.169.254/latest/"),
        "/file" => Reply::new(302, "").with("location", "file:///etc/passwd"),
        "/huge" => Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\nx".to_vec()),
        "/endless" => {
            Reply::Raw([b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 100_000]].concat())
        }
        "/short" => Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nx".to_vec()),
        "/nonsense" => Reply::Raw(b"hello\r\n\r\n".to_vec()),
        "/hangs" => Reply::Silence(Duration::from_secs(600)),
        _ => Reply::new(404, "not found"),
    })
    .unwrap()
}

/// Posts to `/take` and gives the media that it took.
fn taken(app: &Server, input: &Value) -> Value {
    let (status, units, body) = post(app, "/take", &input.to_string());
    assert_eq!((status, units.as_deref()), (200, Some("1")), "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["media"].clone()
}

/// The one error of an input that is refused, at no cost.
fn refused(app: &Server, input: &Value) -> Value {
    let (status, units, body) = post(app, "/take", &input.to_string());
    assert_eq!(
        (status, units.as_deref()),
        (422, Some("0")),
        "{input}: {body}"
    );
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["detail"].as_array().unwrap().len(), 1);
    body["detail"][0].clone()
}

#[test]
fn a_url_an_object_and_a_data_uri_are_taken() {
    let files = files();
    let app = app_trusting(&files);
    let input = json!({
        "image": files.url("/3x2.png"),
        "clip": {"url": files.url("/clip"), "content_type": "video/mp4", "file_size": 9},
        "extras": [{"file": "data:text/plain;base64,aGk="}, {"file": files.url("/hop")}, {"file": {"url": files.url("/untyped"), "content_type": "a/b"}}],
    });
    // A picture's type is its bytes', all else is what the server says, then what the caller says.
    let expected = json!([
        format!("{} of image/png", png(3, 2).len()),
        "4 of video/webm",
        "2 of text/plain",
        "6 of text/html",
        "1 of a/b"
    ]);
    assert_eq!(taken(&app, &input), expected);
}

#[test]
fn a_blocking_method_fetches_too() {
    let files = files();
    let input = json!({"file": files.url("/page")}).to_string();
    let (status, _, body) = post(&app_trusting(&files), "/take/blocking", &input);
    assert_eq!(
        (status, body.as_str()),
        (200, r#"{"media":["6 of text/html"]}"#)
    );
}

#[test]
fn a_failure_is_the_platform_s_at_its_own_field() {
    let files = files();
    let app = app_trusting(&files);
    let error = refused(
        &app,
        &json!({"extras": [{"file": "data:,"}, {"file": files.url("/gone")}]}),
    );
    assert_eq!(
        error,
        json!({
            "loc": ["body", "extras", 1, "file"],
            "msg": "File download error",
            "type": "file_download_error",
            "url": "https://docs.fal.ai/errors#file_download_error",
        })
    );
    let error = refused(&app, &json!({"image": files.url("/gone")}));
    assert_eq!(error["loc"], json!(["body", "image"]));
}

#[test]
fn what_cannot_be_fetched_whole_is_a_download_error() {
    let files = files();
    let app = app_trusting(&files);
    for target in ["/gone", "/loop", "/nowhere", "/file", "/short", "/nonsense"] {
        let error = refused(&app, &json!({"clip": files.url(target)}));
        assert_eq!(error["type"], "file_download_error", "{target}");
    }
    for url in [
        "data:image/png;base64,a",
        "https://",
        "http://a b/",
        "https://no.such.host.invalid/",
    ] {
        let error = refused(&app, &json!({"clip": {"url": url}}));
        assert_eq!(error["type"], "file_download_error", "{url}");
    }
    let loops = files
        .lines()
        .iter()
        .filter(|line| *line == "GET /loop")
        .count();
    assert_eq!(loops, 6, "at most 5 redirects are followed");
}

#[test]
fn an_address_that_is_not_public_is_not_asked() {
    let inside = Loopback::start(|_, _| Reply::new(200, "secret")).unwrap();
    let port = inside.url("").rsplit(':').next().unwrap().to_owned();
    let app = app();
    for host in [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "user@127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
    ] {
        let error = refused(&app, &json!({"clip": format!("http://{host}:{port}/")}));
        assert_eq!(error["type"], "file_download_error", "{host}");
    }
    assert!(inside.requests().is_empty(), "{:?}", inside.lines());
    let ended = app.stop();
    let tried = ended.count_lines(|line| line.contains("no connection to"));
    assert_eq!(tried, 0, "{ended:#?}");
}

#[test]
fn a_redirect_does_not_lead_to_where_a_url_may_not() {
    let files = files();
    let app = app_trusting(&files);
    for target in ["/away", "/metadata"] {
        let error = refused(&app, &json!({"clip": files.url(target)}));
        assert_eq!(error["type"], "file_download_error", "{target}");
    }
    assert!(
        !files.lines().contains(&"GET /page".to_owned()),
        "localhost is another origin"
    );
}

#[test]
fn what_is_too_large_is_not_read_to_its_end() {
    let files = files();
    let app = app_trusting(&files);
    for target in ["/huge", "/endless"] {
        let error = refused(&app, &json!({"image": files.url(target)}));
        assert_eq!(error["type"], "file_too_large", "{target}");
        assert_eq!(error["ctx"], json!({"max_size": 4096}));
    }
    let error = refused(&app, &json!({"extras": [{"file": "data:,123456789"}]}));
    assert_eq!(error["type"], "file_too_large");
    assert_eq!(error["loc"], json!(["body", "extras", 0, "file"]));
    assert_eq!(error["ctx"], json!({"max_size": 8}));
}

#[test]
fn a_picture_is_a_picture_of_the_allowed_size() {
    let files = files();
    let app = app_trusting(&files);
    for (target, kind, ctx) in [
        ("/page", "image_load_error", Value::Null),
        (
            "/1x2.png",
            "image_too_small",
            json!({"min_height": 2, "min_width": 2}),
        ),
        (
            "/9x2.png",
            "image_too_large",
            json!({"max_height": 8, "max_width": 8}),
        ),
        (
            "/8x8.png",
            "image_too_large",
            json!({"max_height": 6, "max_width": 6}),
        ),
    ] {
        let error = refused(&app, &json!({"image": files.url(target)}));
        assert_eq!(error["type"], kind, "{target}");
        assert_eq!(error["ctx"], ctx, "{target}");
        assert_eq!(error["loc"], json!(["body", "image"]));
    }
}

#[test]
fn a_caller_who_left_does_not_keep_a_blocking_method_waiting() {
    let files = files();
    let app = app_trusting(&files);
    let input = json!({"file": files.url("/hangs")}).to_string();
    let mut leaving = Connection::open(app.address);
    leaving.request(
        "POST /take/blocking",
        &["content-type: application/json"],
        input.as_bytes(),
    );
    files.wait_for("GET /hangs");
    drop(leaving);
    // An answer comes at all only if the place is free again long before the other side gives up.
    let (status, ..) = post(&app, "/take", "{}");
    assert_eq!(status, 200);
}
