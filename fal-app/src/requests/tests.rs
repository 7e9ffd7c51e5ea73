//! Over an input with each kind of field.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Requests;
use crate::prelude::*;
use crate::program::Program;

#[input]
#[derive(Default)]
enum Quality {
    #[default]
    Draft,
    Fine,
}

#[input]
struct Lora {
    #[field(min_length = 1)]
    path: String,
    #[field(default = 1, gt = 0, lt = 4)]
    scale: f64,
}

#[input]
struct Circle {
    #[field(ge = 1, le = 9)]
    radius: u32,
}

#[input]
struct Square {
    #[field(multiple_of = 8, ge = 8, le = 64)]
    side: u32,
}

#[input]
#[serde(tag = "kind")]
enum Form {
    Circle(Circle),
    Square(Square),
}

/// Holds itself.
#[input]
struct Tree {
    leaves: u32,
    #[field(default, max_length = 2)]
    branches: Vec<Tree>,
}

#[input]
struct PaintInput {
    #[field(min_length = 1, max_length = 300)]
    prompt: String,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(one_of = [480, 720])]
    height: u32,
    #[field(pattern = "^#[0-9a-f]{6}$")]
    colour: String,
    #[field(default, max_width = 2048, max_height = 1536, multiple_of = 16)]
    image_size: ImageSize,
    #[field(min_width = 20, examples = ["https://example.com/fox.png"])]
    image_url: ImageUrl,
    #[field(default)]
    quality: Quality,
    #[field(default, max_length = 3)]
    loras: Vec<Lora>,
    form: Form,
    weights: BTreeMap<String, f64>,
    #[field(items(ge = 0, le = 255))]
    background: Option<(u8, u8, u8)>,
    #[field(default)]
    more: Value,
    tree: Option<Tree>,
    sync_mode: Option<bool>,
}

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[example(PaintInput { prompt: "a fox".into(), height: 720, colour: "#00ff00".into(), image_url: "https://example.com/a.png".into(), form: Form::Square(Square { side: 16 }), weights: BTreeMap::new(), .. })]
    async fn paint(&self, input: PaintInput) -> Result<()> {
        let PaintInput { .. } = input;
        Ok(())
    }

    #[endpoint("/nothing")]
    async fn nothing(&self) -> Result<()> {
        Ok(())
    }
}

fn requests(seed: u64) -> Requests {
    let program = Program::of::<Painter>();
    Requests::of(&program.endpoints[0], seed).unwrap()
}

#[test]
fn edges_are_accepted_and_the_first_is_the_simplest() {
    let edges = requests(0).edges();
    let first = &edges[0];
    assert_eq!(
        (&first["prompt"], &first["height"]),
        (&json!("a"), &json!(480))
    );
    assert_eq!((first.get("num_images"), first.get("tree")), (None, None));
    let has = |name: &str, value: Value| edges.iter().any(|edge| edge[name] == value);
    for images in [1, 2, 3, 4] {
        assert!(has("num_images", json!(images)));
    }
    assert!(has("prompt", json!("a".repeat(300))));
    assert!(has("image_size", json!({"width": 2048, "height": 1536})));
    assert!(has("quality", json!("fine")) && has("background", Value::Null));
    // The author's own.
    assert!(has("prompt", json!("a fox")) && has("colour", json!("#00ff00")));
    // Nothing is fetched.
    let fetched = |edge: &&Value| edge.to_string().contains("https://");
    assert_eq!(edges.iter().find(fetched), None);
}

#[test]
fn numbers_are_put_where_they_are_accepted() {
    let with = requests(0).with_numbers(&[2.0, 16.0, 400.0]);
    let has = |name: &str, value: Value| with.iter().any(|request| request[name] == value);
    assert!(has("num_images", json!(2)) && !has("num_images", json!(16)));
    assert!(has("prompt", json!("a".repeat(16))) && !has("prompt", json!("a".repeat(400))));
}

#[test]
fn chance_makes_what_is_accepted_and_the_same_for_the_same_seed() {
    let made = |seed| {
        let mut requests = requests(seed);
        (0..200).filter_map(|_| requests.any()).collect::<Vec<_>>()
    };
    let (one, again) = (made(1), made(1));
    assert!(one.len() > 195, "{}", one.len());
    assert_eq!(one, again);
    assert_ne!(one, made(2));
    assert!(
        one.iter()
            .any(|request| request["tree"]["branches"][0]["branches"].is_array())
    );
    assert!(
        one.iter()
            .any(|request| request["form"]["kind"] == "square")
    );
}

#[test]
fn each_rule_is_broken_once_and_refused() {
    let requests = requests(0);
    let broken = requests.broken();
    for broken in &broken {
        assert!(!requests.accepts(&broken.request), "{broken:?}");
    }
    let rules: Vec<&str> = broken.iter().map(|broken| &*broken.rule).collect();
    for rule in [
        "`prompt`: required",
        "`prompt`: min_length = 1",
        "`prompt`: max_length = 300",
        "`num_images`: ge = 1",
        "`num_images`: le = 4",
        "`num_images`: the most of its type",
        "`height`: one_of",
        "`colour`: pattern = \"^#[0-9a-f]{6}$\"",
        "`image_size`: max_width",
        "`quality`: one of its names",
        "`loras`: max_length = 3",
        "`loras.0.path`: required",
        "`loras.0.scale`: gt = 0",
        "`form`: one of its variants",
        "`form.radius`: le = 9",
        "`background.1`: le = 255",
        "`background`: 3 items",
        "`tree.branches`: max_length = 2",
    ] {
        assert!(rules.contains(&rule), "{rule} of {rules:#?}");
    }
}

#[test]
fn the_simplest_request_that_shows_something_is_found() {
    let mut requests = requests(4);
    let shows = |request: &Value| request["num_images"].as_u64() >= Some(3);
    let found = (0..100).filter_map(|_| requests.any()).find(shows).unwrap();
    let mut simplest = requests.edges().swap_remove(0);
    simplest["num_images"] = json!(3);
    let accepted = |request: &Value| requests.accepts(request) && shows(request);
    let shrunk = requests.simplest(found, accepted);
    assert_eq!(shrunk["num_images"], 3);
    assert_eq!(
        shrunk.as_object().unwrap().len(),
        simplest.as_object().unwrap().len()
    );
    assert_eq!(shrunk["prompt"], "a");
}

#[test]
fn an_endpoint_without_an_input_has_no_requests() {
    let program = Program::of::<Painter>();
    assert!(Requests::of(&program.endpoints[1], 0).is_none());
}
