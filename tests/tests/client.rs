//! `fal_app::test`: the client that authors use in their tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::json;

/// Counts what it is sent.
#[fal_app(auth = "shared", max_multiplexing = 2)]
struct Counter {
    start: u32,
}

#[input]
struct CountInput {
    #[field(min_length = 1)]
    words: Vec<String>,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
}

#[output]
struct CountOutput {
    count: u32,
    language: Option<String>,
}

#[endpoints]
impl Counter {
    #[setup]
    async fn start() -> Result<Self> {
        tokio::task::yield_now().await;
        Ok(Self { start: 10 })
    }

    #[endpoint("/")]
    #[billable(per_image, times = 0.5)]
    fn count(&self, context: &RequestContext, input: CountInput) -> Result<CountOutput> {
        let words = u32::try_from(input.words.len())?;
        let language = context.headers().get("accept-language");
        let language = language.map(|value| value.to_str().map(str::to_owned));
        Ok(CountOutput {
            count: self.start + words,
            language: language.transpose()?,
        })
    }

    #[stream("/each")]
    #[billable(per_image(images = [output]), deferred)]
    fn each(&self, input: CountInput) -> impl Iterator<Item = Result<CountOutput>> {
        let count = |word: String| match &*word {
            "oh" => Err("cannot count that".into()),
            word => Ok(CountOutput {
                count: u32::try_from(word.len())?,
                language: None,
            }),
        };
        input.words.into_iter().map(count)
    }

    #[stream("/bytes", content_type = "text/plain")]
    #[billable(per_image)]
    fn bytes(&self, input: CountInput) -> impl Iterator<Item = Result<stream::Bytes>> {
        input.words.into_iter().map(|word| Ok(word.into()))
    }

    #[endpoint("/seconds")]
    #[billable(per_compute_second)]
    async fn seconds(&self) -> Result<()> {
        panic!("never mind")
    }
}

fn input() -> CountInput {
    CountInput::required(vec!["a".to_owned(), "fox".to_owned()])
}

