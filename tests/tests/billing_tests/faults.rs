//! One fault each, with the simplest request that shows it.

use std::sync::atomic::{AtomicU32, Ordering};

use fal_app::prelude::*;
use fal_app::test::billing;

use super::{curl, report};

/// An app with one endpoint. What every request may have is never part of what shows a fault.
macro_rules! app {
    ($name:ident: $billable:tt, { $($fields:tt)* }, { $($output:tt)* }, |$input:ident| $body:expr) => {
        mod $name {
            use super::*;

            #[input]
            #[allow(dead_code, reason = "no fault reads them")]
            pub(super) struct Asked {
                #[field(default = "a fox", min_length = 1, max_length = 40)]
                prompt: String,
                seed: Option<u64>,
                #[field(default)]
                is_tiled: bool,
                $($fields)*
            }

            #[output]
            pub(super) struct Made { $($output)* }

            #[fal_app(auth = "shared")]
            #[derive(Default)]
            pub(super) struct Painter;

            #[endpoints]
            impl Painter {
                #[endpoint("/")]
                #[billable $billable]
                async fn paint(&self, $input: Asked) -> Result<Made> {
                    let _ = (&$input.prompt, $input.seed, $input.is_tiled);
                    $body
                }
            }
        }
    };
}

app!(bills_a_failure: (per_image), {
    #[field(default = 1, ge = 1, le = 8)]
    num_images: u32,
}, { images: u32 }, |input| match input.num_images {
    3.. => Err(Error::status(400, "too many").billed(2)),
    images => Ok(Made { images }),
});

