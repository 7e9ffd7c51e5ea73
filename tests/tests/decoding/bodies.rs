//! The bodies: near what is declared, odd in every way JSON can be, and no JSON at all.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Names of fields, of others, and of what stands in tags.
const KEYS: &[&str] = &[
    "value",
    "count",
    "path",
    "url",
    "scale",
    "x",
    "y",
    "label",
    "type",
    "source",
    "guess",
    "width",
    "height",
    "child",
    "large",
    "only",
    "tree",
    "",
    "zz",
    "\\u0078",
    "va\\u006cue",
    "\\ud800",
    "\\u0000",
    "\u{e9}",
];

/// Scalars whose text matters.
const SCALARS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "3",
    "8",
    "255",
    "256",
    "-129",
    "0.0",
    "-0.0",
    "1.0",
    "8.0",
    "0.5",
    "0.1",
    "1e0",
    "1E+2",
    "1e-400",
    "1e400",
    "-1e400",
    "1e39",
    "3.4028235e38",
    "3.4028236e38",
    "16777217",
    "9007199254740993",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "170141183460469231731687303715884105728",
    "NaN",
    "Infinity",
    "-Infinity",
    "\"\"",
    "\"a\"",
    "\"b\"",
    "\"Photo\"",
    "\"LineArt\"",
    "\"photo\"",
    "\"line_art\"",
    "\"Point\"",
    "\"point\"",
    "\"Label\"",
    "\"label\"",
    "\"square_hd\"",
    "\"1\"",
    "\" 1 \"",
    "\"1.0\"",
    "\"1_0\"",
    "\"nan\"",
    "\"inf\"",
    "\"true\"",
    "\"\\u0061\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\udc00\\ud800\"",
    "\"\u{1f600}\"",
    "\"\u{e9}\"",
    "\"\\u0000\"",
    "\"\\n\"",
    "\"abcde\"",
    "[]",
    "{}",
    "[1, 2]",
    "[1, 2, 3]",
    "[[\"a\", \"b\"]]",
    "[\"a\", true, \"photo\"]",
    r#"[{"path": "a"}]"#,
    r#"{"a": 1}"#,
    r#"{"a": {"b": 1}}"#,
];

/// What the declared objects look like, around a value.
const NEAR: &[&str] = &[
    r#"{"type": "point", "x": $}"#,
    r#"{"type": "label", "label": "a", "x": $}"#,
    r#"{"type": "a", "source": $}"#,
    r#"{"type": "a", "guess": $}"#,
    r#"{"path": "a", "scale": $}"#,
    r#"{"label": $, "x": 1}"#,
    r#"{"x": 1.5, "y": $}"#,
    r#"{"child": $}"#,
    r#"{"child": $, "only": 1}"#,
    r#"{"source": $, "zz": 1}"#,
    r#"{"width": 512, "height": $}"#,
    "[$, $]",
    "[1, $]",
    "[1, $, 2]",
    "[\"a\", true, $]",
    "[{\"path\": $}]",
    r#"{"a": $, "b": 1}"#,
    r#"{"a": [$]}"#,
    r#"{"a": {"path": "b", "scale": $}}"#,
    r#"{"a": 1, "\u0061": $}"#,
];

/// What is no JSON.
const NONE: &[&str] = &[
    "01",
    "1.",
    ".5",
    "+1",
    "'a'",
    "\"\t\"",
    "\"\\x\"",
    "\"\\u12\"",
    "nul",
    "\u{feff}1",
];

fn key() -> impl Strategy<Value = String> {
    select(KEYS).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        60 => select(SCALARS).prop_map(str::to_owned),
        1 => select(NONE).prop_map(str::to_owned),
        10 => any::<i64>().prop_map(|whole| whole.to_string()),
        10 => any::<f64>().prop_map(|number| number.to_string()),
        10 => (-3.0..9.0_f64).prop_map(|number| format!("{number:?}")),
        10 => "\\PC{0,4}".prop_map(|text| serde_json::Value::from(text).to_string()),
    ];
    let scalar = scalar.boxed();
    let nested = scalar.clone().prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            3 => vec((key(), inner.clone()), 0..4).prop_map(object),
            3 => (select(NEAR), inner).prop_map(|(near, value)| near.replace('$', &value)),
        ]
    });
    prop_oneof![scalar, nested]
}

fn count() -> impl Strategy<Value = Option<&'static str>> {
    weighted(0.3, select(vec!["1", "\"2\"", "3.0", "9"]))
}

fn object(members: Vec<(String, String)>) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(key, value)| format!("\"{key}\": {value}"))
        .collect();
    format!("{{{}}}", members.join(", "))
}

/// Text that is mostly JSON, and mostly an object with a `value`.
pub(crate) fn json() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => (value(), count(), vec((key(), value()), 0..2)).prop_map(|(value, count, others)| {
            let mut members = vec![("value".to_owned(), value)];
            members.extend(count.map(|count| ("count".to_owned(), count.to_owned())));
            members.extend(others);
            object(members)
        }),
        1 => value().prop_map(|tree| format!("{{\"tree\": {tree}}}")),
        1 => value().prop_map(|flat| format!("{{\"path\": \"a\", \"value\": 1, \"x\": 1.5, \"only\": {flat}}}")),
        1 => value(),
    ]
    .prop_map(String::into_bytes)
}

/// JSON of which some bytes are others.
pub(crate) fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<Index>(), any::<Index>(), any::<u8>(), 0..6_u8);
    (json(), vec(change, 1..4)).prop_map(|(mut body, changes)| {
        for (one, other, byte, how) in changes {
            change_bytes(&mut body, &one, &other, byte, how);
        }
        body
    })
}

fn change_bytes(body: &mut Vec<u8>, one: &Index, other: &Index, byte: u8, how: u8) {
    let (one, other) = (one.index(body.len() + 1), other.index(body.len() + 1));
    let (start, end) = (one.min(other), one.max(other));
    match how {
        0 => body.insert(start, byte),
        1 => body.truncate(end),
        2 => drop(body.drain(start..end.min(start + 3))),
        3 => body.splice(start..start, *b"\xed\xa0\x80").for_each(drop),
        4 => {
            let again = body[start..end].to_vec();
            body.splice(end..end, again).for_each(drop);
        }
        _ => {
            let punctuation = b",:[]{}\"\\ 0-."[usize::from(byte) % 12];
            body.insert(start, punctuation);
        }
    }
}

/// JSON in another encoding, as Python's reader takes it, and what is none.
pub(crate) fn encoded() -> impl Strategy<Value = Vec<u8>> {
    (json(), any::<bool>(), any::<bool>()).prop_map(|(body, wide, mark)| {
        let text = String::from_utf8_lossy(&body).into_owned();
        let mark = if mark { "\u{feff}" } else { "" };
        let text = format!("{mark}{text}");
        if wide {
            text.chars()
                .flat_map(|letter| u32::from(letter).to_be_bytes())
                .collect()
        } else {
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
    })
}

/// Any bytes.
pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..64)
}
