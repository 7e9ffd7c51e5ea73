//! The document shows sessions as the SDK's does.

use fal_app::Bytes;
use fal_app::prelude::*;
use fal_app::test::Client;
use fal_app_tests::differences;
use fal_app_tests::realtime_app::RealtimeApp;
use serde_json::{Map, Value, json};

/// Without what is only here: the price, and the order of properties, which the SDK leaves out for sessions.
fn stripped(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let only_here = ["x-fal-billing", "x-fal-order-properties"];
            let members = members.iter();
            let kept = members.filter(|(name, _)| !only_here.contains(&name.as_str()));
            let kept = kept.map(|(name, value)| (name.clone(), stripped(value)));
            Value::Object(kept.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(stripped).collect(),
        // The bounds of a request's model are `50.0` in the SDK's document, those of a session's `50`.
        Value::Number(number) => number.as_f64().into(),
        other => other.clone(),
    }
}

#[test]
fn sessions_are_shown_as_recorded() {
    let recorded: Value =
        serde_json::from_str(include_str!("../../conformance/realtime/openapi.json")).unwrap();
    let client = Client::<RealtimeApp>::start().unwrap();
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let mut compared = 0;
    for (path, item) in recorded["paths"].as_object().unwrap() {
        // What no decorator of the SDK declares, and an output of two kinds.
        let is_other = path.contains("timings") || path == "/realtime/fail";
        if item["x-fal-protocol"].is_object() && !is_other {
            let found = differences(&stripped(item), &stripped(&document["paths"][path]));
            assert!(found.is_empty(), "{path}: {found:#?}");
            compared += 1;
        }
    }
    assert_eq!(compared, 17);
    for name in [
        "Size",
        "WorkInput",
        "WorkOutput",
        "BatchInput",
        "BatchOutput",
        "ChunkInput",
        "CountInput",
        "CountOutput",
        "Summary",
        "TalkInput",
        "TalkOutput",
        "MeterInput",
    ] {
        let schema = |document: &Value| stripped(&document["components"]["schemas"][name]);
        let mut found = differences(&schema(&recorded), &schema(&document));
        // As in requests: the SDK shows some things of sessions in another way.
        let is_shown_as_in_requests = |found: &String| {
            let others = [
                "/format: ",
                "/contentMediaType: ",
                "/default: nothing, wanted null",
            ];
            others.iter().any(|other| found.contains(other))
        };
        found.retain(|found| !is_shown_as_in_requests(found));
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
    let order = document["x-fal-order-paths"].as_array().unwrap();
    assert_eq!(order[..4], ["/diary", "/stream", "/health", "/realtime"]);
}

#[fal_app]
#[derive(Default)]
struct Ear;

#[input]
struct Sound {
    samples: Bytes,
    #[field(default = 0.0)]
    decibels: f64,
}

#[endpoints]
impl Ear {
    #[realtime("/realtime")]
    #[example(Sound { samples: vec![128, 200, 0].into(), decibels: f64::NEG_INFINITY })]
    async fn hear(&self, _: Sound) -> Result<()> {
        Ok(())
    }
}

#[test]
fn an_example_of_what_json_cannot_hold_is_shown_as_texts() {
    let client = Client::<Ear>::start().unwrap();
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let fields = &document["components"]["schemas"]["Sound"]["properties"];
    let shown = ["samples", "decibels"].map(|field| &fields[field]["examples"]);
    assert_eq!(
        shown,
        [
            &json!(["data:application/octet-stream;base64,gMgA"]),
            &json!(["-Infinity"]),
        ]
    );
}

#[fal_app]
#[derive(Default)]
struct DeafEar;

#[endpoints]
impl DeafEar {
    #[endpoint("/")]
    #[example(Sound { samples: vec![128, 200, 0].into(), .. })]
    async fn hear(&self, _: Sound) -> Result<()> {
        Ok(())
    }
}

#[test]
fn an_example_of_a_request_is_json() {
    let refused = Client::<DeafEar>::start().unwrap_err().to_string();
    assert!(refused.contains("bytes that are not a text"), "{refused}");
}
