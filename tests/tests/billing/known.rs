//! What is known of a price before a request: amounts of choices, the arms of `if` and `match`, and what is computed of
//! them, of constants and of fields.
#![allow(
    clippy::match_single_binding,
    reason = "an operand may give the name of the input to another value"
)]

use std::collections::HashMap;
use std::sync::LazyLock;

use fal_app::prelude::*;
use fal_app::test::Client;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[input]
#[derive(Clone, Copy)]
enum Duration {
    #[field(amount = 5)]
    #[serde(rename = "5")]
    Five,
    #[field(amount = 10)]
    #[serde(rename = "10", alias = "ten")]
    Ten,
}

#[input]
#[derive(Clone, Copy, Default)]
enum Quality {
    #[field(amount = 0)]
    Preview,
    #[default]
    #[field(amount = 1.5)]
    Normal,
    #[field(amount = 0.00000001)]
    Tiny,
    #[field(amount = 2.25)]
    High,
}

#[input]
struct Style {
    #[field(default = 3, ge = 2, le = 6)]
    weight: u32,
    #[field(default = Duration::Ten)]
    duration: Duration,
}

#[input]
struct In {
    #[field(default = Duration::Five)]
    duration: Duration,
    quality: Option<Quality>,
    #[field(default = false)]
    audio: bool,
    #[field(default = 2, ge = 1, le = 4)]
    n: u32,
    #[field(default = 2, ge = 0, le = 9)]
    signed: i32,
    #[field(default = 0.1, gt = 0, le = 2.1)]
    scale: f32,
    #[field(default = 1.5, ge = 0.1, lt = 30)]
    seconds: f64,
    #[field(ge = 1, le = 50)]
    steps: Option<u32>,
    #[field(max_width = 2048, max_height = 1024)]
    size: Option<ImageSize>,
    #[field(default = 1024, ge = 64, le = 2048)]
    width: u32,
    #[field(default = 1024, ge = 64, le = 4096)]
    height: u32,
    #[field(default = vec![], max_length = 5)]
    list: Vec<u32>,
    #[field(default = HashMap::new(), max_length = 2)]
    weights: HashMap<String, f64>,
    #[field(default = [1, 2, 3])]
    three: [u8; 3],
    #[field(default = "a fox", min_length = 1, max_length = 30)]
    text: String,
    #[field(max_length = 12)]
    script: Option<String>,
    #[field(default)]
    style: Style,
    #[field(default = 1)]
    open: u32,
    #[field(default = 10, multiple_of = 5, gt = 5, lt = 30)]
    stepped: f64,
    #[field(default = 1, le = 1)]
    weight: u32,
}

const RATE: f64 = 0.125;

/// Not a type that anything is known of.
#[derive(Clone, Copy)]
struct Price(u32);

impl Amount for Price {
    fn amount(&self) -> Result<BillableUnits> {
        self.0.amount()
    }
}

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Known;

impl Known {
    const FAST: u32 = 2;
    const DEAR: Price = Price(7);
    const CHEAP: Price = Price(2);
    const WIDE: ImageSize = ImageSize::new(2048, 2048);
}

