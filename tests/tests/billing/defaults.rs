//! A caller who leaves a field out pays what was quoted, whatever its default is made of, and whatever else of the input
//! is made anew for each request.

use std::sync::atomic::{AtomicU32, Ordering};

use fal_app::prelude::*;
use fal_app::test::Client;

static NEXT: AtomicU32 = AtomicU32::new(1);

/// Never the same twice.
fn next() -> u32 {
    NEXT.fetch_add(1, Ordering::Relaxed) % 50
}

const FOUR: u8 = 4;

#[input]
struct Style {
    #[field(default = next())]
    weight: u32,
    #[field(default_factory = next)]
    noise: u32,
}

/// It holds itself, alone and through another.
#[input]
#[derive(Default)]
struct Layer {
    #[field(default)]
    layers: Vec<Layer>,
    group: Option<Box<Group>>,
    #[field(default = next())]
    weight: u32,
}

#[input]
struct Group {
    #[field(default)]
    layer: Layer,
}

#[input]
struct In {
    #[field(default = next())]
    evaluated: u32,
    #[field(default = FOUR)]
    constant: u32,
    #[field(default = 2)]
    literal: u32,
    #[field(default)]
    style: Style,
    #[field(default = vec![Layer::required(), Layer { weight: next(), ..Layer::required() }])]
    layers: Vec<Layer>,
    #[field(default = "x".repeat(next() as usize))]
    prompt: String,
    #[field(default = ImageSize::new(1024, 512 + next()))]
    size: ImageSize,
    #[field(default = vec![ImageSize::SQUARE; next() as usize])]
    sizes: Vec<ImageSize>,
    #[field(default = f64::from(next()) / 7.0)]
    seconds: f64,
    #[field(default_factory = || u64::from(next()))]
    seed: u64,
    #[field(default_factory = next, hidden)]
    id: u32,
}

impl In {
    fn uses(&self) -> Result<()> {
        let layers = self.layers.iter().map(|layer| {
            let below = layer.layers.len();
            below
                + layer
                    .group
                    .iter()
                    .map(|group| group.layer.layers.len())
                    .sum::<usize>()
        });
        let made = layers.sum::<usize>() as u64 + self.seed + u64::from(self.id + self.style.noise);
        match made {
            u64::MAX => Err("never".into()),
            _ => Ok(()),
        }
    }
}

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Left;

#[rustfmt::skip]
#[endpoints]
impl Left {
    #[endpoint("/evaluated")] #[billable(per_image(images = input.evaluated))]
    async fn evaluated(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/constant")] #[billable(per_image(images = input.constant), times = input.literal)]
    async fn constant(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/nested")] #[billable(units(input.style.weight))]
    async fn nested(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/list")] #[billable(units(input.layers.iter().map(|layer| layer.weight).sum::<u32>()), max = 70.5)]
    async fn list(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/item")] #[billable(flat, times = input.layers.first().map_or(1, |layer| layer.weight))]
    async fn item(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/text")] #[billable(per_text_chunk(chars = 7))]
    async fn text(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/size")] #[billable(per_megapixel(size = input.size, images = input.evaluated), min = 3)]
    async fn size(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/sizes")] #[billable(per_megapixel(pictures = input.sizes))]
    async fn sizes(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/seconds")] #[billable(per_video_second(seconds = input.seconds), times = input.evaluated)]
    async fn seconds(&self, input: In) -> Result<()> { input.uses() }

    #[endpoint("/audio")] #[billable(per_audio_second(seconds = input.seconds), times = 1.1)]
    async fn audio(&self, input: In) -> Result<()> { input.uses() }
}

#[test]
fn a_quote_of_defaults_holds() {
    let client = Client::<Left>::start().unwrap();
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let mut paths = 0;
    for path in document["paths"].as_object().unwrap().keys() {
        if document["paths"][path]["post"]["x-fal-billing"].is_null() {
            continue;
        }
        paths += 1;
        // In one pass, and by the table.
        for body in ["{}", r#"{"unknown": 1, "literal": "2"}"#] {
            let quote = client.post_json(&format!("{path}/quote"), body).unwrap();
            assert_eq!(quote.status(), 200, "{path}");
            let quoted = quote.json().unwrap()["billable_units"].clone();
            let run = client.post_json(path, body).unwrap();
            let units = run.units().unwrap().to_string();
            assert_eq!(
                (run.status(), quoted["min"].as_str(), quoted["max"].as_str()),
                (200, Some(&*units), Some(&*units)),
                "{path}"
            );
        }
    }
    assert_eq!(paths, 10);
}
