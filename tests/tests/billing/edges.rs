//! Charges at the edges of the rules: more units than can be billed, failures, and streams without an item.

use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use serde_json::json;

#[fal_app(auth = "shared")]
#[derive(Default)]
struct Edges;

#[input]
struct Job {
    #[field(default = 1)]
    n: u64,
    #[field(default = 1.0)]
    x: f64,
}

#[output]
struct Done {
    n: u64,
}

fn nothing() -> impl Stream<Item = Result<Done>> {
    stream::empty()
}

#[rustfmt::skip]
#[endpoints]
impl Edges {
    #[endpoint("/flat")] #[billable(flat(units = 92233720368), times = 2, max = 5)]
    async fn flat(&self) -> Result<()> { Ok(()) }

    #[endpoint("/flat-open")] #[billable(flat(units = 92233720368), times = 2)]
    async fn flat_open(&self) -> Result<()> { Err(Error::status(418, "the method was run")) }

    #[endpoint("/cut")] #[billable(per_image(images = input.n), times = input.x, max = 5)]
    async fn cut(&self, _input: Job) -> Result<()> { Ok(()) }

    #[endpoint("/open")] #[billable(per_image(images = input.n), times = input.x)]
    async fn open(&self, _input: Job) -> Result<()> { Err(Error::status(418, "the method was run")) }

    #[endpoint("/megapixels")] #[billable(per_megapixel(size = (u32::MAX, u32::MAX), images = input.n), times = input.x, max = 7.5)]
    async fn megapixels(&self, _input: Job) -> Result<()> { Ok(()) }

    #[endpoint("/custom")] #[billable(custom, times = 0.5, max = 100)]
    async fn custom(&self, input: Job) -> Result<Billed<()>> { Ok(Billed::new((), input.n)) }

    #[endpoint("/custom-open")] #[billable(custom)]
    async fn custom_open(&self, input: Job) -> Result<Billed<()>> { Ok(Billed::new((), input.n)) }

    #[endpoint("/made")] #[billable(units(output.n), times = input.x, max = 3)]
    async fn made(&self, input: Job) -> Result<Done> { Ok(Done { n: input.n }) }

    #[endpoint("/made-open")] #[billable(per_image(images = input.n), times = output.n)]
    async fn made_open(&self, _input: Job) -> Result<Done> { Err(Error::status(418, "the method was run")) }

    #[endpoint("/free")] #[billable(free)]
    async fn free(&self) -> Result<()> { Err(Error::status(422, "no").billed(2)) }

    #[endpoint("/machine")] #[billable(per_compute_second)]
    async fn machine(&self) -> Result<()> { Err(Error::status(422, "no").billed(2)) }

    #[endpoint("/charged")] #[billable(flat, times = 3)]
    async fn charged(&self) -> Result<()> { Err(Error::status(422, "no").billed(2)) }

    #[stream("/empty")] #[billable(flat(units = 3), min = 2)]
    async fn empty(&self) -> impl Stream<Item = Result<Done>> { nothing() }

    #[stream("/empty-on-a-thread")] #[billable(per_image(images = input.n), min = 1)]
    fn empty_on_a_thread(&self, _input: Job) -> impl Iterator<Item = Result<Done>> { std::iter::empty() }

    #[stream("/empty-machine")] #[billable(per_compute_second)]
    async fn empty_machine(&self) -> impl Stream<Item = Result<Done>> { nothing() }

    #[stream("/empty-raw", content_type = "audio/wav")] #[billable(flat)]
    async fn empty_raw(&self) -> impl Stream<Item = Result<stream::Bytes>> { stream::empty() }
}

fn post(path: &str, n: u64, x: f64) -> Reply {
    let client = Client::<Edges>::start().unwrap();
    let body = json!({"n": n, "x": x}).to_string();
    client.post_json(path, body).unwrap()
}

#[track_caller]
fn is(path: &str, n: u64, x: f64, status: u16, units: &str) {
    let reply = post(path, n, x);
    assert_eq!(reply.status(), status, "{path}");
    assert_eq!(
        reply.headers()["x-fal-billable-units"],
        units,
        "{path} {n} {x}"
    );
    if status == 200 && units != "0" {
        let quote = post(&format!("{path}/quote"), n, x).json().unwrap();
        let max = quote["billable_units"]["max"].as_str().unwrap().to_owned();
        let max: BillableUnits = max.parse().unwrap();
        assert!(units.parse::<BillableUnits>().unwrap() <= max, "{path}");
    }
}

#[test]
fn max_cuts_what_is_more_than_can_be_billed() {
    is("/flat", 1, 1.0, 200, "5");
    is("/cut", u64::MAX, 1.0, 200, "5");
    is("/cut", 92_233_720_368, 1e9, 200, "5");
    is("/cut", u64::MAX, 1e300, 200, "5");
    is("/megapixels", 1, 1.0, 200, "7.50000000");
    is("/megapixels", u64::MAX, 1e300, 200, "7.50000000");
    is("/custom", u64::MAX, 1.0, 200, "100");
    is("/made", u64::MAX, 1.0, 200, "3");
}

/// `max` is charged only where the units are known to reach it.
#[test]
fn what_is_not_known_to_reach_max_is_not_charged() {
    is("/cut", u64::MAX, 1e-11, 500, "0");
    is("/cut", u64::MAX, 0.0, 500, "0");
    is("/made", u64::MAX, 1e-11, 500, "0");
}

#[test]
fn without_max_it_is_found_before_the_method_runs() {
    is("/flat-open", 1, 1.0, 500, "0");
    is("/open", u64::MAX, 1.0, 500, "0");
    is("/open", 92_233_720_368, 2.0, 500, "0");
    is("/open", 92_233_720_368, 1.0, 418, "0");
    is("/made-open", u64::MAX, 1.0, 500, "0");
    is("/made-open", 92_233_720_368, 1.0, 418, "0");
    is("/custom-open", u64::MAX, 1.0, 500, "0");
    for path in ["/flat-open/quote", "/open/quote", "/made-open/quote"] {
        is(path, u64::MAX, 1.0, 500, "0");
    }
}

#[test]
fn a_failure_is_billed_on_a_meter_that_has_units() {
    is("/charged", 1, 1.0, 422, "2");
    is("/free", 1, 1.0, 422, "0");
    is("/machine", 1, 1.0, 422, "0");
}

#[test]
fn a_stream_without_an_item_costs_nothing() {
    is("/empty", 1, 1.0, 200, "0");
    is("/empty-on-a-thread", 9, 1.0, 200, "0");
    is("/empty-machine", 1, 1.0, 200, "0");
    is("/empty-raw", 1, 1.0, 200, "0");
}
