//! A message is read and written again without a change, and none makes the reader panic.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use bytes::Bytes;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use rmpv::Value;

use super::{NotTaken, pack, unpack};
use crate::fields::{Described, Shape, Undecoded, Writer, decode_packed};

fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Nil),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-200_i64..70_000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<f64>().prop_map(|value| Value::from(value.trunc())),
        any::<String>().prop_map(Value::from),
        vec(any::<u8>(), 0..300).prop_map(Value::Binary),
        (any::<i8>(), vec(any::<u8>(), 0..20)).prop_map(|(kind, data)| Value::Ext(kind, data)),
    ];
    scalar.prop_recursive(4, 64, 20, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..20).prop_map(Value::Array),
            btree_map(any::<String>(), inner, 0..20).prop_map(|members| {
                let members = members.into_iter();
                Value::Map(members.map(|(key, value)| (key.into(), value)).collect())
            }),
        ]
    })
}

/// As another library writes it.
fn message(value: &Value) -> Bytes {
    let mut message = Vec::new();
    rmpv::encode::write_value(&mut message, value).unwrap();
    message.into()
}

fn written(value: &Value) -> Vec<u8> {
    let mut writer = Writer::answer().packed();
    value.write(&mut writer);
    let packed = writer.finish_packed().unwrap();
    pack(&packed.json, &packed.asides).unwrap()
}

proptest! {
    #[test]
    fn what_is_read_is_written_again(value in values()) {
        let sent = message(&value);
        let read: Value = decode_packed(&sent, usize::MAX).unwrap().unwrap();
        prop_assert_eq!(&written(&read), &sent);
        prop_assert_eq!(&written(&value), &sent);
    }

    #[test]
    fn a_message_that_is_cut_short_is_refused(value in values(), cut in any::<prop::sample::Index>()) {
        let sent = message(&value);
        let cut = cut.index(sent.len());
        let refused = unpack(&sent.slice(..cut), &Shape::Any, usize::MAX).unwrap_err();
        prop_assert_eq!(refused, NotTaken::CutShort);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = decode_packed::<Value>(&bytes.clone().into(), usize::MAX);
        let _ = decode_packed::<serde_json::Value>(&bytes.into(), usize::MAX);
    }
}

#[test]
fn what_nests_too_deep_is_refused() {
    let lists = |depth: usize| Bytes::from([vec![0x91; depth], vec![0xc0]].concat());
    assert!(
        decode_packed::<Value>(&lists(127), usize::MAX)
            .unwrap()
            .is_ok()
    );
    assert_eq!(
        unpack(&lists(128), &Shape::Any, usize::MAX).unwrap_err(),
        NotTaken::TooDeep
    );
}

#[test]
fn more_values_than_a_body_may_hold_are_refused() {
    let nils = Bytes::from([&[0xdd, 0, 0x0f, 0x42, 0x40][..], &vec![0xc0; 1_000_000]].concat());
    assert_eq!(
        unpack(&nils, &Shape::Any, usize::MAX).unwrap_err(),
        NotTaken::TooManyValues
    );
}

/// A `Value` is JSON: it is told that the message is not.
#[test]
fn bytes_are_no_json() {
    let message = Bytes::from_static(b"\xc4\x01a");
    let decoded = decode_packed::<serde_json::Value>(&message, usize::MAX).unwrap();
    let refused = match decoded.unwrap_err() {
        Undecoded::Refused(refusal) => String::from_utf8(refusal.body).unwrap(),
        other => format!("{other:?}"),
    };
    assert!(refused.contains("holds bytes"), "{refused}");
}
