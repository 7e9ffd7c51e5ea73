//! What `#[input]` and `#[output]` read and write.

use fal_app::__private::{Described, Partial, Place, Shape, Table, Writer, decode};
use fal_app::{ImageSize, Input, Value, input, output};
use serde_json::json;

/// The one pass: whether `body` is canonical, and its value.
fn read<T: Input>(body: &Value) -> Option<T> {
    read_text(&body.to_string())
}

fn read_text<T: Input>(body: &str) -> Option<T> {
    let mut from = serde_json::Deserializer::from_str(body);
    let value = T::read(&mut from, &Place::BODY).ok()?;
    from.end().ok().map(|()| value)
}

/// The value of a body, canonical or not.
fn taken<T: Input>(body: &Value) -> Option<T> {
    decode(body.to_string().as_bytes(), Some(b"application/json")).ok()
}

fn sent(value: &impl Described) -> Value {
    written(value, Writer::request())
}

fn answered(value: &impl Described) -> Value {
    written(value, Writer::answer())
}

fn written(value: &impl Described, mut writer: Writer) -> Value {
    value.write(&mut writer);
    serde_json::from_slice(&writer.finish().unwrap()).unwrap()
}

fn table<T: Described>() -> &'static Table {
    match T::SHAPE {
        Shape::Object(table) => table(),
        other => panic!("{other:?} is no object"),
    }
}

#[input]
#[derive(Clone, Debug, PartialEq)]
struct Paint {
    /// What to paint.
    ///
    /// In words.
    #[field(min_length = 1, max_length = 3)]
    prompt: String,
    #[field(default = 1, ge = 1, le = 4)]
    num_images: u32,
    #[field(default, max_width = 2048, max_height = 2048, multiple_of = 8)]
    image_size: ImageSize,
    seed: Option<u64>,
}

#[test]
fn what_is_left_out_is_its_default() {
    let paint: Paint = read(&json!({"prompt": "fox"})).unwrap();
    assert_eq!(
        paint,
        Paint {
            prompt: "fox".into(),
            num_images: 1,
            image_size: ImageSize::SQUARE_HD,
            seed: None
        }
    );
}

#[test]
fn required_takes_the_fields_without_a_default() {
    assert_eq!(
        Some(Paint::required("fox")),
        read(&json!({"prompt": "fox"}))
    );
}

#[test]
fn a_field_without_a_default_is_required() {
    assert_eq!(read::<Paint>(&json!({"num_images": 1})), None);
}

#[test]
fn an_option_may_be_null_and_nothing_else_may() {
    assert!(read::<Paint>(&json!({"prompt": "fox", "seed": null})).is_some());
    assert!(read::<Paint>(&json!({"prompt": "fox", "num_images": null})).is_none());
}

#[test]
fn unknown_members_are_passed_over() {
    assert!(read::<Paint>(&json!({"other": [{"a": 1}], "prompt": "fox"})).is_some());
}

