//! What is written is read back equal, and is always JSON.

use std::collections::{BTreeMap, HashMap};

use fal_app::__private::{Described, Undecoded, Writer, decode};
use fal_app::{ImageSize, Input, Value, input, output};
use proptest::collection::{btree_map, hash_map, vec};
use proptest::option;
use proptest::prelude::*;

#[input]
#[output]
#[derive(Clone, Debug, PartialEq)]
struct Everything {
    text: String,
    flag: bool,
    bytes: Vec<i8>,
    small: i16,
    large: Option<u64>,
    least: i64,
    number: f64,
    single: Option<f32>,
    size: ImageSize,
    format: Format,
    source: Option<Box<Source>>,
    sources: Vec<Source>,
    guess: Guess,
    #[serde(rename = "\"quoted\"\n", alias = "plain")]
    nested: Option<Vec<Vec<String>>>,
    any: Value,
    map: HashMap<String, f64>,
    sorted: BTreeMap<String, Option<Point>>,
    pair: (f64, Option<f32>),
    colour: Option<[u8; 3]>,
    rows: Vec<(String, Format, (bool,))>,
}

#[input]
#[output]
#[derive(Clone, Copy, Debug, PartialEq)]
enum Format {
    Jpeg,
    #[serde(rename = "\\ \"")]
    Odd,
}

#[input]
#[output]
#[derive(Clone, Debug, PartialEq)]
struct Point {
    x: f64,
    y: Option<f32>,
}

#[input]
#[output]
#[derive(Clone, Debug, PartialEq)]
struct Label {
    label: String,
    x: Option<u8>,
}

#[input]
#[output]
#[serde(tag = "type")]
#[derive(Clone, Debug, PartialEq)]
enum Source {
    Point(Point),
    Label(Label),
}

#[input]
#[output]
#[serde(untagged)]
#[derive(Clone, Debug, PartialEq)]
enum Guess {
    Number(f64),
    Whole(u32),
    Text(String),
    Label(Label),
    Points(Vec<Point>),
}

fn number() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("JSON has no others", |number| number.is_finite())
}

fn single() -> impl Strategy<Value = f32> {
    any::<f32>().prop_filter("JSON has no others", |number| number.is_finite())
}

fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..8).prop_map(|letters| letters.into_iter().collect())
}

fn size() -> impl Strategy<Value = ImageSize> {
    prop_oneof![
        (1..=14142_u32, 1..=14142_u32).prop_map(|(width, height)| ImageSize::new(width, height)),
        Just(ImageSize::SQUARE_HD),
        Just(ImageSize::LANDSCAPE_4_3),
    ]
}

fn point() -> impl Strategy<Value = Point> {
    (number(), option::of(single())).prop_map(|(x, y)| Point { x, y })
}

fn label() -> impl Strategy<Value = Label> {
    (text(), any::<Option<u8>>()).prop_map(|(label, x)| Label { label, x })
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        point().prop_map(Source::Point),
        label().prop_map(Source::Label)
    ]
}

fn guess() -> impl Strategy<Value = Guess> {
    prop_oneof![
        number().prop_map(Guess::Number),
        any::<u32>().prop_map(Guess::Whole),
        text().prop_map(Guess::Text),
        label().prop_map(Guess::Label),
        vec(point(), 0..3).prop_map(Guess::Points),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

prop_compose! {
    fn everything()(
        (text, flag, bytes, small, large, least) in (text(), any::<bool>(), vec(any::<i8>(), 0..4), any::<i16>(), any::<Option<u64>>(), any::<i64>()),
        (number, single, size, format) in (number(), option::of(single()), size(), prop_oneof![Just(Format::Jpeg), Just(Format::Odd)]),
        (source, sources, guess) in (option::of(source().prop_map(Box::new)), vec(source(), 0..3), guess()),
        nested in option::of(vec(vec(text(), 0..3), 0..3)),
        any in json(),
        (map, sorted) in (hash_map(text(), number(), 0..4), btree_map(text(), option::of(point()), 0..4)),
        (pair, colour) in ((number(), option::of(single())), any::<Option<[u8; 3]>>()),
        rows in vec((text(), prop_oneof![Just(Format::Jpeg), Just(Format::Odd)], any::<(bool,)>()), 0..3),
    ) -> Everything {
        Everything {
            text, flag, bytes, small, large, least, number, single, size, format, source, sources, guess, nested, any, map,
            sorted, pair, colour, rows,
        }
    }
}

fn written(value: &impl Described, mut writer: Writer) -> Vec<u8> {
    value.write(&mut writer);
    writer.finish().unwrap()
}

fn read<T: Input>(json: &[u8]) -> Result<T, Undecoded> {
    decode(json, Some(b"application/json"))
}

proptest! {
    #[test]
    fn what_is_sent_is_read_back(value in everything()) {
        let json = written(&value, Writer::request());
        prop_assert_eq!(read::<Everything>(&json).unwrap(), value, "{}", String::from_utf8_lossy(&json));
    }

    #[test]
    fn what_is_answered_is_json_and_is_read_back(value in everything()) {
        let json = written(&value, Writer::answer());
        prop_assert!(serde_json::from_slice::<Value>(&json).is_ok());
        prop_assert_eq!(read::<Everything>(&json).unwrap(), value);
    }
}
