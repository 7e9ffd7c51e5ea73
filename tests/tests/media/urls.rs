//! Media that are sent as plain strings: strings in the document and on the wire, fetched and bounded as all media.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fal_app::prelude::*;
use fal_app::test::{Client, Reply};
use fal_app_tests::pictures::png;
use serde_json::{Value, json};

#[fal_app]
#[derive(Default)]
struct Editor;

#[input]
struct Edit {
    /// The picture to edit.
    #[field(
        min_width = 2,
        max_width = 8,
        max_height = 8,
        max_area = 40,
        max_file_size = 4096
    )]
    image_url: ImageUrl,
    #[field(max_file_size = 4096)]
    reference_image_urls: Option<Vec<ImageUrl>>,
    #[field(default = "data:,abc", max_file_size = 8, examples = ["https://example.com/a.wav"])]
    voice: AudioUrl,
    #[field(min_length = 7, pattern = "^data:")]
    clip_video_url: Option<VideoUrl>,
    #[field(max_file_size = 8)]
    archive: Option<FileUrl>,
    #[field(ui = "textarea")]
    mask: Option<ImageUrl>,
    face_mask_url: Option<ImageUrl>,
    /// Not what its name says.
    style_image_url: Option<FileUrl>,
    frames: Option<BTreeMap<String, ImageUrl>>,
    ends: Option<[ImageUrl; 2]>,
}

#[output]
struct Edited {
    echo: ImageUrl,
    fetched: Vec<String>,
}

#[endpoints]
impl Editor {
    #[endpoint("/")]
    #[billable(flat)]
    #[example(Edit { image_url: "https://example.com/fox.png".into(), .. })]
    async fn edit(&self, input: Edit, context: &RequestContext) -> Result<Edited> {
        let mut fetched = vec![told(&input.image_url.fetch(context).await?)];
        for reference in input.reference_image_urls.iter().flatten() {
            fetched.push(told(&reference.fetch(context).await?));
        }
        fetched.push(told(&input.voice.fetch(context).await?));
        if let Some(archive) = &input.archive {
            fetched.push(told(&archive.fetch(context).await?));
        }
        Ok(Edited {
            echo: input.image_url,
            fetched,
        })
    }

    /// The same for one, on a blocking thread, and decoded.
    #[endpoint("/pixels")]
    #[billable(flat)]
    fn pixels(&self, input: Edit, context: &RequestContext) -> Result<Value> {
        let pixels = input.image_url.fetch_blocking(context)?.decode()?;
        Ok(json!([pixels.width(), pixels.height()]))
    }
}

fn told(fetched: &fal_app::Fetched) -> String {
    format!("{} of {}", fetched.bytes().len(), fetched.content_type())
}

fn picture(width: u32, height: u32) -> String {
    let bytes = BASE64_STANDARD.encode(png(width, height));
    format!("data:image/png;base64,{bytes}")
}

fn post(path: &str, body: &Value) -> Reply {
    let client = Client::<Editor>::start().unwrap();
    client.post_json(path, body).unwrap()
}

#[test]
fn a_plain_string_is_taken_fetched_and_echoed() {
    let sent = picture(3, 2);
    let bytes = png(3, 2).len();
    let reply = post(
        "/",
        &json!({"image_url": sent, "reference_image_urls": [picture(3, 2)], "archive": "data:text/csv,a"}),
    );
    let picture_told = format!("{bytes} of image/png");
    assert_eq!(
        reply.json().unwrap(),
        json!({"echo": sent, "fetched": [picture_told, picture_told, "3 of text/plain", "1 of text/csv"]})
    );
    let pixels = post("/pixels", &json!({"image_url": sent}));
    assert_eq!(pixels.json().unwrap(), json!([3, 2]));
}

/// As the SDK takes any string for a `str`: only fetching finds out.
#[test]
fn what_is_not_a_url_is_refused_when_it_is_fetched_at_its_own_place() {
    for (sent, loc) in [
        (json!({"image_url": "zz"}), json!(["body", "image_url"])),
        (json!({"image_url": ""}), json!(["body", "image_url"])),
        (
            json!({"image_url": picture(3, 2), "reference_image_urls": [picture(3, 2), "ftp://x/y.png"]}),
            json!(["body", "reference_image_urls", 1]),
        ),
        (
            json!({"image_url": picture(3, 2), "voice": "data:x"}),
            json!(["body", "voice"]),
        ),
    ] {
        let reply = post("/", &sent);
        let error = &reply.json().unwrap()["detail"][0];
        assert_eq!(
            (reply.status(), reply.units(), &error["type"], &error["loc"]),
            (
                422,
                Some(BillableUnits::ZERO),
                &json!("file_download_error"),
                &loc
            ),
            "{sent}"
        );
    }
}

