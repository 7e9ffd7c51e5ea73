//! The caller's ceiling: a request that may cost more is refused, and one that runs never costs more
//! (`docs/billing.md` §4).

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Capped;

#[input]
struct In {
    #[field(default = 1, ge = 1, le = 8)]
    num_images: u32,
    #[field(default = 1.5, ge = 0, le = 100)]
    seconds: f64,
    /// What a failure is billed; without it there is none.
    billed: Option<f64>,
    /// Whether a run of it is counted.
    #[field(default = false)]
    counted: bool,
}

#[output]
struct Out {
    #[field(ge = 0, le = 50)]
    seconds: f64,
}

static RUNS: AtomicUsize = AtomicUsize::new(0);

impl In {
    fn make(self) -> Result<Out> {
        RUNS.fetch_add(usize::from(self.counted), Ordering::Relaxed);
        match self.billed {
            Some(billed) => Err(Error::status(422, "after work").billed(billed)),
            None => Ok(Out {
                seconds: self.seconds,
            }),
        }
    }
}

#[rustfmt::skip]
#[endpoints]
impl Capped {
    #[endpoint("/images")] #[billable(per_image)]
    async fn images(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/seconds")] #[billable(per_audio_second(seconds = input.seconds), times = 1.1, unit = "minute")]
    async fn seconds(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/made")] #[billable(per_audio_second(seconds = output.seconds), round = "up", max = 20)]
    async fn made(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/open")] #[billable(units(output.seconds))]
    async fn open(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/custom")] #[billable(custom, max = 3)]
    async fn custom(&self, input: In) -> Result<Billed<Out>> { let out = input.make()?; let seconds = out.seconds; Ok(Billed::new(out, seconds)) }

    #[endpoint("/free")] #[billable(free)]
    async fn free(&self, input: In) -> Result<Out> { input.make() }

    #[endpoint("/machine")] #[billable(per_compute_second)]
    async fn machine(&self, input: In) -> Result<Out> { input.make() }

    #[stream("/stream")] #[billable(per_image, times = 0.5)]
    async fn stream(&self, input: In) -> impl Stream<Item = Result<Out>> { stream::iter([input.make()]) }

    #[endpoint("/ready", health_check(timeout_seconds = 2))]
    async fn ready(&self) -> Result<()> { Ok(()) }
}

static CLIENT: LazyLock<Client<Capped>> = LazyLock::new(|| Client::start().unwrap());

fn post(path: &str, body: &Json, ceilings: &[&str]) -> Reply {
    let mut request = CLIENT.request("POST", path);
    for ceiling in ceilings {
        request = request.header("x-max-billable-units", ceiling);
    }
    let request = request.header("content-type", "application/json");
    request.body(body.to_string()).send().unwrap()
}

/// The status of a run, and whether its method ran.
fn run(path: &str, body: &Json, ceiling: &str) -> u16 {
    let mut body = body.clone();
    body["counted"] = true.into();
    let before = RUNS.load(Ordering::Relaxed);
    let reply = post(path, &body, &[ceiling]);
    let ran = RUNS.load(Ordering::Relaxed) - before;
    assert_eq!(ran, usize::from(reply.status() == 200), "{path} {ceiling}");
    if reply.status() != 200 {
        assert_eq!(reply.units(), Some(BillableUnits::ZERO));
    }
    reply.status()
}

/// The only test that counts the runs.
#[test]
fn a_request_that_may_cost_more_is_refused_before_any_work() {
    let three = json!({"num_images": 3});
    assert_eq!(run("/images", &three, "3"), 200);
    assert_eq!(run("/images", &three, "3.0"), 200);
    assert_eq!(run("/images", &three, "99999999999999999999999.5"), 200);
    assert_eq!(run("/images", &three, "2"), 412);
    // Not to the nearest 10⁻⁸: exactly.
    assert_eq!(run("/images", &three, "2.999999999"), 412);
    assert_eq!(run("/images", &three, "3.000000001"), 200);
    assert_eq!(run("/images", &three, "0"), 412);

    let seconds = json!({"seconds": 0.1});
    assert_eq!(run("/seconds", &seconds, "0.11"), 200);
    assert_eq!(run("/seconds", &seconds, "0.10999999"), 412);

    // What it may cost decides, not what it costs.
    assert_eq!(run("/made", &seconds, "19.9"), 412);
    assert_eq!(run("/made", &seconds, "20"), 200);
    assert_eq!(run("/custom", &seconds, "3"), 200);
    assert_eq!(run("/custom", &seconds, "2"), 412);
    assert_eq!(run("/open", &seconds, "1000000"), 412);
    assert_eq!(run("/machine", &seconds, "1000000"), 412);
    assert_eq!(run("/free", &seconds, "0"), 200);
    assert_eq!(run("/stream", &three, "1.5"), 200);
    assert_eq!(run("/stream", &three, "1.4"), 412);

    // The ceiling says nothing of a request that is wrong otherwise.
    assert_eq!(run("/images", &json!({"num_images": 9}), "99"), 422);
    for ceiling in [
        "", "-1", "+1", "1e3", "1.", ".5", "1,5", "1 5", "four", "NaN", "0x1",
    ] {
        assert_eq!(run("/images", &three, ceiling), 422, "{ceiling}");
    }
}

#[test]
fn a_refusal_says_what_the_request_may_cost() {
    let refusal = post("/images", &json!({"num_images": 4}), &["3.5"]);
    let detail = json!([{
        "type": "billable_units_above_maximum",
        "loc": ["header", "x-max-billable-units"],
        "msg": "This request may cost 4 images, and its maximum is 3.5",
        "input": "3.5",
        "ctx": {"min": "4", "max": "4", "unit": "images"},
    }]);
    assert_eq!(refusal.json().unwrap(), json!({ "detail": detail }));

    let ctx = |path: &str| {
        let refusal = post(path, &json!({}), &["0"]);
        refusal.json().unwrap()["detail"][0]["ctx"].clone()
    };
    assert_eq!(
        ctx("/open"),
        json!({"min": "0", "max": null, "unit": "units"})
    );
    assert_eq!(
        ctx("/seconds"),
        json!({"min": "1.65000000", "max": "1.65000000", "unit": "minute"})
    );
    assert_eq!(
        ctx("/machine"),
        json!({"min": null, "max": null, "unit": "compute seconds"})
    );
}

#[test]
fn a_ceiling_is_one_number() {
    let refusal = post("/images", &json!({}), &["-1"]);
    let detail = json!([{
        "type": "string_pattern_mismatch",
        "loc": ["header", "x-max-billable-units"],
        "msg": r"String should match pattern '^\d+(\.\d+)?$'",
        "input": "-1",
        "ctx": {"pattern": r"^\d+(\.\d+)?$"},
    }]);
    assert_eq!(refusal.json().unwrap(), json!({ "detail": detail }));
    assert_eq!(refusal.units(), Some(BillableUnits::ZERO));
    for twice in [["4", "5"], ["4", "4"]] {
        let refusal = post("/images", &json!({}), &twice);
        assert_eq!(refusal.status(), 422);
        assert_eq!(
            refusal.json().unwrap()["detail"][0]["input"],
            twice.join(", ")
        );
    }
}

#[test]
fn quotes_and_health_checks_have_no_ceiling() {
    for ceiling in ["0", "none"] {
        assert_eq!(post("/images/quote", &json!({}), &[ceiling]).status(), 200);
        let ready = CLIENT
            .request("GET", "/ready")
            .header("x-max-billable-units", ceiling);
        assert_eq!(ready.send().unwrap().status(), 200);
    }
}

#[test]
fn a_page_may_send_a_ceiling() {
    let asked = CLIENT
        .request("OPTIONS", "/images")
        .header("origin", "https://example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-max-billable-units");
    let reply = asked.send().unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(
        reply.headers()["access-control-allow-headers"],
        "x-max-billable-units"
    );
}

#[test]
fn the_document_names_the_header() {
    let document = CLIENT.get("/openapi.json").unwrap().json().unwrap();
    let ceiling = |path: &str| &document["paths"][path]["post"]["x-fal-billing"]["ceiling"];
    assert_eq!(ceiling("/images"), "x-max-billable-units");
    assert_eq!(ceiling("/machine"), &Json::Null);
}

const PATHS: [&str; 7] = [
    "/images", "/seconds", "/made", "/open", "/custom", "/free", "/stream",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_run_that_was_let_through_never_costs_more(
        num_images in 1..=8_u32,
        seconds in prop_oneof![0.0..=100.0_f64, 0.0..4.0],
        billed in prop::option::of(0.0..30.0_f64),
        ceiling in prop_oneof![0..3_000_000_000_i64, 0..20_000_000_000_i64],
        finer in 0..100_u32,
    ) {
        let ceiling = BillableUnits::from_e8(ceiling);
        let whole = ceiling.to_e8() / 100_000_000;
        let written = format!("{whole}.{:08}{finer:02}", ceiling.to_e8() % 100_000_000);
        let request = json!({"num_images": num_images, "seconds": seconds, "billed": billed});
        for path in PATHS {
            let quote = post(&format!("{path}/quote"), &request, &[]).json().unwrap();
            let most = quote["billable_units"]["max"].as_str().map(|most| most.parse::<BillableUnits>().unwrap());
            let reply = post(path, &request, &[&written]);
            prop_assert!(reply.units().unwrap() <= ceiling, "{} {} {:?}", path, request, reply.units());
            let refused = most.is_none_or(|most| ceiling < most);
            prop_assert_eq!(reply.status() == 412, refused, "{} {} {}", path, request, written);
        }
    }
}
