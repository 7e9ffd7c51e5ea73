//! A quote is what the run then costs, for every meter and modifier, whatever a caller sends and a method answers.

use std::sync::LazyLock;

use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Quoted;

const WIDE: ImageSize = ImageSize::new(2048, 1024);

#[input]
struct In {
    #[field(min_length = 1, max_length = 60)]
    prompt: String,
    #[field(default = 1, ge = 1, le = 8)]
    num_images: u32,
    #[field(default, max_width = 2048, max_height = 4096, max_area = 3000000)]
    image_size: ImageSize,
    #[field(ge = 0.5, lt = 60)]
    seconds: f64,
    #[field(default = 5, one_of = [5, 10])]
    duration: u32,
    #[field(default, max_length = 3, multiple_of = 8)]
    sizes: Vec<ImageSize>,
    #[field(default = 0.25, gt = 0, le = 0.3)]
    ratio: f32,
    #[field(default = WIDE, max_width = 2048, max_height = 1024)]
    small: ImageSize,
    /// What the method answers; not all of it is what the output declares.
    made: u32,
}

#[output]
struct Out {
    #[field(min_length = 1, max_length = 4, max_width = 2048, max_height = 1500)]
    images: Vec<ImageSize>,
    #[field(ge = 0.25, le = 30)]
    seconds: f64,
    #[field(max_length = 40)]
    text: String,
    #[field(ge = 2, lt = 9, multiple_of = 2)]
    steps: u32,
    #[field(gt = 0.5, lt = 8, multiple_of = 0.25)]
    exact: f64,
    #[field(gt = 0.1, lt = 0.3)]
    ratio: f32,
}

impl In {
    fn make(&self) -> Result<Out> {
        let images = (0..self.made % 6).map(|n| ImageSize::new(400 * (n + 1), 300 * (n + 1)));
        Ok(Out {
            images: images.collect(),
            seconds: f64::from(self.made) / 8.0,
            text: "ü".repeat(self.made as usize % 50),
            steps: self.made % 12,
            exact: f64::from(self.made) / 8.0,
            ratio: self.made as f32 / 100.0,
        })
    }
}