#[rustfmt::skip]
#[endpoints]
impl Known {
    #[endpoint("/seconds")] #[billable(per_video_second(seconds = input.duration))]
    async fn seconds(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/times")] #[billable(flat(units = 3), times = input.style.duration)]
    async fn times(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/count")] #[billable(per_image(images = input.duration))]
    async fn count(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/optional")] #[billable(units(input.quality.unwrap_or(Quality::High)))]
    async fn optional(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/optional-default")] #[billable(units(input.quality.unwrap_or_default()))]
    async fn optional_default(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/if")] #[billable(flat, times = if input.audio { 2 } else { 1 })]
    async fn an_if(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/else-if")] #[billable(units(if input.audio { 0.5 } else if input.n > 2 { if input.n == 3 { 3.0 } else { 2.25 } } else { RATE }))]
    async fn an_else_if(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/match")] #[billable(per_image(images = input.n), times = match input.quality { Some(Quality::High) => Self::FAST, Some(_) => { 3 }, None => 1 })]
    async fn a_match(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/never")] #[billable(units(match input.n { 1..=2 => 4, 3.. => 5, _ => unreachable!() }))]
    async fn a_match_that_never(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/arms-of-fields")] #[billable(units(if input.audio { input.n } else { 7 }))]
    async fn arms_of_fields(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/arms-of-choices")] #[billable(per_audio_second(seconds = if input.audio { input.duration } else { Duration::Five }))]
    async fn arms_of_choices(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/arms-of-singles")] #[billable(units(if input.audio { input.scale } else if input.n > 1 { 2.4 } else { 8.3 }))]
    async fn arms_of_singles(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/arms-computed-as-singles")] #[billable(units(if input.audio { 0.1 * 2.4 } else { input.scale / 100.0 }))]
    async fn arms_computed_as_singles(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/stepped")] #[billable(units(input.stepped))]
    async fn stepped(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/stepped-much")] #[billable(units(input.stepped * 1000.0))]
    async fn stepped_much(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/typed-literals")] #[billable(units((if input.audio { 100u8 } else { 50 }) + 100))]
    async fn typed_literals(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/typed-literals-that-may-wrap")] #[billable(units((if input.n > 9 { 200u8 } else { 50 }) + 100))]
    async fn typed_literals_that_may_wrap(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/another-input")] #[billable(units(match &input.style { input if input.weight > 0 => input.weight, _ => 1 }))]
    async fn another_input(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/one-more-input")] #[billable(units(if input.audio && let Some(input) = Some(&input.style) { input.weight } else { 1 }))]
    async fn one_more_input(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/own-type")] #[billable(units(if input.audio { Self::DEAR } else { Price(3) }))]
    async fn an_own_type(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/own-constants")] #[billable(units(if input.audio { Self::DEAR } else { Self::CHEAP }))]
    async fn own_constants(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/from")] #[billable(units(f64::from(input.n) / 4.0))]
    async fn from(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/cast")] #[billable(units(input.list.len() as f64 * 0.5 + 1.0))]
    async fn cast(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/cast-of-bool")] #[billable(flat(units = 2), times = 1 + u32::from(input.audio))]
    async fn cast_of_bool(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/cut")] #[billable(units(input.seconds.ceil() as u32))]
    async fn cut(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/product")] #[billable(units(input.seconds * f64::from(input.style.weight) * RATE))]
    async fn product(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/single")] #[billable(units(input.scale * 3.0))]
    async fn single(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/difference")] #[billable(units((10 - input.signed).max(3)))]
    async fn difference(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/wraps")] #[billable(units(input.n.wrapping_sub(2) as u8))]
    async fn wraps(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/may-wrap")] #[billable(units((input.n * 100) as u8))]
    async fn may_wrap(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/open")] #[billable(units(input.open))]
    async fn open(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/open-but-cut")] #[billable(units(input.open.min(8).div_ceil(3)))]
    async fn open_but_cut(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/clamp")] #[billable(units(f64::from(input.open).clamp(0.5, 2.5)))]
    async fn clamp(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/unwrap-or")] #[billable(units(input.steps.unwrap_or(60)))]
    async fn unwrap_or(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/unwrap-or-default")] #[billable(units(input.steps.unwrap_or_default()))]
    async fn unwrap_or_default(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/size")] #[billable(per_megapixel(size = input.size.unwrap_or(Self::WIDE), images = input.n))]
    async fn size(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/size-or-default")] #[billable(per_megapixel(size = input.size.unwrap_or_default(), images = 1))]
    async fn size_or_default(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/pair")] #[billable(per_megapixel(size = (input.width, input.height), images = 1))]
    async fn pair(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/script")] #[billable(per_text_chunk(text = input.script.as_deref().unwrap_or("none at all"), chars = 2))]
    async fn script(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/letters")] #[billable(units(input.text.chars().count() as f64 / 10.0))]
    async fn letters(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/bytes")] #[billable(units(input.text.len()))]
    async fn bytes(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/bound-by-a-pattern")] #[billable(units(match input.n { n if n > 2 => n, _ => 1 }))]
    async fn bound_by_a_pattern(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/closure")] #[billable(units(input.steps.map_or(2, |steps| steps * 2)))]
    async fn closure(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/weights")] #[billable(units(1 + input.weights.len()))]
    async fn weights(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/three")] #[billable(per_image(images = input.three), times = input.three.len())]
    async fn three(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/style")] #[billable(units(input.style.weight))]
    async fn style(&self, input: In) -> Result<()> { drop(input); Ok(()) }

    #[endpoint("/discriminant")] #[billable(units(input.duration as u32))]
    async fn discriminant(&self, input: In) -> Result<()> { drop(input); Ok(()) }
}

static CLIENT: LazyLock<Client<Known>> = LazyLock::new(|| Client::start().unwrap());

/// The least and the most units of each endpoint.
const BOUNDS: [(&str, &str, Option<&str>); 47] = [
    ("/seconds", "5", Some("10")),
    ("/times", "15", Some("30")),
    ("/count", "5", Some("10")),
    ("/optional", "0", Some("2.25000000")),
    ("/optional-default", "0", Some("2.25000000")),
    ("/if", "1", Some("2")),
    ("/else-if", "0.12500000", Some("3")),
    ("/match", "1", Some("12")),
    ("/never", "4", Some("5")),
    ("/arms-of-fields", "1", Some("7")),
    ("/arms-of-choices", "5", Some("10")),
    ("/arms-of-singles", "0", Some("8.30000000")),
    // As `f32`, 0.1 × 2.4 is 0.24000001.
    ("/arms-computed-as-singles", "0", None),
    // What is off a multiple by a little is taken for it.
    ("/stepped", "5", Some("30")),
    ("/stepped-much", "5000", Some("30000")),
    ("/typed-literals", "150", Some("200")),
    ("/typed-literals-that-may-wrap", "0", None),
    ("/another-input", "0", None),
    ("/one-more-input", "0", None),
    ("/own-type", "0", None),
    ("/own-constants", "2", Some("7")),
    ("/from", "0.25000000", Some("1")),
    ("/cast", "1", Some("3.50000000")),
    ("/cast-of-bool", "2", Some("4")),
    ("/cut", "1", Some("30")),
    ("/product", "0.02500000", Some("22.50000000")),
    // As `f32` computes it.
    ("/single", "0", Some("6.29999970")),
    ("/difference", "3", Some("10")),
    ("/wraps", "0", None),
    ("/may-wrap", "0", None),
    ("/open", "0", None),
    ("/open-but-cut", "0", Some("3")),
    ("/clamp", "0.50000000", Some("2.50000000")),
    ("/unwrap-or", "1", Some("60")),
    ("/unwrap-or-default", "0", Some("50")),
    ("/size", "1", Some("16")),
    ("/size-or-default", "1", Some("2")),
    ("/pair", "1", Some("8")),
    ("/script", "1", Some("6")),
    ("/letters", "0.10000000", Some("3")),
    ("/bytes", "1", Some("120")),
    ("/bound-by-a-pattern", "0", None),
    ("/closure", "0", None),
    ("/discriminant", "0", None),
    ("/weights", "1", Some("3")),
    ("/three", "9", Some("9")),
    ("/style", "2", Some("6")),
];

#[test]
fn the_least_and_the_most_are_known() {
    let document = CLIENT.get("/openapi.json").unwrap().json().unwrap();
    let mut wrong = Vec::new();
    for (path, min, max) in BOUNDS {
        let said = &document["paths"][path]["post"]["x-fal-billing"]["billable_units"];
        if *said != json!({"min": min, "max": max}) {
            wrong.push(format!("{path}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let paths = document["paths"].as_object().unwrap().len();
    assert_eq!(paths, BOUNDS.len() + 1, "and the health check");
}

#[test]
fn a_choice_counts_as_its_amount() {
    let units = |path: &str, body: Json| {
        let reply = CLIENT.post_json(path, body.to_string()).unwrap();
        assert_eq!(reply.status(), 200);
        reply.units().unwrap().to_string()
    };
    assert_eq!(units("/seconds", json!({})), "5");
    assert_eq!(units("/seconds", json!({"duration": "10"})), "10");
    assert_eq!(units("/seconds", json!({"duration": "ten"})), "10");
    assert_eq!(units("/times", json!({})), "30");
    assert_eq!(units("/count", json!({"duration": "5"})), "5");
    let quality = |quality: &str| units("/optional", json!({ "quality": quality }));
    assert_eq!(quality("preview"), "0");
    assert_eq!(quality("normal"), "1.50000000");
    assert_eq!(quality("tiny"), "0.00000001");
    assert_eq!(units("/optional", json!({})), "2.25000000");
    assert_eq!(units("/optional-default", json!({})), "1.50000000");
}

prop_compose! {
    fn request()(
        duration in prop_oneof![Just("5"), Just("10"), Just("ten")],
        quality in prop::option::of(prop_oneof![Just("preview"), Just("normal"), Just("tiny"), Just("high")]),
        audio: bool,
        n in 1..=4_u32,
        signed in 0..=9_i32,
        scale in prop_oneof![0.000001..2.1_f32, Just(2.1)],
        seconds in prop_oneof![0.1..30.0, Just(0.1)],
        steps in prop::option::of(1..=50_u32),
        size in prop::option::of((1..=2048_u32, 1..=1024_u32)),
        sides in (64..=2048_u32, 64..=4096_u32),
        list in prop::collection::vec(0..9_u32, 0..=5),
        texts in (".{1,30}", prop::option::of(".{0,12}")),
        weight in 2..=6_u32,
        open in prop_oneof![0..20_u32, any::<u32>()],
        stepped in prop_oneof![Just(10.0), Just(5.000_000_000_1), Just(29.999_999_999_9), Just(24.999_999_999_9)],
    ) -> Json {
        json!({
            "duration": duration, "quality": quality, "audio": audio, "n": n, "signed": signed, "scale": scale,
            "seconds": seconds, "steps": steps, "width": sides.0, "height": sides.1, "list": list, "text": texts.0,
            "size": size.map(|(width, height)| json!({"width": width, "height": height})),
            "script": texts.1, "style": {"weight": weight, "duration": duration}, "open": open,
            "stepped": stepped,
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_bill_is_within_what_is_known(request in request()) {
        for (path, min, max) in BOUNDS {
            let reply = CLIENT.post_json(path, request.to_string()).unwrap();
            prop_assert_eq!(reply.status(), 200, "{} {}", path, request);
            let units = reply.units().unwrap();
            let read = |bound: &str| bound.parse::<BillableUnits>().unwrap();
            prop_assert!(
                read(min) <= units && max.is_none_or(|max| units <= read(max)),
                "{} costs {} for {}", path, units, request
            );
        }
    }
}
