//! A default is data: evaluated once, shown, held against the rules of its field. `default_factory` makes one anew.

use std::sync::atomic::{AtomicU64, Ordering};

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::{Value as Json, json};

static NEXT: AtomicU64 = AtomicU64::new(1);

fn next() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

const PROMPT: &str = "a fox";

#[input]
#[output]
enum Format {
    Jpeg,
    Png,
}

/// Its own `Default` is not what it declares.
#[input]
#[output]
#[derive(Default)]
struct Style {
    #[field(default = "plain")]
    name: String,
    #[field(default = 0.5, le = 1)]
    strength: f32,
}

#[input]
#[output]
struct Lora {
    path: String,
    #[field(default = 2.0 * 2.0)]
    scale: f64,
}

#[input]
#[output]
#[serde(tag = "type")]
enum Source {
    Text(Text),
    Lora(Lora),
}

#[input]
#[output]
struct Text {
    #[field(default = "hello".to_owned(), max_length = 5)]
    text: String,
}

#[input]
#[output]
#[serde(untagged)]
enum Either {
    Number(f64),
    Text(String),
}

impl Default for Either {
    fn default() -> Self {
        Self::Number(1.5)
    }
}

/// Every kind of value, by every kind of expression.
#[input]
#[output]
struct Everything {
    #[field(default = 60 * 60, le = 3600)]
    seconds: u32,
    #[field(default = -(1 + 1) as i8)]
    cast: i64,
    #[field(default = next())]
    once: u64,
    #[field(default = Some(3))]
    optional: Option<u8>,
    #[field(default = None)]
    nothing: Option<u8>,
    #[field(default = PROMPT)]
    path: String,
    #[field(default = format!("{PROMPT}es"))]
    formatted: String,
    #[field(default = Format::Png)]
    choice: Format,
    #[field(default)]
    nested: Style,
    #[field(default)]
    boxed: Box<Style>,
    #[field(default = Style::required())]
    made: Style,
    #[field(default = vec![Lora::required("a"), Lora { path: "b".to_owned(), scale: 1.0 }])]
    list: Vec<Lora>,
    #[field(default = Source::Text(Text::required()))]
    tagged: Source,
    #[field(default = vec![Source::Lora(Lora::required("c"))])]
    listed: Vec<Source>,
    #[field(default)]
    untagged: Either,
    #[field(default = ImageSize::new(640, 480), max_width = 640)]
    size: ImageSize,
    #[field(default = json!({"a": [1, null]}))]
    any: Value,
    #[field(default)]
    empty: Vec<f64>,
}

fn everything(once: &Json) -> Json {
    let style = json!({"name": "plain", "strength": 0.5});
    json!({
        "seconds": 3600, "cast": -2, "once": once, "optional": 3, "nothing": null, "path": "a fox",
        "formatted": "a foxes", "choice": "png", "nested": style, "boxed": style, "made": style,
        "list": [{"path": "a", "scale": 4.0}, {"path": "b", "scale": 1.0}],
        "tagged": {"type": "text", "text": "hello"},
        "listed": [{"type": "lora", "path": "c", "scale": 4.0}],
        "untagged": 1.5, "size": {"width": 640, "height": 480}, "any": {"a": [1, null]}, "empty": [],
    })
}

#[input]
#[output]
struct Anew {
    #[field(default_factory = next)]
    seed: u64,
    #[field(default_factory = || format!("request-{}", next()), hidden)]
    id: String,
    #[field(default = 2, le = 4)]
    num_images: u32,
}

#[fal_app]
#[derive(Default)]
struct Echo;

#[endpoints]
impl Echo {
    #[endpoint("/")]
    async fn everything(&self, input: Everything) -> Result<Everything> {
        Ok(input)
    }

    #[endpoint("/counted")]
    #[billable(units(input.once as f64 / 4.0))]
    async fn counted(&self, input: Everything) -> Result<Everything> {
        Ok(input)
    }

    #[endpoint("/anew")]
    #[billable(per_image)]
    async fn anew(&self, input: Anew) -> Result<Anew> {
        Ok(input)
    }

    #[endpoint("/media")]
    async fn media(&self, input: Media) -> Result<Value> {
        Ok(json!([input.image.url(), input.video.url()]))
    }
}

#[input]
struct Media {
    #[field(default = "HTTPS://Example.com/a.png", max_width = 8)]
    image: ImageInput,
    #[field(default = VideoInput::from("https://example.com/b.mp4"))]
    video: VideoInput,
}

fn properties(client: &Client<Echo>, name: &str) -> Json {
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    document["components"]["schemas"][name]["properties"].clone()
}