#[test]
fn a_method_that_bills_a_failure() {
    let report = report(|| billing::<bills_a_failure::Painter>());
    assert!(
        report.contains("(tested at tests/tests/billing_tests/faults.rs:"),
        "{report}"
    );
    assert!(
        report.starts_with("the billing of `painter` has a fault (tested at "),
        "{report}"
    );
    assert!(
        report
            .contains(r#"`/`: a failure costs something: 400 with 2 units: {"detail":"too many"}"#),
        "{report}"
    );
    assert!(
        report.contains(&curl("/", r#"{"num_images":3}"#)),
        "{report}"
    );
    // What the author means is allowed.
    billing::<bills_a_failure::Painter>().failures_may_cost();
}

app!(discounts: (per_image, times = if input.num_images > 10 { 0.5 } else { 1.0 }), {
    #[field(default = 1, ge = 1, le = 40)]
    num_images: u32,
}, { images: u32 }, |input| Ok(Made { images: input.num_images }));

#[test]
fn a_price_that_falls() {
    let report = report(billing::<discounts::Painter>);
    assert!(
        report.contains("it costs less to ask for more: "),
        "{report}"
    );
    let (less, more) = (r#"{"num_images":10}"#, r#"{"num_images":11}"#);
    let requests = [curl("/", less), curl("/", more)]
        .concat()
        .replace("\n\n", "\n");
    assert!(report.contains(&requests), "{report}");
    assert!(
        report.contains("costs 10, a picture more costs 5.5"),
        "{report}"
    );
    billing::<discounts::Painter>().not_monotone();
}

app!(falls_by_the_second: (units(price(input.duration))), {
    #[field(default = 5, ge = 1, le = 60)]
    duration: f64,
}, { seconds: f64 }, |input| Ok(Made { seconds: input.duration }));

/// A flat price from half a minute on, which is less than that of 29 s.
fn price(seconds: f64) -> f64 {
    if seconds >= 30.0 { 20.0 } else { seconds }
}

#[test]
fn a_price_that_falls_by_the_second() {
    let report = report(billing::<falls_by_the_second::Painter>);
    assert!(
        report.contains("it costs less to ask for more: "),
        "{report}"
    );
    assert!(report.contains("a second more costs 20"), "{report}");
}

app!(counts_characters: (units(words(&input.script))), {
    #[field(max_length = 200)]
    script: String,
}, { words: u32 }, |input| Ok(Made { words: input.script.len() as u32 }));

/// The first 20 characters cost a unit each, more cost 5 altogether.
fn words(script: &str) -> u64 {
    match script.chars().count() as u64 {
        more @ ..=20 => more,
        _ => 5,
    }
}

#[test]
fn a_price_that_falls_by_the_character() {
    let report = report(billing::<counts_characters::Painter>);
    let script = |length: usize| format!(r#"{{"script":"{}"}}"#, "a".repeat(length));
    let requests = [curl("/", &script(20)), curl("/", &script(21))]
        .concat()
        .replace("\n\n", "\n");
    assert!(report.contains(&requests), "{report}");
}

app!(delivers_more_than_it_promises: (per_image(images = output.images)), {
    #[field(default = 1, ge = 1, le = 8)]
    num_images: u32,
}, {
    #[field(max_length = 2)]
    images: Vec<u32>,
}, |input| Ok(Made { images: vec![1; input.num_images as usize] }));

#[test]
fn a_quote_that_excludes_the_bill_by_a_wrong_most() {
    let report = report(billing::<delivers_more_than_it_promises::Painter>);
    assert!(
        report.contains("`/`: the method succeeds, and cannot be billed: its caller gets a 500: metering failed: `output.images` is 3,"),
        "{report}"
    );
    assert!(
        report.contains(&curl("/", r#"{"num_images":3}"#)),
        "{report}"
    );
}

app!(is_longer_than_it_promises: (per_video_second(seconds = output.seconds)), {
    #[field(default = 5, ge = 1, le = 10)]
    duration: u32,
}, {
    #[field(ge = 1, le = 10)]
    seconds: f64,
}, |input| Ok(Made { seconds: f64::from(input.duration) + 0.5 }));

#[test]
fn an_output_that_the_bounds_exclude() {
    let report = report(billing::<is_longer_than_it_promises::Painter>);
    assert!(
        report.contains("metering failed: `output.seconds` is 10.5,"),
        "{report}"
    );
    assert!(
        report.contains(&curl("/", r#"{"duration":10}"#)),
        "{report}"
    );
}

app!(reads_another_name: (per_image), {
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default = 1, ge = 1, le = 4)]
    count: u32,
}, { images: Vec<Image> }, |input| {
    let image = || Image::from_url("https://example.com/fox.png").size(64, 64);
    let _ = input.num_images;
    Ok(Made { images: (0..input.count).map(|_| image()).collect() })
});

#[test]
fn a_meter_that_reads_a_field_under_another_name() {
    let report = report(billing::<reads_another_name::Painter>);
    assert!(
        report.contains(
            "`/`: more is charged than is delivered: charged 2 pictures, and delivered 1"
        ),
        "{report}"
    );
    assert!(
        report.contains(&curl("/", r#"{"num_images":2}"#)),
        "{report}"
    );
}

app!(reads_the_first: (units(first(&input.parts))), {
    #[field(default)]
    parts: Value,
}, { parts: u32 }, |input| {
    let _ = input.parts;
    Ok(Made { parts: 1 })
});

/// The number of the first member, whichever that is.
fn first(parts: &Value) -> u64 {
    let first = parts.as_object().and_then(|parts| parts.values().next());
    first.and_then(Value::as_u64).unwrap_or_default()
}

#[test]
fn a_bill_that_depends_on_the_order_of_fields() {
    let report = report(billing::<reads_the_first::Painter>);
    assert!(
        report.contains("costs something else, written otherwise: charged 1, then 0"),
        "{report}"
    );
    assert!(
        report.contains(&curl("/", r#"{"parts":{"a":1,"b":{"c":2}}}"#)),
        "{report}"
    );
}

app!(gets_dearer: (units(output.served)), {
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}, { served: u32 }, |input| {
    let _ = input.num_images;
    static SERVED: AtomicU32 = AtomicU32::new(0);
    Ok(Made { served: SERVED.fetch_add(1, Ordering::Relaxed) })
});

#[test]
fn a_request_that_costs_more_the_second_time() {
    let report = report(|| billing::<gets_dearer::Painter>().not_monotone());
    assert!(
        report.contains("the same request costs something else again: "),
        "{report}"
    );
    assert!(report.contains(&curl("/", "{}")), "{report}");
    billing::<gets_dearer::Painter>()
        .not_monotone()
        .not_repeatable();
}

static ASKED: AtomicU32 = AtomicU32::new(1);

fn asked() -> u32 {
    ASKED.fetch_add(1, Ordering::Relaxed)
}

app!(reads_a_counter: (per_image, times = asked()), {
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}, { images: u32 }, |input| Ok(Made { images: input.num_images }));

#[test]
fn a_quote_that_is_not_the_bill() {
    let report = report(billing::<reads_a_counter::Painter>);
    assert!(
        report.contains("`/`: the bill is not what was quoted: charged "),
        "{report}"
    );
    assert!(report.contains(&curl("/", "{}")), "{report}");
}

pub(crate) struct Rate;

impl Amount for Rate {
    fn amount(&self) -> Result<BillableUnits> {
        static READ: AtomicU32 = AtomicU32::new(1);
        Ok(BillableUnits::from(READ.fetch_add(1, Ordering::Relaxed)))
    }
}

pub(crate) const RATE: Rate = Rate;

app!(has_a_rate: (per_image, times = RATE), {
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}, { images: u32 }, |input| Ok(Made { images: input.num_images }));

#[test]
fn a_bill_out_of_the_declared_bounds() {
    let report = report(billing::<has_a_rate::Painter>);
    assert!(
        report.contains("`/`: the bill is out of the declared bounds: charged "),
        "{report}"
    );
    assert!(report.contains(&curl("/", "{}")), "{report}");
}

app!(has_no_least: (per_video_second(seconds = input.seconds)), {
    #[field(default = 5)]
    seconds: f64,
}, { seconds: f64 }, |input| Ok(Made { seconds: input.seconds }));

#[test]
fn a_request_without_a_price() {
    let report = report(billing::<has_no_least::Painter>);
    assert!(
        report.contains("`/`: a request that the rules accept has no price: metering failed: "),
        "{report}"
    );
    assert!(
        report.contains(&curl("/quote", r#"{"seconds":-1.0}"#)),
        "{report}"
    );
}

app!(always_fails: (per_image), {
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}, { images: u32 }, |input| {
    let _ = Made { images: input.num_images };
    Err(Error::status(503, "no model"))
});

#[test]
fn an_endpoint_whose_bill_nobody_sees() {
    let report = report(billing::<always_fails::Painter>);
    assert!(
        report.contains(r#"`/`: no request succeeded, so no bill was seen: 503 with 0 units: {"detail":"no model"}"#),
        "{report}"
    );
    assert!(
        report.contains(&curl("/", "{}")) && report.contains(".with("),
        "{report}"
    );
}

#[test]
fn all_faults_are_said_and_the_same_seed_finds_the_same() {
    let again = || report(|| billing::<bills_a_failure::Painter>().seed(7).cases(20));
    let requests = |report: String| {
        report
            .split_once("\n\n")
            .map(|(_, faults)| faults.to_owned())
    };
    assert_eq!(requests(again()), requests(again()));
    assert!(again().contains("seed 7, 20 cases"));
}
