//! Names and attributes about which generated code must not be warned. That it compiles is half of the test.
#![deny(warnings, clippy::all)]

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::json;

macro_rules! words {
    () => {
        "Said by a macro."
    };
}

#[input]
#[output]
#[allow(non_snake_case)]
#[serde(rename = "Paint")]
struct PaintInput {
    /// Kept for later.
    #[field(default)]
    _reserved: Option<u32>,
    #[field(default = 1)]
    CFG: u32,
    #[deprecated(note = "send `CFG`")]
    #[field(default = 2, ge = 1)]
    steps: u32,
    #[doc = include_str!("quiet.md")]
    style: Style,
    /// Before.
    #[doc = words!()]
    #[doc = concat!(" And", " after.")]
    #[serde(flatten)]
    base: Base,
}

#[input]
#[output]
#[serde(rename = "Manner")]
enum Style {
    Plain,
    #[deprecated]
    Fancy,
}

#[input]
#[output]
struct Base {
    #[deprecated]
    seed: Option<u64>,
    /// Before.
    #[doc = words!()]
    #[doc = concat!(" And", " after.")]
    prompt: String,
}

#[doc = words!()]
#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[doc = concat!("Paints", ".")]
    #[endpoint("/")]
    #[billable(per_image(images = input.CFG))]
    async fn paint(&self, input: PaintInput) -> Result<PaintInput> {
        Ok(input)
    }
}

#[test]
fn docs_names_and_deprecations_are_shown() {
    let client = Client::<Painter>::start().unwrap();
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let paint = &document["components"]["schemas"]["Paint"];
    assert_eq!(paint["title"], "Paint");
    let properties = &paint["properties"];
    assert_eq!(
        properties["style"]["description"],
        "How it is painted.\n\nWith *care*."
    );
    assert_eq!(
        properties["prompt"]["description"],
        "Before.\nSaid by a macro.\n And after."
    );
    assert_eq!(properties["steps"]["deprecated"], json!(true));
    assert_eq!(properties["seed"]["deprecated"], json!(true));
    assert_eq!(properties["CFG"].get("deprecated"), None);
    let post = &document["paths"]["/"]["post"];
    assert_eq!(post["description"], "Paints.");
    let body = json!({"prompt": "fox", "style": "fancy", "_reserved": 1, "CFG": 3});
    assert_eq!(client.post_json("/", body).unwrap().units(), Some(3.into()));
}