#[test]
fn a_key_that_comes_twice_is_not_canonical() {
    assert!(read_text::<Paint>(r#"{"prompt": "a", "prompt": "b"}"#).is_none());
    assert!(read_text::<Paint>(r#"{"prompt": "a", "other": 1, "other": 2}"#).is_some());
}

#[test]
fn only_canonical_kinds_are_read() {
    for wrong in [json!("1"), json!(1.0), json!(true), json!([1]), json!({})] {
        assert_eq!(
            read::<Paint>(&json!({"prompt": "fox", "num_images": wrong})),
            None,
            "{wrong}"
        );
    }
    assert_eq!(read::<Paint>(&json!({"prompt": 1})), None);
    assert_eq!(read::<Paint>(&json!(["fox"])), None);
}

#[test]
fn rules_hold() {
    for wrong in [
        json!({"prompt": ""}),
        json!({"prompt": "foxy"}),
        json!({"prompt": "a", "num_images": 0}),
    ] {
        assert_eq!(read::<Paint>(&wrong), None, "{wrong}");
    }
    assert!(
        read::<Paint>(&json!({"prompt": "äöü"})).is_some(),
        "a length counts code points"
    );
}

#[test]
fn doc_comments_are_descriptions() {
    let docs: Vec<&str> = table::<Paint>()
        .fields
        .iter()
        .map(|field| field.doc)
        .collect();
    assert_eq!(docs, ["What to paint.\n\nIn words.", "", "", ""]);
}

#[test]
fn a_size_is_a_preset_or_an_object() {
    let size = |size: Value| {
        read::<Paint>(&json!({"prompt": "a", "image_size": size})).map(|paint| paint.image_size)
    };
    assert_eq!(
        size(json!("landscape_16_9")),
        Some(ImageSize::LANDSCAPE_16_9)
    );
    assert_eq!(
        size(json!({"width": 1024})),
        Some(ImageSize::new(1024, 512))
    );
    assert_eq!(
        size(json!({"width": 1024, "other": 1})),
        Some(ImageSize::new(1024, 512))
    );
    for wrong in [
        json!("square_4k"),
        json!({"width": 0}),
        json!({"width": 2056}),
        json!({"width": 1023}),
        json!(null),
    ] {
        assert_eq!(size(wrong.clone()), None, "{wrong}");
    }
}

#[test]
fn a_size_is_sent_by_its_preset_and_answered_as_an_object() {
    assert_eq!(sent(&ImageSize::SQUARE_HD), json!("square_hd"));
    assert_eq!(
        sent(&ImageSize::new(100, 200)),
        json!({"width": 100, "height": 200})
    );
    assert_eq!(
        answered(&ImageSize::SQUARE_HD),
        json!({"width": 1024, "height": 1024})
    );
}

#[test]
fn a_size_may_be_as_large_as_the_sdk_says() {
    assert!(read::<ImageSize>(&json!({"width": 14142, "height": 1})).is_some());
    assert!(read::<ImageSize>(&json!({"width": 14143, "height": 1})).is_none());
}

#[input]
#[derive(Debug, PartialEq)]
struct Numbers {
    #[field(default = 1)]
    whole: f64,
    #[field(default = 0.1, le = 0.1)]
    single: f32,
    #[field(default = -3)]
    maybe: Option<i8>,
    #[field(default = [1, 2], max_length = 2, le = 9)]
    list: Vec<u8>,
    #[field(default = [])]
    #[allow(clippy::box_collection, reason = "a box of any type is read")]
    boxed: Box<Vec<String>>,
    #[field(default = [0.5, 1])]
    mixed: Vec<f32>,
    #[field(default = 480, one_of = [480, 720])]
    height: u16,
    #[field(default = Numbers::BIAS)]
    bias: f64,
}

impl Numbers {
    const BIAS: f64 = 0.5;
}

#[test]
fn literals_stand_for_any_number() {
    let numbers = Numbers::required();
    assert_eq!(
        sent(&numbers),
        json!({
            "whole": 1.0, "single": 0.1, "maybe": -3, "list": [1, 2], "boxed": [], "mixed": [0.5, 1.0], "height": 480, "bias": 0.5,
        })
    );
    assert_eq!(read(&json!({})), Some(numbers));
}

#[test]
fn a_whole_number_is_a_number() {
    assert_eq!(read::<Numbers>(&json!({"whole": 2})).unwrap().whole, 2.0);
}

#[test]
fn a_bound_holds_for_a_single_as_it_was_sent() {
    assert!(read_text::<Numbers>(r#"{"single": 0.1}"#).is_some());
    assert!(read_text::<Numbers>(r#"{"single": 0.11}"#).is_none());
}

#[test]
fn a_number_is_read_to_the_last_bit() {
    for text in [
        "2.2250738585072011e-308",
        "0.500000000000000166533453693773481063544750213623046875",
        "1e23",
    ] {
        let whole = read_text::<Numbers>(&format!("{{\"whole\": {text}}}"))
            .unwrap()
            .whole;
        assert_eq!(
            whole.to_bits(),
            text.parse::<f64>().unwrap().to_bits(),
            "{text}"
        );
    }
}

#[test]
fn rules_reach_into_lists() {
    assert!(read::<Numbers>(&json!({"list": [9, 9]})).is_some());
    assert!(read::<Numbers>(&json!({"list": [9, 10]})).is_none());
    assert!(read::<Numbers>(&json!({"list": [1, 1, 1]})).is_none());
}

#[test]
fn one_of_holds() {
    assert!(read::<Numbers>(&json!({"height": 720})).is_some());
    assert!(read::<Numbers>(&json!({"height": 721})).is_none());
}

#[input]
#[serde(rename_all = "camelCase")]
#[derive(Debug, PartialEq)]
struct Renamed {
    some_field: u8,
    #[serde(rename = "other", alias = "another", alias = "third")]
    #[field(pattern = "^[a-z]+$")]
    r#type: String,
}

#[test]
fn names_are_as_declared() {
    let names: Vec<_> = table::<Renamed>()
        .fields
        .iter()
        .map(|field| (field.ident, field.name))
        .collect();
    assert_eq!(names, [("some_field", "someField"), ("type", "other")]);
    for name in ["other", "another", "third"] {
        let renamed: Renamed = read(&json!({"someField": 1, name: "abc"})).unwrap();
        assert_eq!(sent(&renamed), json!({"someField": 1, "other": "abc"}));
    }
    assert!(read::<Renamed>(&json!({"someField": 1, "type": "abc"})).is_none());
    assert!(read::<Renamed>(&json!({"someField": 1, "other": "abc", "third": "abc"})).is_none());
    assert!(read::<Renamed>(&json!({"someField": 1, "other": "ABC"})).is_none());
}

#[input]
#[output]
#[derive(Clone, Copy, Debug, PartialEq)]
enum Format {
    #[serde(alias = "jpg")]
    Jpeg,
    LossLess,
    #[serde(rename = "WEBP")]
    Webp,
}

#[test]
fn choices_are_in_snake_case() {
    assert_eq!(read(&json!("loss_less")), Some(Format::LossLess));
    assert_eq!(read(&json!("jpg")), Some(Format::Jpeg));
    assert_eq!(read(&json!("WEBP")), Some(Format::Webp));
    assert_eq!(read::<Format>(&json!("webp")), None);
    assert_eq!(answered(&Format::LossLess), json!("loss_less"));
}

#[input]
#[derive(Debug, PartialEq)]
struct Url {
    url: String,
    #[field(default = 1)]
    weight: u8,
}

#[input]
#[derive(Debug, PartialEq)]
struct Text {
    text: String,
    url: Option<String>,
}

#[input]
#[serde(tag = "kind")]
#[derive(Debug, PartialEq)]
enum Tagged {
    Url(Url),
    Text(Box<Text>),
}

#[input]
#[serde(untagged)]
#[derive(Debug, PartialEq)]
enum Untagged {
    Url(Url),
    Text(Text),
    Count(u8),
    Share(f64),
}

#[test]
fn a_tag_names_the_variant() {
    let tagged = Tagged::Url(Url {
        url: "u".into(),
        weight: 2,
    });
    assert_eq!(
        sent(&tagged),
        json!({"kind": "url", "url": "u", "weight": 2})
    );
    let first = json!({"kind": "url", "url": "u", "weight": 2});
    assert_eq!(read(&first).as_ref(), Some(&tagged));
    let last = json!({"url": "u", "weight": 2, "kind": "url"});
    assert_eq!(taken(&last), Some(tagged));
    assert_eq!(taken::<Tagged>(&json!({"url": "u"})), None);
    assert_eq!(taken::<Tagged>(&json!({"url": "u", "kind": "other"})), None);
}

#[test]
fn without_a_tag_the_variant_is_the_one_that_knows_most() {
    assert_eq!(
        taken(&json!({"url": "u"})),
        Some(Untagged::Url(Url {
            url: "u".into(),
            weight: 1
        }))
    );
    let text = Untagged::Text(Text {
        text: "t".into(),
        url: Some("u".into()),
    });
    assert_eq!(taken(&json!({"url": "u", "text": "t"})), Some(text));
    assert_eq!(taken(&json!(2)), Some(Untagged::Count(2)));
    assert_eq!(taken(&json!(2.0)), Some(Untagged::Share(2.0)));
    assert_eq!(taken(&json!(300)), Some(Untagged::Share(300.0)));
    assert_eq!(taken::<Untagged>(&json!("u")), None);
}

#[input]
#[derive(Debug, PartialEq)]
struct Tree {
    #[field(default)]
    children: Vec<Tree>,
    any: Option<Value>,
}

#[test]
fn a_type_may_hold_itself() {
    let tree: Tree = read(&json!({"children": [{"any": {"a": [1]}}, {"children": [{}]}]})).unwrap();
    assert_eq!(tree.children.len(), 2);
}

#[output]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(serialize_with = "in_hex")]
    color: u32,
    seconds: f64,
    format: Format,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn in_hex<S: serde::Serializer>(color: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("{color:06x}"))
}

#[test]
fn an_output_is_written_as_declared() {
    let answer = Answer {
        seed: None,
        color: 0xff00,
        seconds: 5.0,
        format: Format::Jpeg,
    };
    assert_eq!(
        answered(&answer),
        json!({"color": "00ff00", "seconds": 5.0, "format": "jpeg"})
    );
}

#[test]
fn what_json_cannot_hold_is_told_with_its_field() {
    for seconds in [f64::NAN, f64::INFINITY] {
        let mut writer = Writer::answer();
        Answer {
            seed: Some(1),
            color: 0,
            seconds,
            format: Format::Jpeg,
        }
        .write(&mut writer);
        let told = writer.finish().unwrap_err().to_string();
        assert!(told.contains("`seconds`"), "{told}");
    }
}

#[test]
fn an_example_may_leave_fields_out() {
    let mut writer = Writer::request();
    let mut partial = Partial::<Renamed>::new(&mut writer, <Renamed as Described>::SHAPE);
    partial
        .field("type", |renamed| &renamed.r#type)
        .value("abc".into());
    partial.end();
    assert_eq!(writer.finish().unwrap(), br#"{"other":"abc"}"#);
}
