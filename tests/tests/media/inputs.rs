//! Media in a request are read and refused as the SDK's `File` and its kin, and shown as they are in its document.

use fal_app::prelude::*;
use fal_app::test::Client;
use serde_json::{Value, json};

#[fal_app]
#[derive(Default)]
struct Reader;

#[input]
struct Read {
    image: ImageInput,
    #[field(default)]
    more: Vec<ImageInput>,
    #[field(max_file_size = 1000)]
    clip: Option<VideoInput>,
    sound: Option<AudioInput>,
    #[field(default = "https://example.com/a.zip", ui(important))]
    archive: FileInput,
}

#[output]
struct Urls {
    urls: Vec<String>,
    name: Option<String>,
}

#[endpoints]
impl Reader {
    #[endpoint("/")]
    async fn read(&self, input: Read) -> Result<Urls> {
        let more = input.more.iter().map(ImageInput::url);
        let first = [input.image.url()].into_iter();
        let last = [input.archive.url()].into_iter();
        Ok(Urls {
            urls: first.chain(more).chain(last).map(str::to_owned).collect(),
            name: input.image.file_name().map(str::to_owned),
        })
    }
}

/// A status, and the URLs or the errors.
fn read(body: &Value) -> (u16, Value) {
    let client = Client::<Reader>::start().unwrap();
    let reply = client.post_json("/", body.to_string()).unwrap();
    let json = reply.json().unwrap();
    let told = ["urls", "detail"]
        .iter()
        .find_map(|key| json.get(key))
        .cloned();
    (reply.status(), told.unwrap())
}

const ARCHIVE: &str = "https://example.com/a.zip";

#[test]
fn a_string_or_an_object_is_taken() {
    // Left what is sent, right what the SDK of 1.83.0 makes of it.
    for (sent, url) in [
        (json!("https://a.example/b.png"), "https://a.example/b.png"),
        (
            json!("data:image/png;base64,AAAA"),
            "data:image/png;base64,AAAA",
        ),
        (json!(" HTTP://a/b?#"), "http://a/b"),
        (json!("http:a\tb"), "http:///ab"),
        (json!("https://a/é b"), "https://a/é b"),
        (json!({"url": "zz"}), "zz"),
        (
            json!({"url": "u", "file_data": "\u{e9}", "content_type": null, "file_name": "n", "file_size": "7", "width": 3.0, "other": 1}),
            "u",
        ),
        (
            json!({"url": "u", "file_size": -1, "width": -1, "height": 1_u64 << 40}),
            "u",
        ),
    ] {
        assert_eq!(
            read(&json!({"image": sent})),
            (200, json!([url, ARCHIVE])),
            "{sent}"
        );
    }
}

#[test]
fn what_is_no_medium_is_refused_in_the_sdk_s_words() {
    let no_url = |loc: Value, input: Value| {
        json!({
            "type": "value_error", "loc": loc, "msg": "Value error, value must be a valid URL", "input": input,
            "ctx": {"error": "value must be a valid URL"},
        })
    };
    let no_object = |input: Value| {
        json!({
            "type": "model_attributes_type", "loc": ["body", "image"],
            "msg": "Input should be a valid dictionary or object to extract fields from", "input": input,
        })
    };
    for (sent, errors) in [
        (
            json!({"image": "ftp://x"}),
            json!([no_url(json!(["body", "image"]), json!("ftp://x"))]),
        ),
        (
            json!({"image": ""}),
            json!([no_url(json!(["body", "image"]), json!(""))]),
        ),
        (
            json!({"image": "data:,x", "more": ["x", {"url": "y"}]}),
            json!([no_url(json!(["body", "more", 0]), json!("x"))]),
        ),
        (
            json!({"image": "http://[x"}),
            json!([{
                "type": "value_error", "loc": ["body", "image"], "msg": "Value error, Invalid IPv6 URL",
                "input": "http://[x", "ctx": {"error": "Invalid IPv6 URL"},
            }]),
        ),
        (json!({"image": 5}), json!([no_object(json!(5))])),
        (json!({"image": null}), json!([no_object(json!(null))])),
        (
            json!({"image": ["http://a"]}),
            json!([no_object(json!(["http://a"]))]),
        ),
        (
            json!({"image": {}}),
            json!([{"type": "missing", "loc": ["body", "image", "url"], "msg": "Field required", "input": {}}]),
        ),
        (
            json!({"image": {"url": "a", "file_data": [1]}}),
            json!([{
                "type": "bytes_type", "loc": ["body", "image", "file_data"], "msg": "Input should be a valid bytes",
                "input": [1],
            }]),
        ),
        (
            json!({"image": {"url": "a", "content_type": 4, "width": 1.5}}),
            json!([
                {
                    "type": "string_type", "loc": ["body", "image", "content_type"],
                    "msg": "Input should be a valid string", "input": 4,
                },
                {
                    "type": "int_from_float", "loc": ["body", "image", "width"],
                    "msg": "Input should be a valid integer, got a number with a fractional part", "input": 1.5,
                },
            ]),
        ),
    ] {
        assert_eq!(read(&sent), (422, errors), "{sent}");
    }
}

#[test]
fn the_document_shows_the_object_and_the_bounds() {
    let client = Client::<Reader>::start().unwrap();
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let schemas = &document["components"]["schemas"];
    let fields = &schemas["Read"]["properties"];
    assert_eq!(
        fields["image"],
        json!({"$ref": "#/components/schemas/Image"})
    );
    assert_eq!(
        fields["more"],
        json!({"items": {"$ref": "#/components/schemas/Image"}, "type": "array", "title": "More", "default": []})
    );
    assert_eq!(
        fields["clip"],
        json!({"anyOf": [{"$ref": "#/components/schemas/Video"}, {"type": "null"}], "x-fal": {"max_file_size": 1000}})
    );
    assert_eq!(
        fields["archive"],
        json!({"$ref": "#/components/schemas/File", "default": {"url": ARCHIVE}, "ui": {"important": true}})
    );
    assert_eq!(schemas["Image"]["ui"], json!({"field": "image"}));
    assert_eq!(schemas["Audio"]["ui"], json!({"field": "audio"}));
    let order = &schemas["Image"]["x-fal-order-properties"];
    assert_eq!(
        *order,
        json!([
            "url",
            "content_type",
            "file_name",
            "file_size",
            "file_data",
            "width",
            "height"
        ])
    );
}
