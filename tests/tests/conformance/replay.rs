//! The app of the recordings, declared with fal-app, answers as it did on the Python SDK.

use fal_app::test::{Client, Reply};
use fal_app_tests::differences;
use fal_app_tests::reference_app::ReferenceApp;
use serde_json::Value;

/// The recorded requests, each with the SDK's answer. The body of `/health` is not compared: it is the server's own.
fn cases() -> Vec<Value> {
    let recorded: Value =
        serde_json::from_str(include_str!("../../conformance/recorded.json")).unwrap();
    recorded["cases"].as_array().unwrap().clone()
}

fn send(client: &Client<ReferenceApp>, case: &Value, path: &str) -> Reply {
    let mut request = client.request(case["method"].as_str().unwrap(), path);
    for (name, value) in case["headers"].as_object().into_iter().flatten() {
        request = request.header(name, value.as_str().unwrap());
    }
    if let Some(json) = case.get("json") {
        request = request
            .header("content-type", "application/json")
            .body(json.to_string());
    } else if let Some(body) = case["body"].as_str() {
        request = request.body(body.to_owned());
    }
    request.send().unwrap()
}

/// Follows a redirect, as the client of the recorder did.
fn ask(client: &Client<ReferenceApp>, case: &Value) -> Reply {
    let reply = send(client, case, case["path"].as_str().unwrap());
    match reply.headers().get("location") {
        Some(moved) => send(client, case, moved.to_str().unwrap()),
        None => reply,
    }
}

fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
    reply
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

/// The units that are wanted. Where the SDK sends none although nothing was done, `0` is wanted.
fn units(case: &Value) -> Option<f64> {
    let recorded = &case["response"]["headers"]["x-fal-billable-units"];
    match recorded.as_str() {
        Some(units) => Some(units.parse().unwrap()),
        None if case["response"]["status"] == 200 && case["method"] == "POST" => None,
        None => Some(0.0),
    }
}

#[test]
fn every_recorded_request_is_answered_as_by_the_sdk() {
    let client = Client::<ReferenceApp>::start().unwrap();
    let cases = cases();
    assert_eq!(cases.len(), 74);
    let mut different = Vec::new();
    for case in &cases {
        let reply = ask(&client, case);
        let wanted = &case["response"];
        let text = String::from_utf8_lossy(reply.body());
        let body = match wanted.get("json") {
            Some(_) if case["path"] == "/health" => true,
            Some(json) => serde_json::from_slice(reply.body())
                .is_ok_and(|got| differences(json, &got).is_empty()),
            None => wanted["text"] == *text,
        };
        let charged = header(&reply, "x-fal-billable-units").map(|units| units.parse().unwrap());
        let is_same = body && wanted["status"] == reply.status() && charged == units(case);
        if !is_same {
            different.push(format!(
                "{}: {} {charged:?} {text}",
                case["name"],
                reply.status()
            ));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
