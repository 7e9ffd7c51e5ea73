//! What a stream is charged, by the numbers of the rules and for any items.

use fal_app::prelude::*;
use fal_app::test::Client;
use proptest::prelude::*;
use serde_json::json;

#[fal_app(auth = "shared", max_multiplexing = 16)]
#[derive(Default)]
struct Studio;

#[input]
struct Words {
    texts: Vec<String>,
}

#[output]
struct Word {
    text: String,
}

#[input]
struct Sizes {
    sizes: Vec<ImageSize>,
    #[field(default = 1)]
    num_images: u32,
}

#[output]
struct Sized {
    size: ImageSize,
    images: u32,
}

#[input]
struct Counts {
    counts: Vec<u32>,
    #[field(default = 1)]
    times: u32,
}

#[output]
struct Counted {
    images: u32,
}

#[output]
struct Lasting {
    seconds: f64,
}

fn counted(counts: Vec<u32>) -> impl Stream<Item = Result<Counted>> {
    stream::iter(counts.into_iter().map(|images| Ok(Counted { images })))
}

fn sized(input: Sizes) -> impl Stream<Item = Result<Sized>> {
    let images = input.num_images;
    let size = move |size| Ok(Sized { size, images });
    stream::iter(input.sizes.into_iter().map(size))
}

#[endpoints]
impl Studio {
    #[stream("/text")]
    #[billable(per_text_chunk(text = output.text), deferred)]
    async fn text(&self, input: Words) -> impl Stream<Item = Result<Word>> {
        stream::iter(input.texts.into_iter().map(|text| Ok(Word { text })))
    }

    #[stream("/megapixels")]
    #[billable(per_megapixel(size = output.size, images = 1), deferred)]
    async fn megapixels(&self, input: Sizes) -> impl Stream<Item = Result<Sized>> {
        sized(input)
    }

    #[stream("/megapixels-of-both")]
    #[billable(per_megapixel(size = output.size, images = output.images), deferred)]
    async fn of_both(&self, input: Sizes) -> impl Stream<Item = Result<Sized>> {
        sized(input)
    }

    #[stream("/megapixels-of-the-input")]
    #[billable(per_megapixel(size = output.size), deferred)]
    async fn of_the_input(&self, input: Sizes) -> impl Stream<Item = Result<Sized>> {
        sized(input)
    }

    #[stream("/images")]
    #[billable(per_image(images = output.images), min = 1, deferred)]
    async fn images(&self, input: Counts) -> impl Stream<Item = Result<Counted>> {
        counted(input.counts)
    }

    #[stream("/modified")]
    #[billable(
        per_image(images = output.images),
        times = f64::from(input.times) / 8.0,
        round = "up",
        min = 2,
        max = 1000,
        deferred
    )]
    async fn modified(&self, input: Counts) -> impl Stream<Item = Result<Counted>> {
        counted(input.counts)
    }

    #[stream("/asked-for")]
    #[billable(per_image(images = input.times), deferred)]
    async fn asked_for(&self, input: Counts) -> impl Stream<Item = Result<Counted>> {
        counted(input.counts)
    }

    #[stream("/seconds")]
    #[billable(per_video_second(seconds = output.seconds), times = input.times, deferred)]
    async fn seconds(&self, input: Counts) -> impl Stream<Item = Result<Lasting>> {
        let last = |count| {
            Ok(Lasting {
                seconds: f64::from(count) / 3.0,
            })
        };
        stream::iter(input.counts.into_iter().map(last))
    }
}

fn client() -> Client<Studio> {
    Client::start().unwrap()
}

fn charged(client: &Client<Studio>, path: &str, body: Value) -> String {
    let reply = client.post_json(path, body).unwrap();
    assert_eq!(
        (reply.status(), reply.units()),
        (200, Some(BillableUnits::ZERO))
    );
    reply.deferred_units().unwrap().to_string()
}

