//! The bodies: near enough to what is declared that many are accepted, and odd enough that many are not.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// `{"value": …, "num_images": …}`, each mostly there.
pub(crate) fn body() -> impl Strategy<Value = Value> {
    (weighted(0.9, value()), weighted(0.6, count()))
        .prop_map(|(value, count)| object([("value", value), ("num_images", count)]))
}

fn count() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (1_u32..=4).prop_map(|count| json!(count)),
        1 => scalar(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => scalar(),
        1 => vec(scalar(), 0..4).prop_map(Value::from),
        1 => vec(lora(), 0..4).prop_map(Value::from),
        1 => lora(),
        1 => size(),
        2 => tuple(),
        2 => vec(("[a-c]", in_a_map()), 0..4)
            .prop_map(|members| Value::Object(members.into_iter().collect())),
    ]
}

fn in_a_map() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => scalar(),
        1 => vec(scalar(), 0..3).prop_map(Value::from),
        1 => lora(),
        1 => select(vec!["a", "b", "fox"]).prop_map(Value::from),
    ]
}

/// What tuples and arrays are sent as.
fn tuple() -> impl Strategy<Value = Value> {
    let small = || (0_i64..=9).prop_map(Value::from);
    let half = weighted(0.8, 0.0..9.0_f64).prop_map(Value::from);
    prop_oneof![
        (small(), half).prop_map(|(one, other)| json!([one, other])),
        vec(small(), 2..=3).prop_map(Value::from),
        vec(vec(small(), 0..3), 0..3).prop_map(|rows| json!(rows)),
        ("[a-c]?", any::<bool>()).prop_map(|(text, flag)| json!([text, flag])),
        vec((lora(), select(vec!["photo", "fox"])), 0..3).prop_map(|items| json!(items)),
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        4 => (-3_i64..=70).prop_map(Value::from),
        2 => (-3.0..3.0_f64).prop_map(Value::from),
        2 => (0.0..1.0_f64).prop_map(Value::from),
        1 => (-3_i64..9).prop_map(|whole| json!(whole as f64)),
        3 => "[a-zé😀]{0,5}".prop_map(Value::from),
        1 => "[ +-]?[0-9_]{1,3}(\\.[0-9])?".prop_map(Value::from),
        2 => select(vec!["a", "b", "photo", "line_art", "fox", "square_hd", "true", "nan", ""])
            .prop_map(Value::from),
    ]
}

fn lora() -> impl Strategy<Value = Value> {
    (weighted(0.8, scalar()), weighted(0.5, scalar()))
        .prop_map(|(path, scale)| object([("path", path), ("scale", scale)]))
}

fn size() -> impl Strategy<Value = Value> {
    (weighted(0.8, 0_u32..14200), weighted(0.8, 0_u32..14200)).prop_map(|(width, height)| {
        object([
            ("width", width.map(Value::from)),
            ("height", height.map(Value::from)),
        ])
    })
}

/// The members that are there.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let given = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}