#[test]
fn a_default_is_evaluated_once_and_the_same_for_every_request() {
    let client = Client::<Echo>::start().unwrap();
    let post = |body: &str| {
        client
            .post_json("/", body.to_owned())
            .unwrap()
            .json()
            .unwrap()
    };
    let first = post("{}");
    assert_eq!(first, everything(&first["once"]));
    // The second reading, and what is made in Rust.
    assert_eq!(post(r#"{"seconds": "3600"}"#), first);
    assert_eq!(
        client
            .post("/", &Everything::required())
            .unwrap()
            .json()
            .unwrap(),
        first
    );
    assert_eq!(
        Client::<Echo>::start()
            .unwrap()
            .post_json("/", "{}")
            .unwrap()
            .json()
            .unwrap(),
        first
    );
}

#[test]
fn a_default_is_shown() {
    let client = Client::<Echo>::start().unwrap();
    let sent = client.post_json("/", "{}").unwrap().json().unwrap();
    let properties = properties(&client, "Everything");
    for (name, default) in sent.as_object().unwrap() {
        let shown = &properties[name]["default"];
        match name.as_str() {
            // As pydantic: no `null`, and none inside.
            "nothing" => assert_eq!(shown, &Json::Null),
            "any" => assert_eq!(shown, &json!({"a": [1, null]})),
            _ => assert_eq!(shown, default, "{name}"),
        }
    }
}

#[test]
fn what_a_default_that_is_evaluated_costs_is_quoted() {
    let client = Client::<Echo>::start().unwrap();
    let units = client.post_json("/counted", "{}").unwrap().units().unwrap();
    let quote = client.post_json("/counted/quote", "{}").unwrap();
    let quoted = &quote.json().unwrap()["billable_units"];
    assert_eq!(quoted["min"], units.to_string());
    assert_eq!(quoted["max"], units.to_string());
}

#[test]
fn a_factory_makes_a_value_for_each_request_and_is_not_shown() {
    let client = Client::<Echo>::start().unwrap();
    let post = || client.post_json("/anew", "{}").unwrap().json().unwrap();
    let (first, second) = (post(), post());
    assert_ne!(first["seed"], second["seed"]);
    assert_ne!(first["id"], second["id"]);
    assert_ne!(Anew::required().seed, Anew::required().seed);
    let given = client
        .post_json("/anew", r#"{"seed": 7, "id": "x"}"#)
        .unwrap();
    assert_eq!(
        given.json().unwrap(),
        json!({"seed": 7, "id": "x", "num_images": 2})
    );
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let schema = &document["components"]["schemas"]["Anew"];
    assert_eq!(schema["properties"]["seed"]["default"], Json::Null);
    assert_eq!(schema["required"], Json::Null);
}

/// As if the caller had sent it: its URL is read as the SDK reads one, and the rules of its field hold for it.
#[test]
fn the_default_of_a_medium_is_read_as_one_that_is_sent() {
    let client = Client::<Echo>::start().unwrap();
    let reply = client.post_json("/media", "{}").unwrap();
    assert_eq!(
        reply.json().unwrap(),
        json!(["https://Example.com/a.png", "https://example.com/b.mp4"])
    );
}

/// An app for each default that a caller may not send.
macro_rules! refused {
    ($($name:ident: $field:ident $type:ty, $rules:tt => $why:literal;)*) => {$(
        #[test]
        fn $name() {
            #[input]
            struct Wrong {
                #[field $rules]
                $field: $type,
            }

            #[input]
            struct Outer {
                inner: Option<Vec<Wrong>>,
            }

            #[fal_app]
            #[derive(Default)]
            struct App;

            #[endpoints]
            impl App {
                #[endpoint("/")]
                async fn run(&self, input: Outer) -> Result<()> {
                    drop(input.inner.into_iter().flatten().map(|wrong| wrong.$field));
                    Ok(())
                }
            }

            let why = Client::<App>::start().err().unwrap().to_string();
            let field = concat!("the default of `Wrong.", stringify!($field), "` is refused: ");
            assert!(why.starts_with(field), "{why}");
            assert!(why.contains($why), "{why}");
        }
    )*};
}

fn nine() -> u32 {
    9
}

fn wide() -> ImageSize {
    ImageSize::LANDSCAPE_16_9
}

#[input]
struct Named {
    name: String,
}

refused! {
    above_its_bound: steps u32, (default = nine(), le = 4) => "Input should be less than or equal to 4";
    no_multiple: steps Option<u32>, (default = Some(nine()), multiple_of = 2) => "multiple of 2";
    below_its_bound: ratio f32, (default = f32::from(0_u8), gt = 0) => "greater than 0";
    not_a_number: ratio f64, (default = f64::NAN) => "NaN";
    too_long: text String, (default = "abc".repeat(2), max_length = 5) => "at most 5 characters";
    of_another_pattern: text String, (default = "ABC".to_owned(), pattern = "^[a-z]+$") => "match pattern";
    too_wide: size ImageSize, (default = wide(), max_width = 512) => "`width`";
    an_item_outside: list Vec<u32>, (default = vec![nine()], le = 4) => "`0`: Input should be less";
    a_nested_field_that_must_be_sent: named Named, (default) => "`name`: Field required";
}
