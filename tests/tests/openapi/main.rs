//! The OpenAPI document of an app is the one that FastAPI in the SDK writes for the same app.

#![allow(clippy::unwrap_used)]
#![allow(dead_code, reason = "types that are only shown")]

mod media_app;
mod schema_app;

use fal_app::App;
use fal_app::prelude::*;
use fal_app::test::Client;
use fal_app_tests::differences;
use fal_app_tests::reference_app::ReferenceApp;
use media_app::MediaApp;
use schema_app::SchemaApp;
use serde_json::{Value, json};

/// Whether the README lists this difference, with its reason.
fn is_on_purpose(difference: &str) -> bool {
    difference.starts_with("/info/title:")
        || difference.starts_with("/info/version:")
        || difference.contains("/post/x-fal-billing: {")
}

#[test]
fn every_shape_is_shown_as_pydantic_shows_it() {
    let wanted: Value =
        serde_json::from_str(include_str!("../../conformance/schema.json")).unwrap();
    assert_same(&wanted, &document::<SchemaApp>());
}

#[test]
fn the_reference_app_is_shown_as_recorded() {
    let recorded: Value =
        serde_json::from_str(include_str!("../../conformance/recorded.json")).unwrap();
    assert_same(&recorded["openapi"], &document::<ReferenceApp>());
}

#[test]
fn media_are_shown_as_recorded() {
    let recorded: Value =
        serde_json::from_str(include_str!("../../conformance/media.json")).unwrap();
    assert_same(&recorded, &document::<MediaApp>());
}

/// Media as objects too: a string is no value of their schema.
#[test]
fn every_default_and_example_is_a_value_of_its_schema() {
    for document in [
        document::<MediaApp>(),
        document::<SchemaApp>(),
        document::<ReferenceApp>(),
    ] {
        let components = &document["components"];
        let mut shown = 0;
        for (name, schema) in components["schemas"].as_object().unwrap() {
            let properties = schema["properties"].as_object().unwrap();
            for (field, property) in properties {
                let mut checked = property.clone();
                checked["components"] = components.clone();
                let validator = jsonschema::validator_for(&checked).unwrap();
                let examples = property["examples"].as_array();
                let examples = examples.into_iter().flatten();
                for value in property.get("default").into_iter().chain(examples) {
                    assert!(validator.is_valid(value), "`{name}.{field}`: {value}");
                    shown += 1;
                }
            }
        }
        assert!(shown > 0);
    }
}

fn document<A: App>() -> Value {
    let client = Client::<A>::start().unwrap();
    client.get("/openapi.json").unwrap().json().unwrap()
}

fn assert_same(wanted: &Value, got: &Value) {
    let mut found = differences(wanted, got);
    found.retain(|difference| !is_on_purpose(difference));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

mod one {
    use fal_app::prelude::*;

    #[input]
    pub(crate) struct Size {
        width: u32,
    }

    /// Differs from the other type only in the type of a field.
    #[input]
    pub(crate) struct Frame {
        size: Size,
    }

    #[input]
    pub(crate) struct Same {
        word: String,
    }

    #[input]
    pub(crate) struct ValidationError {
        word: String,
    }

    #[input]
    pub(crate) struct OneInput {
        frame: Frame,
        same: Same,
        error: ValidationError,
    }
}

mod other {
    use fal_app::prelude::*;

    #[input]
    pub(crate) struct Size {
        height: u32,
    }

    /// Differs from the other type only in the type of a field.
    #[input]
    pub(crate) struct Frame {
        size: Size,
    }

    #[input]
    pub(crate) struct Same {
        word: String,
    }

    #[input]
    pub(crate) struct OtherInput {
        frame: Frame,
        same: Same,
    }
}

/// Has two types of one name.
#[fal_app]
#[derive(Default)]
struct Namesakes;

#[endpoints]
impl Namesakes {
    #[endpoint("/one")]
    async fn one(&self, _: one::OneInput) -> Result<()> {
        Ok(())
    }

    #[endpoint("/other")]
    async fn other(&self, _: other::OtherInput) -> Result<()> {
        Ok(())
    }
}

#[test]
fn two_types_of_one_name_are_told_apart() {
    let document = document::<Namesakes>();
    let schemas = &document["components"]["schemas"];
    for (input, width_or_height) in [("OneInput", "width"), ("OtherInput", "height")] {
        let frame = referred(&document, &schemas[input]["properties"]["frame"]);
        let size = referred(&document, &frame["properties"]["size"]);
        assert!(
            size["properties"].get(width_or_height).is_some(),
            "{input} has {size}"
        );
    }
}

#[test]
fn types_of_one_name_and_shape_are_one() {
    let document = document::<Namesakes>();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(
        schemas
            .keys()
            .filter(|name| name.starts_with("Same"))
            .collect::<Vec<_>>(),
        ["Same"]
    );
}

#[test]
fn a_type_does_not_take_the_name_of_the_refusals() {
    let document = document::<Namesakes>();
    assert!(
        document["components"]["schemas"]["ValidationError"]["properties"]
            .get("loc")
            .is_some()
    );
    let own = &document["components"]["schemas"]["OneInput"]["properties"]["error"];
    assert!(referred(&document, own)["properties"].get("word").is_some());
}

fn referred<'d>(document: &'d Value, schema: &Value) -> &'d Value {
    let pointer = schema["$ref"].as_str().unwrap().strip_prefix('#').unwrap();
    document.pointer(pointer).unwrap()
}

#[input]
struct ExampleInput {
    prompt: String,
    #[field(default = 1, examples = [2, 3])]
    count: u32,
    #[field(default = "x", examples = ["y"])]
    left_out: String,
}

/// Shows examples, a health check and titles.
#[fal_app(name = "shown", title = "As Shown")]
#[derive(Default)]
struct Shown;

#[endpoints]
impl Shown {
    #[endpoint("/", title = "The Main One")]
    #[example(ExampleInput { prompt: "first".into(), count: 3, .. })]
    #[example(ExampleInput { prompt: "second".into(), .. })]
    async fn run(&self, _: ExampleInput) -> Result<()> {
        Ok(())
    }

    /// Answers the platform.
    #[endpoint("/health", health_check())]
    async fn is_well(&self) -> Result<()> {
        Ok(())
    }
}

#[test]
fn the_first_example_stands_on_the_properties_before_their_own() {
    let properties = &document::<Shown>()["components"]["schemas"]["ExampleInput"]["properties"];
    assert_eq!(properties["prompt"]["examples"], json!(["first"]));
    assert_eq!(properties["count"]["examples"], json!([3, 2]));
    assert_eq!(properties["left_out"]["examples"], json!(["y"]));
}

#[test]
fn titles_are_the_authors_where_given() {
    let document = document::<Shown>();
    assert_eq!(document["info"]["title"], "As Shown");
    assert_eq!(document["paths"]["/"]["post"]["summary"], "The Main One");
}

#[test]
fn a_health_check_is_a_get_and_may_replace_the_servers() {
    let document = document::<Shown>();
    assert_eq!(document["x-fal-order-paths"], json!(["/", "/health"]));
    let health = document["paths"]["/health"].as_object().unwrap();
    assert_eq!(health.keys().collect::<Vec<_>>(), ["get"]);
    assert_eq!(health["get"]["operationId"], "is_well_health_get");
    assert_eq!(health["get"]["description"], "Answers the platform.");
}