#[rustfmt::skip]
#[endpoints]
impl Quoted {
    #[endpoint("/images")] #[billable(per_image)]
    async fn images(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/images-of-sizes")] #[billable(per_image(images = input.sizes), min = 1)]
    async fn images_of_sizes(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/images-made")] #[billable(per_image(images = output.images))]
    async fn images_made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/images-by-steps")] #[billable(per_image(images = 3), times = output.steps)]
    async fn images_by_steps(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/megapixels")] #[billable(per_megapixel, times = input.ratio)]
    async fn megapixels(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/megapixels-made")] #[billable(per_megapixel(images = output.images), min = 2, max = 6)]
    async fn megapixels_made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/small")] #[billable(per_megapixel(size = input.small, images = 1))]
    async fn small(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/pictures")] #[billable(per_megapixel(pictures = input.sizes), max = 7.5)]
    async fn pictures(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/pictures-made")] #[billable(per_megapixel(pictures = output.images), times = 0.5)]
    async fn pictures_made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/video")] #[billable(per_video_second(seconds = input.duration), times = if input.num_images > 2 { 2 } else { 1 })]
    async fn video(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/audio")] #[billable(per_audio_second(seconds = input.seconds), times = 1.1)]
    async fn audio(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/audio-made")] #[billable(per_audio_second(seconds = output.seconds), min = 2.5)]
    async fn audio_made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/video-made")] #[billable(per_video_second(seconds = output.exact), times = output.ratio)]
    async fn video_made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/text")] #[billable(per_text_chunk(chars = 7))]
    async fn text(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/text-made")] #[billable(per_text_chunk(text = output.text, chars = 10), times = input.duration)]
    async fn text_made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/flat")] #[billable(flat(units = 2.5), max = 2)]
    async fn flat(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/units")] #[billable(units(input.seconds * 2.0), min = 3)]
    async fn units(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/units-made")] #[billable(units(output.seconds), max = 20)]
    async fn units_made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/custom")] #[billable(custom, times = 2, min = 1)]
    async fn custom(&self, input: In) -> Result<Billed<Out>> { Ok(Billed::new(input.make()?, input.made)) }

    #[endpoint("/free")] #[billable(free)]
    async fn free(&self, input: In) -> Result<Out> { input.make() }
}

static CLIENT: LazyLock<Client<Quoted>> = LazyLock::new(|| Client::start().unwrap());

/// The endpoints, and whether what they cost is known before they run.
const ENDPOINTS: [(&str, bool); 20] = [
    ("/images", true),
    ("/images-of-sizes", true),
    ("/images-made", false),
    ("/images-by-steps", false),
    ("/megapixels", true),
    ("/megapixels-made", false),
    ("/small", true),
    ("/pictures", true),
    ("/pictures-made", false),
    ("/video", true),
    ("/audio", true),
    ("/audio-made", false),
    ("/video-made", false),
    ("/text", true),
    ("/text-made", false),
    ("/flat", true),
    ("/units", true),
    ("/units-made", false),
    ("/custom", false),
    ("/free", true),
];

fn post(path: &str, body: &Json) -> Reply {
    CLIENT.post_json(path, body.to_string()).unwrap()
}

/// The least and the most units, as a quote and the document say them.
fn bounds(units: &Json) -> (BillableUnits, Option<BillableUnits>) {
    let read = |bound: &Json| bound.as_str().map(|bound| bound.parse().unwrap());
    (read(&units["min"]).unwrap(), read(&units["max"]))
}

fn size() -> impl Strategy<Value = Json> {
    prop_oneof![
        (1..2049_u32, 1..4097_u32)
            .prop_filter("the area", |(width, height)| width * height <= 3_000_000)
            .prop_map(|(width, height)| json!({"width": width, "height": height})),
        Just(json!("landscape_16_9")),
    ]
}

fn sizes() -> impl Strategy<Value = Json> {
    let size = (1..256_u32, 1..256_u32)
        .prop_map(|(width, height)| json!({"width": width * 8, "height": height * 8}));
    prop::collection::vec(size, 0..=3).prop_map(Json::from)
}

prop_compose! {
    fn request()(
        prompt in ".{1,60}",
        num_images in prop::option::of(1..=8_u32),
        image_size in prop::option::of(size()),
        seconds in 0.5..60.0,
        duration in prop::option::of(prop_oneof![Just(5), Just(10)]),
        sizes in prop::option::of(sizes()),
        ratio in prop::option::of(0.000001..0.3_f32),
        made in 0..260_u32,
    ) -> Json {
        let mut request = json!({"prompt": prompt, "seconds": seconds, "made": made});
        let mut send = |name: &str, value: Option<Json>| if let Some(value) = value {
            request[name] = value;
        };
        send("num_images", num_images.map(Json::from));
        send("image_size", image_size);
        send("duration", duration.map(Json::from));
        send("sizes", sizes);
        send("ratio", ratio.map(Json::from));
        request
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_quote_holds(request in request()) {
        let document = CLIENT.get("/openapi.json").unwrap().json().unwrap();
        for (path, before) in ENDPOINTS {
            let quote = post(&format!("{path}/quote"), &request);
            prop_assert_eq!(quote.status(), 200, "{} {}", path, request);
            prop_assert_eq!(quote.units(), Some(BillableUnits::ZERO));
            let (min, max) = bounds(&quote.json().unwrap()["billable_units"]);
            if before {
                prop_assert_eq!(max, Some(min), "{}", path);
            }
            let (least, most) = bounds(&document["paths"][path]["post"]["x-fal-billing"]["billable_units"]);
            prop_assert!(least <= min, "{} quotes {}, less than {}", path, min, least);
            prop_assert!(most.is_none_or(|most| max.is_some_and(|max| max <= most)), "{} {:?} {:?}", path, max, most);

            let run = post(path, &request);
            let units = run.units().unwrap();
            if run.status() == 200 {
                prop_assert!(min <= units && max.is_none_or(|max| units <= max), "{}: {} of {:?}", path, units, (min, max));
            } else {
                prop_assert_eq!(run.status(), 500);
                prop_assert!(!before, "{} {}", path, request);
                prop_assert_eq!(units, BillableUnits::ZERO);
            }
        }
    }
}

#[test]
fn the_least_and_the_most_are_those_of_the_declared_fields() {
    let document = CLIENT.get("/openapi.json").unwrap().json().unwrap();
    let said = |path: &str| {
        let units = &document["paths"][path]["post"]["x-fal-billing"]["billable_units"];
        let read = |bound: &str| units[bound].as_str().map(str::to_owned);
        (read("min").unwrap(), read("max"))
    };
    let bounds = |min: &str, max: Option<&str>| (min.to_owned(), max.map(str::to_owned));
    assert_eq!(said("/images"), bounds("1", Some("8")));
    assert_eq!(said("/images-made"), bounds("1", Some("4")));
    assert_eq!(said("/images-by-steps"), bounds("6", Some("24")));
    // 8 pictures of 3 megapixels, by a ratio of 0.3.
    assert_eq!(said("/megapixels"), bounds("0", Some("7.20000000")));
    assert_eq!(said("/small"), bounds("1", Some("2")));
    assert_eq!(said("/pictures-made"), bounds("0.50000000", Some("6")));
    assert_eq!(said("/video"), bounds("5", Some("20")));
    assert_eq!(said("/audio"), bounds("0.55000000", Some("66")));
    assert_eq!(
        said("/video-made"),
        bounds("0.05000000", Some("2.40000000"))
    );
    assert_eq!(said("/text"), bounds("1", Some("8")));
    assert_eq!(said("/text-made"), bounds("5", Some("40")));
    assert_eq!(said("/flat"), bounds("2", Some("2")));
    assert_eq!(said("/units"), bounds("3", Some("120")));
    assert_eq!(said("/units-made"), bounds("0", Some("20")));
    assert_eq!(said("/custom"), bounds("1", None));
    assert_eq!(said("/free"), bounds("0", Some("0")));
}

#[test]
fn a_quote_is_refused_as_the_run_is() {
    for body in [
        json!({}),
        json!({"prompt": "", "made": 1}),
        json!([]),
        json!("x"),
    ] {
        let (quote, run) = (post("/images/quote", &body), post("/images", &body));
        assert_eq!((quote.status(), quote.body()), (run.status(), run.body()));
        assert_eq!(
            (quote.status(), quote.units()),
            (422, Some(BillableUnits::ZERO))
        );
    }
}

#[test]
fn only_a_post_is_quoted() {
    let reply = CLIENT.get("/images/quote").unwrap();
    assert_eq!(
        (reply.status(), reply.units()),
        (405, Some(BillableUnits::ZERO))
    );
}

/// An app of one place, which its first request keeps.
mod busy {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    static MET: Barrier = Barrier::new(2);
    static RUNS: AtomicUsize = AtomicUsize::new(0);

    #[fal_app(auth = "shared")]
    #[derive(Default)]
    struct Busy;

    #[endpoints]
    impl Busy {
        #[endpoint("/")]
        #[billable(flat)]
        fn work(&self) -> Result<()> {
            RUNS.fetch_add(1, Ordering::Relaxed);
            MET.wait();
            MET.wait();
            Ok(())
        }

        #[endpoint("/machine")]
        #[billable(per_compute_second)]
        async fn machine(&self) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_quote_takes_no_place_and_runs_nothing() {
        let client = Client::<Busy>::start().unwrap();
        std::thread::scope(|threads| {
            let run = threads.spawn(|| client.post_json("/", "").unwrap());
            MET.wait();
            let quote = client.post_json("/quote", "").unwrap();
            assert_eq!(
                quote.json().unwrap(),
                json!({"billable_units": {"min": "1", "max": "1"}, "unit": "requests"})
            );
            // So it is of what its caller does not allow to run.
            let refused = client
                .request("POST", "/")
                .header("x-max-billable-units", "0.5");
            assert_eq!(refused.send().unwrap().status(), 412);
            MET.wait();
            assert_eq!(run.join().unwrap().units(), Some(BillableUnits::ONE));
        });
        assert_eq!(RUNS.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn compute_seconds_are_not_quoted() {
        let client = Client::<Busy>::start().unwrap();
        let quote = client.post_json("/machine/quote", "").unwrap();
        assert_eq!(
            quote.json().unwrap(),
            json!({"billable_units": null, "unit": "compute seconds"})
        );
        assert_eq!(quote.units(), Some(BillableUnits::ZERO));
    }
}
