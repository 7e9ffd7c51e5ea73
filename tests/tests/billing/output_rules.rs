//! What a bill reads of an answer obeys the rules of its field, or it is a metering failure: each rule, on each side of its
//! bound. The quote uses the same rules.

use std::sync::LazyLock;

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::json;

#[fal_app]
#[derive(Default)]
struct App;

/// What the method answers.
#[input]
struct In {
    #[field(default = 1.5)]
    number: f64,
    #[field(default = 1)]
    count: u32,
    #[field(default = "a")]
    text: String,
    #[field(default)]
    size: ImageSize,
}

#[output]
struct Out {
    #[field(ge = 1, le = 2)]
    inclusive: f64,
    #[field(gt = 1, lt = 2)]
    exclusive: f64,
    #[field(ge = 1, lt = 2)]
    half_open: f32,
    #[field(multiple_of = 0.5, gt = 1, lt = 3)]
    stepped: f64,
    #[field(le = 0.1)]
    tenth: f32,
    #[field(gt = 1, lt = 5, multiple_of = 2)]
    whole: u32,
    #[field(one_of = [1, 4])]
    chosen: u32,
    #[field(min_length = 2, max_length = 3)]
    text: String,
    #[field(pattern = "^a+$")]
    matched: String,
    #[field(one_of = ["ab", "abc"])]
    named: String,
    #[field(max_width = 1024, multiple_of = 8)]
    size: ImageSize,
    #[field(min_length = 2, max_length = 3, max_height = 1024)]
    sizes: Vec<ImageSize>,
}

impl In {
    fn answer(self) -> Result<Out> {
        Ok(Out {
            inclusive: self.number,
            exclusive: self.number,
            half_open: self.number as f32,
            stepped: self.number,
            tenth: self.number as f32,
            whole: self.count,
            chosen: self.count,
            text: self.text.clone(),
            matched: self.text.clone(),
            named: self.text,
            size: self.size,
            sizes: vec![self.size; self.count as usize],
        })
    }
}

#[rustfmt::skip]
#[endpoints]
impl App {
    #[endpoint("/inclusive")] #[billable(per_video_second(seconds = output.inclusive))]
    async fn inclusive(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/exclusive")] #[billable(per_audio_second(seconds = output.exclusive))]
    async fn exclusive(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/half-open")] #[billable(flat, times = output.half_open)]
    async fn half_open(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/stepped")] #[billable(flat, times = output.stepped)]
    async fn stepped(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/tenth")] #[billable(flat, times = output.tenth)]
    async fn tenth(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/whole")] #[billable(per_image(images = output.whole))]
    async fn whole(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/chosen")] #[billable(per_image(images = output.chosen))]
    async fn chosen(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/text")] #[billable(per_text_chunk(text = output.text, chars = 1))]
    async fn text(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/matched")] #[billable(per_text_chunk(text = output.matched, chars = 1))]
    async fn matched(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/named")] #[billable(per_text_chunk(text = output.named, chars = 1))]
    async fn named(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/size")] #[billable(per_megapixel(size = output.size, images = 1))]
    async fn size(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/sizes")] #[billable(per_megapixel(pictures = output.sizes))]
    async fn sizes(&self, input: In) -> Result<Out> { input.answer() }

    #[endpoint("/counted")] #[billable(per_image(images = output.sizes))]
    async fn counted(&self, input: In) -> Result<Out> { input.answer() }

    /// Units that are said are not bounded by what the field declares.
    #[endpoint("/said")] #[billable(units(output.exclusive))]
    async fn said(&self, input: In) -> Result<Out> { input.answer() }
}

static CLIENT: LazyLock<Client<App>> = LazyLock::new(|| Client::start().unwrap());

/// The units of an answer with one member as given; `None` for a metering failure.
fn units(path: &str, member: &str, value: &Value) -> Option<String> {
    let reply = CLIENT.post_json(path, json!({ member: value }).to_string());
    let reply = reply.unwrap();
    let units = reply.units().unwrap();
    match reply.status() {
        200 => Some(units.to_string()),
        500 => {
            assert_eq!(units, BillableUnits::ZERO);
            None
        }
        status => panic!("{status} for {path}, {value}"),
    }
}

/// A path, the member that is sent, and for each of its values the units; `None` for a metering failure.
type Case<'a> = (&'a str, &'a str, &'a [(Value, Option<&'a str>)]);

#[test]
fn an_answer_outside_of_its_rules_is_a_metering_failure() {
    let cases: [Case; 13] = [
        (
            "/inclusive",
            "number",
            &[
                (json!(1.0), Some("1")),
                (json!(2.0), Some("2")),
                (json!(0.999_999_999_9), None),
                (json!(2.000_000_000_1), None),
            ],
        ),
        (
            "/exclusive",
            "number",
            &[
                (json!(1.0), None),
                (json!(2.0), None),
                (json!(1.999_999_999_9), Some("2")),
                (json!(1.5), Some("1.50000000")),
            ],
        ),
        (
            "/half-open",
            "number",
            &[(json!(1.0), Some("1")), (json!(2.0), None)],
        ),
        (
            "/stepped",
            "number",
            &[
                (json!(1.5), Some("1.50000000")),
                (json!(1.6), None),
                (json!(1.0), None),
                (json!(3.0), None),
            ],
        ),
        (
            "/tenth",
            "number",
            &[(json!(0.1), Some("0.10000000")), (json!(0.100_001), None)],
        ),
        (
            "/whole",
            "count",
            &[
                (json!(2), Some("2")),
                (json!(4), Some("4")),
                (json!(3), None),
                (json!(1), None),
                (json!(6), None),
            ],
        ),
        (
            "/chosen",
            "count",
            &[(json!(4), Some("4")), (json!(2), None)],
        ),
        (
            "/text",
            "text",
            &[
                (json!("ab"), Some("2")),
                (json!("a"), None),
                (json!("abcd"), None),
            ],
        ),
        (
            "/matched",
            "text",
            &[(json!("aa"), Some("2")), (json!("b"), None)],
        ),
        (
            "/named",
            "text",
            &[(json!("abc"), Some("3")), (json!("aa"), None)],
        ),
        (
            "/size",
            "size",
            &[
                (json!({"width": 1024, "height": 2048}), Some("2")),
                (json!({"width": 2048, "height": 8}), None),
                (json!({"width": 1020, "height": 8}), None),
            ],
        ),
        (
            "/sizes",
            "count",
            &[(json!(2), Some("2")), (json!(1), None), (json!(4), None)],
        ),
        (
            "/counted",
            "count",
            &[(json!(3), Some("3")), (json!(4), None)],
        ),
    ];
    for (path, member, answers) in cases {
        for (value, wanted) in answers {
            let units = units(path, member, value);
            assert_eq!(units.as_deref(), *wanted, "{path}, {value}");
        }
    }
    assert_eq!(units("/said", "number", &json!(9)).as_deref(), Some("9"));
}

#[test]
fn a_quote_uses_the_same_rules() {
    for (path, min, max) in [
        ("/inclusive", "1", "2"),
        ("/exclusive", "1", "2"),
        ("/stepped", "1", "3"),
        ("/whole", "2", "4"),
        ("/chosen", "1", "4"),
        ("/named", "2", "3"),
    ] {
        let reply = CLIENT.post_json(&format!("{path}/quote"), "{}").unwrap();
        let quote = &reply.json().unwrap()["billable_units"];
        assert_eq!(*quote, json!({"min": min, "max": max}), "{path}");
    }
}
