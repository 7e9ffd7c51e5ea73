//! An app that is deployed, at its URL.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};

use fal_app_tests::loopback::{Loopback, Reply, Request};
use fal_app_tests::server::Server;

use crate::{app, check};

#[test]
fn a_deployed_app_is_asked_where_it_is() {
    let mut command = app("good");
    command.args(["--host", "127.0.0.1", "--port", "0", "--metrics-port", "0"]);
    let server = Server::start(&mut command);
    let url = format!("http://{}/", server.address);
    let checked = check("good", &["--json", "--url", &url, "--calls", "2"]);
    assert_eq!(checked.failures(), [""; 0], "{:#}", checked.json());
    let stable = checked.item("/", "stable");
    assert!(
        stable["seen"]
            .as_str()
            .unwrap()
            .starts_with("2 calls succeeded")
    );
    assert_eq!(checked.items("/", "delivers").len(), 1);
    // It was not set up here.
    assert!(!checked.stderr.contains("the setup prints"));
    // Another app is not the one that is deployed.
    check("open", &["--json", "--url", &url]).fail(&[(
        "",
        "document served",
        "not the document of this binary: `/`, `/count`, `/stream`, `/train` differ",
        "deploy this binary",
    )]);
}

/// What the deployed app answers to a call, the first with 0.
fn deployed(call: fn(u32) -> Reply) -> Loopback {
    let document = app("slow").arg("openapi").output().unwrap().stdout;
    let calls = AtomicU32::new(0);
    let answer = move |request: &Request| match &*request.line() {
        "GET /health" => Reply::new(200, "{}").with("x-fal-billable-units", "0"),
        "GET /openapi.json" => Reply::new(200, document.clone()),
        "POST /quote" => Reply::new(
            200,
            r#"{"billable_units": {"min": "1", "max": "1"}, "unit": "requests"}"#,
        ),
        "POST /" => call(calls.fetch_add(1, Ordering::SeqCst)),
        "PUT /" => Reply::new(405, "{}").with("x-fal-billable-units", "1"),
        _ => Reply::new(404, "{}"),
    };
    Loopback::start(move |request, _| answer(request)).unwrap()
}

#[test]
fn a_caller_who_would_pay_too_much_is_warned() {
    let server = deployed(|_| Reply::new(200, "null").with("x-fal-billable-units", "2"));
    check("slow", &["--json", "--url", &server.url("")]).fail(&[
        (
            "/",
            "costs as quoted",
            "the call cost 2 requests, quoted 1 request",
            "report",
        ),
        (
            "/",
            "refusals are free",
            "a wrong method: 405 cost 1",
            "nobody pays for a refusal",
        ),
        (
            "",
            "refusals are free",
            "an unknown path: 404 did not say that it cost 0",
            "nobody pays for a refusal",
        ),
    ]);
}

#[test]
fn an_app_that_fails_now_and_then_is_not_stable() {
    let server = deployed(|call| match call {
        1 => Reply::new(502, "bad\ngateway"),
        _ => Reply::new(200, "null").with("x-fal-billable-units", "1"),
    });
    let checked = check("slow", &["--json", "--url", &server.url("")]);
    checked.fail(&[(
        "/",
        "stable",
        "3 calls: the call of `/` answered 502: bad\\ngateway",
        "the log of the deployed app",
    )]);
    assert_eq!(checked.item("/", "costs as quoted")["holds"], true);
}

#[test]
fn the_key_of_the_environment_goes_along() {
    let server = deployed(|_| Reply::new(200, "null").with("x-fal-billable-units", "1"));
    let mut command = app("slow");
    command.args(["check", "--url", &server.url("/owner/slow")]);
    command.env("FAL_KEY", "id:secret").output().unwrap();
    let requests = server.requests();
    assert!(!requests.is_empty());
    for request in &requests {
        assert_eq!(
            request.header("authorization"),
            Some("Key id:secret"),
            "{request:?}"
        );
        assert!(request.target.starts_with("/owner/slow"), "{request:?}");
    }
}

#[test]
fn a_url_that_cannot_be_asked_is_refused() {
    for (url, says) in [
        (
            "http://example.com",
            "over `http` only this machine is asked",
        ),
        ("localhost:8080", "not an `http` or `https` URL"),
        ("https://fal.run/owner/app", "set `FAL_KEY`"),
    ] {
        let checked = check("good", &["--url", url]);
        assert_ne!(checked.code, Some(0));
        assert!(checked.stderr.contains(says), "{}", checked.stderr);
    }
    // Nobody listens there any more.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap();
    drop(listener);
    let checked = check("slow", &["--json", "--url", &format!("http://{port}")]);
    assert_eq!((checked.code, &*checked.stdout), (Some(1), ""));
    let says = format!("error: no app answers at `http://{port}`: `GET /health`: no connection to");
    assert!(checked.stderr.starts_with(&says), "{}", checked.stderr);
}