#[test]
fn posts_and_reads_body_status_and_units() -> Result<()> {
    let client = Client::<Counter>::start()?;
    let reply = client.post("/", &input())?;
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.json()?["count"], 12);
    assert_eq!(reply.units(), Some(BillableUnits::try_from(0.5)?));

    let reply = client.post_json("/", r#"{"words": ["a"], "num_images": "4"}"#)?;
    assert_eq!(reply.body(), br#"{"count":11,"language":null}"#);
    assert_eq!(reply.units(), Some(BillableUnits::from(2)));

    // A string is the text of a body, anything else is written as JSON.
    let text = String::from(r#"{"words": ["a"]}"#);
    let value = json!({"words": ["a"]});
    let map = BTreeMap::from([("words", ["a"])]);
    for reply in [
        client.post_json("/", &text)?,
        client.post_json("/", text.as_str())?,
        client.post_json("/", text.clone())?,
        client.post_json("/", &value)?,
        client.post_json("/", json!({"words": ["a"]}))?,
        client.post_json("/", &map)?,
        client.post_bytes("/", text.as_bytes())?,
    ] {
        assert_eq!(reply.body(), br#"{"count":11,"language":null}"#);
    }
    let broken = client.post_json("/", r#"{"words": "#)?;
    assert_eq!(broken.json()?["detail"][0]["type"], "json_invalid");
    let not_text = client.post_bytes("/", [0xff])?;
    assert_eq!(not_text.status(), 400);
    assert!(client.post_json("/", BTreeMap::from([([1], 2)])).is_err());

    let refused = client.post_json("/", r#"{"words": [], "num_images": 5}"#)?;
    assert_eq!(refused.status(), 422);
    assert_eq!(refused.units(), Some(BillableUnits::from(0)));
    assert_eq!(refused.json()?["detail"].as_array().map(Vec::len), Some(2));
    Ok(())
}

#[test]
fn sends_any_request() -> Result<()> {
    let client = Client::<Counter>::start()?;
    let reply = client
        .request("POST", "/")
        .header("content-type", "application/json")
        .header("accept-language", "fr")
        .body(r#"{"words": ["renard"]}"#)
        .send()?;
    assert_eq!(reply.json()?["language"], "fr");
    assert_eq!(client.get("/health")?.status(), 200);
    assert_eq!(client.get("/")?.headers()["allow"], "POST");
    assert!(client.request("no method", "/").send().is_err());
    Ok(())
}

fn words(words: &[&str]) -> CountInput {
    CountInput::required(words.iter().map(|word| (*word).to_owned()).collect())
}

#[test]
fn a_stream_is_read_item_by_item() -> Result<()> {
    let client = Client::<Counter>::start()?;
    let mut stream = client.stream("/each", &words(&["a", "fox", "is"]))?;
    assert_eq!(
        (stream.status(), stream.units()),
        (200, Some(BillableUnits::ZERO))
    );
    assert_eq!(stream.headers()["x-accel-buffering"], "no");
    let read = stream.by_ref().take(2).collect::<Result<Vec<_>>>()?;
    assert_eq!(
        (&read[0]["count"], &read[1]["count"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(stream.hang_up()?, Some(BillableUnits::from(2)));

    // At its end, to hang up changes nothing.
    let mut stream = client.stream("/each", &words(&["a", "fox", "is"]))?;
    assert_eq!(stream.by_ref().count(), 3);
    assert!(stream.next().is_none());
    assert_eq!(stream.hang_up()?, Some(BillableUnits::from(3)));
    let whole = client.post("/each", &words(&["a", "fox", "is"]))?;
    assert_eq!(whole.deferred_units(), Some(BillableUnits::from(3)));
    assert_eq!(whole.events()?.len(), 3);
    Ok(())
}

#[test]
fn a_stream_that_breaks_off_is_charged_up_to_there() -> Result<()> {
    let client = Client::<Counter>::start()?;
    let broken = words(&["a", "fox", "oh", "no"]);
    let mut stream = client.stream("/each", &broken)?;
    assert_eq!(stream.by_ref().map_while(Result::ok).count(), 2);
    assert_eq!(stream.hang_up()?, Some(BillableUnits::from(2)));
    assert!(client.post("/each", &broken).is_err());
    Ok(())
}

#[test]
fn what_is_no_stream_is_a_reply_too() -> Result<()> {
    let client = Client::<Counter>::start()?;
    let mut bytes = client.stream("/bytes", &words(&["ab", "c"]))?;
    assert_eq!(bytes.units(), Some(BillableUnits::from(1)));
    assert_eq!(bytes.next_bytes()?.as_deref(), Some(&b"ab"[..]));
    assert_eq!(bytes.next_bytes()?.as_deref(), Some(&b"c"[..]));
    assert_eq!(bytes.next_bytes()?, None);
    assert_eq!(bytes.hang_up()?, None);

    let refused = client.stream("/each", &words(&[]))?;
    assert_eq!((refused.status(), refused.hang_up()?), (422, None));
    let failed = client.stream("/each", &words(&["oh"]))?;
    assert_eq!(
        (failed.status(), failed.units()),
        (500, Some(BillableUnits::ZERO))
    );
    // A stream that nobody reads on is dropped with its reply.
    drop(client.stream("/each", &words(&["a"]))?);
    Ok(())
}

#[test]
fn a_panic_is_a_reply() -> Result<()> {
    let client = Client::<Counter>::start()?;
    let reply = client.post_json("/seconds", "")?;
    assert_eq!(reply.status(), 500);
    assert_eq!(reply.units(), Some(BillableUnits::from(0)));
    Ok(())
}

#[tokio::test]
async fn works_where_a_runtime_runs() -> Result<()> {
    let client = Client::<Counter>::start()?;
    assert_eq!(client.post("/", &input())?.status(), 200);
    Ok(())
}

#[test]
fn a_setup_that_fails_is_an_error() {
    #[fal_app]
    struct Never;

    #[endpoints]
    impl Never {
        #[setup]
        fn fail() -> Result<Self> {
            Err("no model".into())
        }

        #[endpoint("/")]
        async fn nothing(&self) -> Result<()> {
            Ok(())
        }
    }

    let failed = Client::<Never>::start().unwrap_err();
    assert_eq!(failed.to_string(), "no model");
}
