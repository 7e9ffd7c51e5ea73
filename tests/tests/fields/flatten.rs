//! `#[serde(flatten)]`: the fields of a struct stand in another one.

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::json;

#[input]
#[output]
#[derive(Clone, Debug, PartialEq)]
struct Sampler {
    /// How often.
    #[field(default = 28, ge = 1, le = 50)]
    steps: u32,
    #[serde(rename = "cfg")]
    #[field(default = 7.5)]
    guidance: f64,
}

#[input]
#[output]
#[derive(Clone, Debug, PartialEq)]
struct Base {
    #[field(min_length = 1)]
    prompt: String,
    #[serde(flatten)]
    sampler: Sampler,
    #[serde(alias = "n")]
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}

#[input]
#[output]
#[derive(Clone, Debug, PartialEq)]
struct Paint {
    image_url: String,
    #[serde(flatten)]
    base: Base,
    /// In Rust it is called as one of `Base` in JSON.
    #[serde(rename = "text")]
    prompt: Option<String>,
    seed: Option<u64>,
}

#[output]
struct Answer {
    #[serde(flatten)]
    paint: Paint,
    #[serde(flatten)]
    timing: Timing,
}

#[output]
struct Timing {
    seconds: f64,
}

#[fal_app]
#[derive(Default)]
struct Painter;

#[endpoints]
impl Painter {
    #[endpoint("/")]
    #[billable(per_image(images = input.base.num_images), times = input.base.sampler.steps)]
    #[example(Paint { image_url: "https://a.b/c.png".into(), base: Base::required("a fox", Sampler::required()), .. })]
    async fn paint(&self, input: Paint) -> Result<Answer> {
        Ok(Answer {
            paint: input,
            timing: Timing { seconds: 0.5 },
        })
    }
}

fn client() -> Client<Painter> {
    Client::start().unwrap()
}

#[test]
fn its_fields_are_read_from_the_object_around_and_written_into_it() {
    let body = json!({"image_url": "u", "prompt": "fox", "steps": "3", "n": 2, "text": "other"});
    let reply = client().post_json("/", body).unwrap();
    let wanted = json!({
        "image_url": "u", "prompt": "fox", "steps": 3, "cfg": 7.5, "num_images": 2, "text": "other", "seed": null,
        "seconds": 0.5,
    });
    assert_eq!(reply.json().unwrap(), wanted);
    assert_eq!(reply.units(), Some(6.into()));
    let canonical = json!({"steps": 2, "seed": 1, "prompt": "fox", "image_url": "u"});
    let reply = client().post_json("/", canonical).unwrap();
    assert_eq!((reply.status(), reply.units()), (200, Some(2.into())));
}

#[test]
fn its_rules_hold_at_its_names() {
    let body = json!({"prompt": "", "steps": 51, "base": {}});
    let reply = client().post_json("/", body).unwrap();
    let errors = reply.json().unwrap();
    let told: Vec<(&Value, &Value)> = errors["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (&error["type"], &error["loc"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("missing"), &json!(["body", "image_url"])),
            (&json!("string_too_short"), &json!(["body", "prompt"])),
            (&json!("less_than_equal"), &json!(["body", "steps"])),
        ]
    );
}

#[test]
fn they_are_shown_as_its_own_in_the_order_of_declaration() {
    let document = client().get("/openapi.json").unwrap().json().unwrap();
    let schemas = &document["components"]["schemas"];
    let paint = &schemas["Paint"];
    let order = json!([
        "image_url",
        "prompt",
        "steps",
        "cfg",
        "num_images",
        "text",
        "seed"
    ]);
    assert_eq!(paint["x-fal-order-properties"], order);
    assert_eq!(paint["required"], json!(["image_url", "prompt"]));
    assert_eq!(paint["properties"]["steps"]["description"], "How often.");
    assert_eq!(paint["properties"]["prompt"]["examples"], json!(["a fox"]));
    assert!(schemas.get("Base").is_none());
    let answer = &schemas["Answer"]["x-fal-order-properties"];
    assert_eq!(answer.as_array().unwrap().len(), 8);
}

#[test]
fn an_operand_knows_its_bounds() {
    let document = client().get("/openapi.json").unwrap().json().unwrap();
    let units = &document["paths"]["/"]["post"]["x-fal-billing"]["billable_units"];
    assert_eq!(*units, json!({"min": "1", "max": "200"}));
}

#[test]
fn required_takes_it_whole() {
    let paint = Paint::required("u", Base::required("fox", Sampler::required()));
    assert_eq!((paint.base.num_images, paint.base.sampler.steps), (1, 28));
    assert_eq!(paint.prompt, None);
}

#[input]
struct Off {
    #[field(default = 1)]
    off: u32,
}

#[input]
struct Conditional {
    #[cfg(any())]
    #[serde(flatten)]
    none: NoSuchType,
    #[cfg(not(target_os = "uefi"))]
    #[cfg(not(target_os = "none"))]
    #[serde(flatten)]
    on: Off,
    seed: Option<u64>,
}

#[test]
fn a_cfg_leaves_it_out() {
    let conditional = Conditional::required(Off::required());
    assert_eq!((conditional.on.off, conditional.seed), (1, None));
}

macro_rules! with_default {
    ($name:ident, $of:ty, $default:expr) => {
        #[input]
        struct $name {
            #[field(default = $default)]
            number: $of,
        }
    };
}

with_default!(Hour, u32, 60 * 60);

#[test]
fn a_macro_writes_a_default() {
    assert_eq!(Hour::required().number, 3600);
}
