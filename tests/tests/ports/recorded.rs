//! Each port, served, beside what its app answered on the SDK.

use std::fs;
use std::net::SocketAddr;

use fal_app_tests::differences;
use fal_app_tests::http::{get, post};
use fal_app_tests::ports::NAMES;
use fal_app_tests::server::Server;
use serde_json::Value;

use crate::exceptions::Exceptions;
use crate::{folder, serve};

#[test]
fn every_port_is_shown_and_answers_as_on_the_sdk() {
    let mut exceptions = Exceptions::default();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for name in NAMES {
        let recorded = folder().join(format!("{name}.recorded.json"));
        let recorded: Value = serde_json::from_slice(&fs::read(recorded).unwrap()).unwrap();
        let server = Server::start(&mut serve(name));
        let answers = recorded["answers"].as_array().unwrap();
        compared += answers.len();
        let of_answers = answers
            .iter()
            .flat_map(|case| of_answer(server.address, case));
        let found = of_document(server.address, &recorded["openapi"])
            .into_iter()
            .chain(of_answers);
        let unlisted = found.filter(|difference| !exceptions.lists(name, difference));
        wrong.extend(unlisted.map(|difference| format!("{name}: {difference}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(exceptions.not_needed(), Vec::<String>::new());
    assert_eq!(compared, 123);
}

/// What the document says otherwise, in each of its leaves.
fn of_document(address: SocketAddr, wanted: &Value) -> Vec<String> {
    let found = differences(wanted, &get(address, "/openapi.json").json());
    found
        .into_iter()
        .map(|difference| format!("document {difference}"))
        .collect()
}

/// What an answer says otherwise: its status, its units, each leaf of its body.
fn of_answer(address: SocketAddr, case: &Value) -> Vec<String> {
    let (path, body) = (
        case["path"].as_str().unwrap(),
        case["body"].as_str().unwrap(),
    );
    let answer = post(address, path, body);
    let mut found = Vec::new();
    if case["status"] != answer.status {
        found.push(format!(
            "status {}, wanted {}",
            answer.status, case["status"]
        ));
    }
    if !are_right(answer.units(), case) {
        found.push(format!(
            "units {:?}, wanted {}",
            answer.units(),
            case["units"]
        ));
    }
    found.extend(differences(&case["answer"], &answer.json()));
    let short: String = body.chars().take(160).collect();
    found
        .into_iter()
        .map(|difference| format!("{path} {short}: {difference}"))
        .collect()
}

/// Where the SDK sends no units, a success has none or `0`, and a failure says `0`.
fn are_right(units: Option<&str>, case: &Value) -> bool {
    let number = |units: &str| units.parse::<f64>().unwrap();
    match (units, case["units"].as_str()) {
        (Some(units), wanted) => number(units) == wanted.map_or(0.0, number),
        (None, wanted) => wanted.is_none() && case["status"] == 200,
    }
}
