//! Webhooks, as their receivers see them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fal_app::Value;
use fal_app_tests::http::Connection;
use fal_app_tests::loopback::{Loopback, Reply, Request};
use fal_app_tests::server::eventually;
use ring::digest::{SHA256, digest};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::json;

use crate::support::{Folder, Market};

/// Retries after milliseconds, not after seconds.
const SOON: [&str; 4] = ["--unit-price", "0.025", "--webhook-delay", "0.001"];

/// A connection that is never answered.
const NEVER: Reply = Reply::Silence(Duration::from_secs(600));

fn start(folder: &Folder) -> Market {
    Market::start_with(folder, &SOON, "shared")
}

fn receiver(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Loopback {
    Loopback::start(move |request, _| answer(request)).unwrap()
}

/// These answers in their order, then the last one again and again.
fn in_order(replies: Vec<Reply>) -> impl Fn(&Request) -> Reply + Send + Sync {
    let number = AtomicUsize::new(0);
    move |_| {
        let number = number.fetch_add(1, Ordering::SeqCst);
        replies[number.min(replies.len() - 1)].clone()
    }
}

fn ok() -> Reply {
    Reply::new(200, "")
}

/// Submits a request as alice, whose result is sent to this URL.
fn submit(market: &Market, path: &str, json: &str, url: &str) -> String {
    market.submit(&format!("{path}?fal_webhook={url}"), json)
}

fn webhook(folder: &Folder, id: &str) -> Value {
    folder.json(&["webhooks", "show", id])
}

/// Waits until a webhook is in this state.
fn wait_for(folder: &Folder, id: &str, state: &str) -> Value {
    eventually(state, || {
        let all = folder.json(&["webhooks"]);
        let mut all = all.as_array().unwrap().iter();
        all.any(|webhook| webhook["request_id"] == id && webhook["state"] == state)
    });
    webhook(folder, id)
}

fn keys(market: &Market, path: &str) -> Value {
    let answer = Connection::open(market.address)
        .request(&format!("GET {path}"), &[], b"")
        .answer();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Verifies what was received, as the platform's documentation says it, and returns the body.
fn verify(keys: &Value, received: &Request) -> Value {
    let header = |name: &str| received.header(name).unwrap();
    let timestamp = header("x-fal-webhook-timestamp");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let age = now.as_secs().abs_diff(timestamp.parse().unwrap());
    assert!(age < 300, "{age} s");
    let hash = digest(&SHA256, &received.body);
    let hash: String = hash
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let message = [
        header("x-fal-webhook-request-id"),
        header("x-fal-webhook-user-id"),
        timestamp,
        &hash,
    ]
    .join("\n");
    let signature = header("x-fal-webhook-signature");
    let signature: Vec<u8> = (0..signature.len() / 2)
        .map(|at| u8::from_str_radix(&signature[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let key = &keys["keys"][0];
    assert_eq!(
        (&key["kty"], &key["crv"]),
        (&"OKP".into(), &"Ed25519".into())
    );
    assert!(key["kid"].is_string());
    let key = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    UnparsedPublicKey::new(&ED25519, key)
        .verify(message.as_bytes(), &signature)
        .unwrap();
    serde_json::from_slice(&received.body).unwrap()
}

#[test]
fn a_result_is_sent_and_its_signature_holds() {
    let folder = Folder::new();
    let market = start(&folder);
    let receiver = receiver(|_| ok());
    let id = submit(
        &market,
        "/film",
        r#"{"seconds": 2}"#,
        &receiver.url("/done?token=1"),
    );
    receiver.wait_for("POST /done?token=1");
    let delivered = wait_for(&folder, &id, "delivered");
    let received = receiver.requests().remove(0);
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.header("x-fal-webhook-request-id"), Some(&*id));
    assert_eq!(received.header("x-fal-webhook-user-id"), Some("alice"));
    assert_eq!(received.header("authorization"), None);
    let jwks = keys(&market, "/rest/.well-known/jwks.json");
    assert_eq!(keys(&market, "/.well-known/jwks.json"), jwks);
    assert_eq!(
        verify(&jwks, &received),
        json!({
            "request_id": id, "gateway_request_id": id, "status": "OK",
            "payload": {"duration": 2.0},
        })
    );
    assert_eq!(
        (
            &delivered["user"],
            &delivered["url"],
            &delivered["attempts"]
        ),
        (
            &"alice".into(),
            &receiver.url("/done?token=1").into(),
            &1.into()
        )
    );
    let attempt = &delivered["log"][0];
    assert_eq!(
        (&attempt["status"], &attempt["error"]),
        (&200.into(), &Value::Null)
    );
    assert!(attempt["milliseconds"].is_number() && attempt["at"].is_string());
    // The key stays with the file.
    market.stop();
    let market = start(&folder);
    assert_eq!(keys(&market, "/rest/.well-known/jwks.json"), jwks);
    assert_eq!(receiver.requests().len(), 1);
}

#[test]
fn a_failure_is_told_with_the_apps_words() {
    let folder = Folder::new();
    let market = start(&folder);
    let receiver = receiver(|_| ok());
    let id = submit(
        &market,
        "/film",
        r#"{"seconds": "many"}"#,
        &receiver.url("/"),
    );
    wait_for(&folder, &id, "delivered");
    let jwks = keys(&market, "/rest/.well-known/jwks.json");
    let told = verify(&jwks, &receiver.requests()[0]);
    assert_eq!(
        told,
        json!({
            "request_id": id, "gateway_request_id": id, "status": "ERROR",
            "error": "Invalid status code: 422", "payload": market.result(&id).json(),
        })
    );
    assert_eq!(
        told["payload"]["detail"][0]["loc"],
        json!(["body", "seconds"])
    );
    // A stream is not one value of JSON.
    let id = submit(&market, "/stream", r#"{"items": 2}"#, &receiver.url("/"));
    wait_for(&folder, &id, "delivered");
    let told = verify(&jwks, &receiver.requests()[1]);
    assert_eq!(
        (&told["status"], &told["payload"]),
        (&"OK".into(), &Value::Null)
    );
    assert_eq!(
        told["payload_error"],
        "Response payload is not JSON serializable. Either return a JSON serializable object or use the queue endpoint to retrieve the response."
    );
    // A cancelled request has an end too.
    let id = submit(
        &market,
        "/sleep",
        r#"{"name": "one", "milliseconds": 600000}"#,
        &receiver.url("/"),
    );
    market.log_line(|line| line == "began one");
    market.cancel(&id);
    wait_for(&folder, &id, "delivered");
    let told = verify(&jwks, &receiver.requests()[2]);
    assert_eq!(told["error"], "Invalid status code: 499");
}

#[test]
fn what_fails_is_sent_again_until_it_arrives() {
    let folder = Folder::new();
    let market = start(&folder);
    let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 1099511627776\r\n\r\n".to_vec();
    let receiver = receiver(in_order(vec![
        Reply::new(500, "no\nplace"),
        Reply::new(404, ""),
        Reply::Raw(Vec::new()),
        Reply::Raw(b"SMTP\r\n\r\n".to_vec()),
        Reply::Raw(huge),
    ]));
    let id = submit(&market, "/see", "{}", &receiver.url("/"));
    let delivered = wait_for(&folder, &id, "delivered");
    let log = delivered["log"].as_array().unwrap();
    let statuses: Vec<&Value> = log.iter().map(|attempt| &attempt["status"]).collect();
    let none = &Value::Null;
    assert_eq!(
        statuses,
        [&500.into(), &404.into(), none, none, &200.into()]
    );
    assert_eq!(
        log[0]["error"],
        "the answer was 500 Internal Server Error: no\\nplace"
    );
    for attempt in &log[..4] {
        assert!(attempt["error"].is_string() && attempt["next_attempt"].is_string());
    }
    assert_eq!(log[4]["next_attempt"], Value::Null);
    let jwks = keys(&market, "/rest/.well-known/jwks.json");
    let received = receiver.requests();
    assert_eq!(received.len(), 5);
    for received in received {
        assert_eq!(verify(&jwks, &received)["request_id"], *id);
    }
}

#[test]
fn after_ten_retries_it_is_over_until_somebody_asks() {
    let folder = Folder::new();
    let market = start(&folder);
    let is_well = Arc::new(AtomicBool::new(false));
    let well = is_well.clone();
    let receiver = receiver(move |_| match well.load(Ordering::SeqCst) {
        true => ok(),
        false => Reply::new(503, "down"),
    });
    let id = submit(&market, "/see", "{}", &receiver.url("/secret"));
    let failed = wait_for(&folder, &id, "failed");
    assert_eq!(
        (&failed["attempts"], &failed["next_attempt"]),
        (&11.into(), &Value::Null)
    );
    let line = market.log_line(|line| line.contains("failed for good"));
    assert!(
        line.contains(&id) && line.contains("after 11 attempts"),
        "{line}"
    );
    assert!(
        line.contains(&receiver.authority()) && !line.contains("secret"),
        "{line}"
    );
    is_well.store(true, Ordering::SeqCst);
    let said = folder.run(&["webhooks", "redeliver", &id]);
    assert_eq!(said, format!("the webhook of {id} is sent again\n"));
    let delivered = wait_for(&folder, &id, "delivered");
    assert_eq!(delivered["attempts"], 12);
    // Also what was delivered, and while nothing runs.
    market.stop();
    folder.run(&["webhooks", "redeliver", &id]);
    assert_eq!(webhook(&folder, &id)["state"], "waiting");
    let market = start(&folder);
    assert_eq!(wait_for(&folder, &id, "delivered")["attempts"], 13);
    let people = folder.run(&["webhooks"]);
    assert!(
        people.contains(&id) && people.contains("delivered  13"),
        "{people}"
    );
    let ended = market.stop();
    assert_eq!(
        ended.count_lines(|line| line.contains("failed for good")),
        0
    );
}

#[test]
fn redirects_and_private_addresses_fail_at_once() {
    let folder = Folder::new();
    let market = start(&folder);
    let receiver = receiver(|_| Reply::new(307, "").with("location", "/elsewhere"));
    for (url, why) in [
        (receiver.url("/"), "the answer was 307 Temporary Redirect"),
        (
            "http://10.0.0.1/".to_owned(),
            "`10.0.0.1` resolves to `10.0.0.1`, which is not public",
        ),
        (
            "http://169.254.169.254/latest".to_owned(),
            "`169.254.169.254` resolves to `169.254.169.254`, which is not public",
        ),
        (
            "http://[::ffff:192.168.1.1]/".to_owned(),
            "`::ffff:192.168.1.1` resolves to `::ffff:192.168.1.1`, which is not public",
        ),
    ] {
        let id = submit(&market, "/see", "{}", &url);
        let failed = wait_for(&folder, &id, "failed");
        assert_eq!(
            (&failed["attempts"], &failed["error"]),
            (&1.into(), &why.into())
        );
        market.log_line(|line| line.contains("failed for good") && line.contains(&id));
    }
    assert_eq!(receiver.lines(), ["POST /"]);
    market.stop();
    // Who calls from another machine does not reach this one.
    let remote = [&SOON[..], &["--host", "0.0.0.0", "--allow-remote"]].concat();
    let market = Market::start_with(&folder, &remote, "shared");
    let id = submit(&market, "/see", "{}", &receiver.url("/"));
    wait_for(&folder, &id, "failed");
    assert_eq!(receiver.lines().len(), 1);
}

#[test]
fn what_is_no_url_of_a_server_is_refused_and_not_accepted() {
    let folder = Folder::new();
    let market = start(&folder);
    let long = format!("http://localhost/{}", "x".repeat(2048));
    for url in [
        "",
        "done",
        "/done",
        "//localhost/done",
        "localhost:3000",
        "ftp://localhost/done",
        "javascript:alert(1)",
        "http:///done",
        "http://localhost:65536/done",
        "http://alice:secret@localhost/done",
        "http://local%20host/done",
        &long,
    ] {
        let refused = market.queue("POST", &format!("/see?fal_webhook={url}"), "{}", &[]);
        assert_eq!(
            (
                refused.status,
                &refused.json()["error_type"],
                refused.units()
            ),
            (400, &"bad_request".into(), Some("0")),
            "{url}"
        );
        assert!(
            refused.detail().starts_with("Invalid fal_webhook: it "),
            "{}",
            refused.text()
        );
    }
    assert_eq!(folder.json(&["webhooks"]), json!([]));
    assert_eq!(folder.json(&["usage"])["usage"], json!([]));
}

#[test]
fn a_webhook_over_tls() {
    let folder = Folder::new();
    let mut market = folder.command(&[&["--json", "--port", "0"], &SOON[..]].concat());
    let trusted = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/tls/ca.pem");
    let market = Market::of(market.env("SSL_CERT_FILE", trusted));
    let receiver = Loopback::start_tls(|_, _| ok()).unwrap();
    let port = receiver.authority().rsplit_once(':').unwrap().1.to_owned();
    let id = submit(
        &market,
        "/see",
        "{}",
        &format!("https://localhost:{port}/tls"),
    );
    wait_for(&folder, &id, "delivered");
    let jwks = keys(&market, "/rest/.well-known/jwks.json");
    assert_eq!(verify(&jwks, &receiver.requests()[0])["status"], "OK");
}

#[test]
fn only_its_caller_sees_a_webhook_and_has_it_sent_again() {
    let folder = Folder::new();
    let market = start(&folder);
    let receiver = receiver(|_| ok());
    let id = submit(&market, "/see", "{}", &receiver.url("/"));
    wait_for(&folder, &id, "delivered");
    let ask = |who: Option<&str>, head: &str| {
        let key = who.map(|who| format!("authorization: Key {}", market.key(who)));
        let headers: Vec<&str> = key.iter().map(String::as_str).collect();
        Connection::open(market.address)
            .request(head, &headers, b"")
            .answer()
    };
    let (show, again) = (
        format!("GET /rest/webhooks/{id}"),
        format!("POST /rest/webhooks/{id}/redeliver"),
    );
    for (who, status) in [(Some("bob"), 404), (Some("owner"), 404), (None, 401)] {
        assert_eq!(ask(who, &show).status, status, "{who:?}");
        assert_eq!(ask(who, &again).status, status, "{who:?}");
    }
    let shown = ask(Some("alice"), &show);
    assert_eq!((shown.status, shown.json()), (200, webhook(&folder, &id)));
    let asked = ask(Some("alice"), &again);
    assert_eq!(
        (asked.status, &asked.json()["request_id"]),
        (202, &(*id).into())
    );
    eventually("it is sent again", || receiver.requests().len() == 2);
    let unknown = "GET /rest/webhooks/01a224b0-807e-7248-8e7f-ec4e8ea328db";
    assert_eq!(ask(Some("alice"), unknown).status, 404);
    assert_eq!(ask(Some("alice"), &show.replace("GET", "PUT")).status, 405);
    assert_eq!(ask(None, "POST /rest/.well-known/jwks.json").status, 405);
    for (request, why) in [
        ("01a224b0-807e-7248-8e7f-ec4e8ea328db", "has no webhook"),
        ("done", "invalid value 'done'"),
    ] {
        for command in ["show", "redeliver"] {
            let refused = folder.command(&["webhooks", command, request]).output();
            let refused = refused.unwrap();
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(!refused.status.success() && said.contains(why), "{said}");
        }
    }
}

/// One request that is under way is given up by a stop, and sent again by the next start.
#[test]
fn a_stop_ends_while_a_receiver_hangs() {
    let folder = Folder::new();
    let market = start(&folder);
    let receiver = receiver(in_order(vec![NEVER, ok()]));
    let id = submit(&market, "/see", "{}", &receiver.url("/"));
    receiver.wait_for("POST /");
    let ended = market.stop();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line.contains("are given up")), 1);
    assert_eq!(webhook(&folder, &id)["state"], "waiting");
    let _market = start(&folder);
    assert_eq!(wait_for(&folder, &id, "delivered")["attempts"], 1);
    assert_eq!(receiver.requests().len(), 2);
}

#[test]
fn killed_again_and_again_every_webhook_arrives() {
    let folder = Folder::new();
    let hangs = Arc::new(AtomicBool::new(true));
    let receiver = receiver({
        let (number, hangs) = (AtomicUsize::new(0), hangs.clone());
        move |_| match number.fetch_add(1, Ordering::SeqCst) % 3 {
            0 if hangs.load(Ordering::SeqCst) => NEVER,
            1 => Reply::new(500, ""),
            _ => ok(),
        }
    });
    let mut submitted = BTreeSet::new();
    for round in 0..4 {
        let market = start(&folder);
        let before = receiver.requests().len();
        for _ in 0..5 {
            submitted.insert(submit(&market, "/see", "{}", &receiver.url("/")));
        }
        eventually("some are received", || {
            receiver.requests().len() > before + round
        });
        market.kill();
    }
    hangs.store(false, Ordering::SeqCst);
    let market = start(&folder);
    eventually("all are delivered", || {
        let all = folder.json(&["webhooks"]);
        let all = all.as_array().unwrap();
        all.len() == submitted.len() && all.iter().all(|webhook| webhook["state"] == "delivered")
    });
    let jwks = keys(&market, "/rest/.well-known/jwks.json");
    let received: BTreeSet<String> = receiver
        .requests()
        .iter()
        .map(|received| {
            verify(&jwks, received)["request_id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(received, submitted);
}