/// Vectors 8, 18 and 19.
#[test]
fn the_numbers_of_the_rules() {
    let client = client();
    let size = |width, height| json!({"width": width, "height": height});
    let sizes = json!({"sizes": [size(1024, 1024), size(1024, 1025)], "num_images": 2});
    assert_eq!(charged(&client, "/megapixels", sizes.clone()), "3");
    assert_eq!(charged(&client, "/megapixels-of-both", sizes.clone()), "6");
    assert_eq!(charged(&client, "/megapixels-of-the-input", sizes), "6");

    let texts = vec!["four"; 500];
    assert_eq!(charged(&client, "/text", json!({"texts": texts})), "2");
    assert_eq!(charged(&client, "/text", json!({"texts": []})), "0");
    assert_eq!(charged(&client, "/text", json!({"texts": [""]})), "1");

    let ten = json!({"counts": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]});
    let open = |path: &str| {
        client
            .request("POST", path)
            .header("content-type", "application/json")
            .body(ten.to_string())
            .open()
            .unwrap()
    };
    let mut stream = open("/images");
    for _ in 0..3 {
        stream.next().unwrap().unwrap();
    }
    assert_eq!(stream.hang_up().unwrap().unwrap().to_string(), "3");
    assert_eq!(open("/images").hang_up().unwrap().unwrap().to_string(), "0");
    assert_eq!(charged(&client, "/images", json!({"counts": []})), "0");
    assert_eq!(charged(&client, "/images", json!({"counts": [0]})), "1");
}

#[test]
fn what_reads_the_input_counts_once() {
    let client = client();
    let body = |counts: &[u32]| json!({"counts": counts, "times": 5});
    assert_eq!(charged(&client, "/asked-for", body(&[1, 2, 3])), "5");
    assert_eq!(charged(&client, "/asked-for", body(&[])), "0");
    // Each item is a count of 10⁻⁸ before it is added.
    assert_eq!(charged(&client, "/seconds", body(&[1, 1])), "3.33333330");
}

#[test]
fn a_stream_is_quoted_as_what_bounds_it_says() {
    let client = client();
    let quote = |path: &str, body: Value| {
        let reply = client.post_json(&format!("{path}/quote"), body).unwrap();
        reply.json().unwrap()["billable_units"].clone()
    };
    let counts = json!({"counts": [1], "times": 8});
    let open = |min: &str| json!({"min": min, "max": null});
    assert_eq!(quote("/images", counts.clone()), open("1"));
    assert_eq!(quote("/text", json!({"texts": []})), open("1"));
    assert_eq!(
        quote("/modified", counts.clone()),
        json!({"min": "2", "max": "1000"})
    );
    assert_eq!(
        quote("/asked-for", counts.clone()),
        json!({"min": "8", "max": "8"})
    );
    assert_eq!(quote("/seconds", counts), open("0"));
    let size = json!({"sizes": [], "num_images": 3});
    assert_eq!(quote("/megapixels-of-the-input", size.clone()), open("3"));
    assert_eq!(quote("/megapixels-of-both", size), open("0"));
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let said = &document["paths"]["/text"]["post"]["x-fal-billing"];
    assert_eq!(said["deferred"], true);
    assert_eq!(
        said["formula"],
        "one for each 1000 characters of `output.text` of all delivered items, rounded down, but not less than one"
    );
    let said = &document["paths"]["/megapixels"]["post"]["x-fal-billing"];
    assert_eq!(
        said["formula"],
        "the megapixels of `output.size` of each delivered item, rounded up, times the count of 1, added"
    );
    let said = &document["paths"]["/asked-for"]["post"]["x-fal-billing"];
    assert_eq!(
        said["formula"],
        "the count of `input.times`, once an item was delivered"
    );
}

/// As `#[billable]` of `/modified` says, in whole numbers of an eighth.
fn modified(counts: &[u32], times: u32) -> u64 {
    let eighths = counts.iter().map(|count| u64::from(*count)).sum::<u64>() * u64::from(times);
    match counts {
        [] => 0,
        _ => eighths.div_ceil(8).clamp(2, 1000),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Wherever its caller leaves, a stream costs the formula over the items up to there, and never more than its quote.
    #[test]
    fn a_stream_costs_what_the_formula_says_of_the_delivered_items(
        counts in prop::collection::vec(0_u32..200, 0..12),
        times in 0_u32..20,
        read in 0_usize..14,
    ) {
        let client = client();
        let body = json!({"counts": counts, "times": times});
        let mut stream = client
            .request("POST", "/modified")
            .header("content-type", "application/json")
            .body(body.to_string())
            .open()
            .unwrap();
        let delivered = stream.by_ref().take(read).map(Result::unwrap).count();
        prop_assert_eq!(delivered, read.min(counts.len()));
        let charged = stream.hang_up().unwrap().unwrap();
        let expected = modified(&counts[..delivered], times);
        prop_assert_eq!(charged.to_string(), expected.to_string());
        let whole = client.post_json("/modified", &body).unwrap().deferred_units().unwrap();
        prop_assert_eq!(whole.to_string(), modified(&counts, times).to_string());
    }
}