#[test]
fn the_bounds_of_a_field_hold_for_what_is_fetched() {
    let small = picture(3, 2);
    let with = |name: &str, value: Value| {
        let mut body = json!({"image_url": small});
        body[name] = value;
        body
    };
    for (sent, kind, loc, context) in [
        (
            with("image_url", json!(picture(1, 2))),
            "image_too_small",
            json!(["body", "image_url"]),
            json!({"min_height": 2, "min_width": 2}),
        ),
        (
            with("image_url", json!(picture(9, 2))),
            "image_too_large",
            json!(["body", "image_url"]),
            json!({"max_height": 8, "max_width": 8}),
        ),
        (
            with("image_url", json!(picture(8, 8))),
            "image_too_large",
            json!(["body", "image_url"]),
            json!({"max_height": 6, "max_width": 6}),
        ),
        (
            with("image_url", json!("data:,no picture")),
            "image_load_error",
            json!(["body", "image_url"]),
            json!(null),
        ),
        (
            with("voice", json!("data:,123456789")),
            "file_too_large",
            json!(["body", "voice"]),
            json!({"max_size": 8}),
        ),
        (
            with("archive", json!("data:,123456789")),
            "file_too_large",
            json!(["body", "archive"]),
            json!({"max_size": 8}),
        ),
    ] {
        let reply = post("/", &sent);
        let error = &reply.json().unwrap()["detail"][0];
        assert_eq!(
            (reply.status(), &error["type"], &error["loc"], &error["ctx"]),
            (422, &json!(kind), &loc, &context),
            "{sent}"
        );
    }
}

#[test]
fn what_is_no_string_or_breaks_a_rule_of_strings_is_refused_as_one() {
    for (sent, error) in [
        (
            json!({"image_url": {"url": "https://example.com/a.png"}}),
            json!({
                "type": "string_type", "loc": ["body", "image_url"], "msg": "Input should be a valid string",
                "input": {"url": "https://example.com/a.png"},
            }),
        ),
        (
            json!({}),
            json!({"type": "missing", "loc": ["body", "image_url"], "msg": "Field required", "input": {}}),
        ),
        (
            json!({"image_url": "data:,", "clip_video_url": "http://a/b"}),
            json!({
                "type": "string_pattern_mismatch", "loc": ["body", "clip_video_url"],
                "msg": "String should match pattern '^data:'", "input": "http://a/b", "ctx": {"pattern": "^data:"},
            }),
        ),
        (
            json!({"image_url": "data:,", "clip_video_url": "data:"}),
            json!({
                "type": "string_too_short", "loc": ["body", "clip_video_url"],
                "msg": "String should have at least 7 characters", "input": "data:", "ctx": {"min_length": 7},
            }),
        ),
    ] {
        let reply = post("/", &sent);
        assert_eq!(
            (reply.status(), reply.json().unwrap()),
            (422, json!({"detail": [error]})),
            "{sent}"
        );
    }
}

/// As the SDK shows a `str`, but for the widget where the playground does not see from the name that it is an upload.
#[test]
fn the_document_shows_strings() {
    let client = Client::<Editor>::start().unwrap();
    let document = client.get("/openapi.json").unwrap().json().unwrap();
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["Edit"]["properties"],
        json!({
            "image_url": {
                "type": "string", "title": "Image Url", "description": "The picture to edit.",
                "examples": ["https://example.com/fox.png"],
                "x-fal": {
                    "max_file_size": 4096, "min_width": 2, "max_width": 8, "max_height": 8, "max_area": 40,
                },
            },
            "reference_image_urls": {
                "anyOf": [{"items": {"type": "string"}, "type": "array"}, {"type": "null"}],
                "title": "Reference Image Urls",
                "x-fal": {"max_file_size": 4096},
            },
            "voice": {
                "type": "string", "title": "Voice", "default": "data:,abc", "examples": ["https://example.com/a.wav"],
                "x-fal": {"max_file_size": 8}, "ui": {"field": "audio"},
            },
            "clip_video_url": {
                "anyOf": [{"type": "string", "minLength": 7, "pattern": "^data:"}, {"type": "null"}],
                "title": "Clip Video Url",
            },
            "archive": {
                "anyOf": [{"type": "string"}, {"type": "null"}], "title": "Archive",
                "x-fal": {"max_file_size": 8}, "ui": {"field": "file"},
            },
            "mask": {
                "anyOf": [{"type": "string"}, {"type": "null"}], "title": "Mask", "ui": {"field": "textarea"},
            },
            "face_mask_url": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Face Mask Url"},
            "style_image_url": {
                "anyOf": [{"type": "string"}, {"type": "null"}], "title": "Style Image Url",
                "description": "Not what its name says.", "ui": {"field": "file"},
            },
            "frames": {
                "anyOf": [{"additionalProperties": {"type": "string"}, "type": "object"}, {"type": "null"}], "title": "Frames",
            },
            "ends": {
                "anyOf": [
                    {"prefixItems": [{"type": "string"}, {"type": "string"}], "type": "array", "minItems": 2, "maxItems": 2},
                    {"type": "null"},
                ],
                "title": "Ends",
            },
        })
    );
    assert_eq!(
        schemas["Edited"]["properties"]["echo"],
        json!({"type": "string", "title": "Echo", "ui": {"field": "image"}})
    );
    assert!(schemas.get("Image").is_none());
}

#[test]
fn debug_shows_the_beginning_of_a_long_data_uri() {
    let url = ImageUrl::from(format!("data:,{}", "x".repeat(10_000)));
    let shown = format!("{url:?}");
    assert!(shown.starts_with("ImageUrl(\"data:,xxx"), "{shown}");
    assert!(shown.len() < 200, "{shown}");
}
