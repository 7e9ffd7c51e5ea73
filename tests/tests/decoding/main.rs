//! A body is read in one pass or by the table, and both read the same: over declared types of every kind, any JSON, and
//! what is none.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod bodies;
mod declared;
mod deep;
mod recursion;

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use declared::{ALL, Read};

/// Of each body all types.
fn check(body: &[u8]) -> Result<(), TestCaseError> {
    for declared in ALL {
        (declared.check)(body).map_err(|error| {
            let body = String::from_utf8_lossy(body);
            TestCaseError::fail(format!("`{}`, {body}: {error}", declared.name))
        })?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_read_json_alike(body in bodies::json()) {
        check(&body)?;
    }

    #[test]
    fn both_read_what_was_json_alike(body in bodies::mutated()) {
        check(&body)?;
    }

    #[test]
    fn both_read_other_encodings_alike(body in bodies::encoded()) {
        check(&body)?;
    }

    #[test]
    fn both_read_any_bytes_alike(body in bodies::bytes()) {
        check(&body)?;
    }
}

/// A thousand errors, each below a key as long as the body, or below many.
#[test]
fn long_keys_make_no_long_answers() {
    let errors = format!("[{}0]", "NaN,".repeat(2000));
    let long = format!(r#"{{"value": {{"{}": {errors}}}}}"#, "k".repeat(1 << 18));
    let nested = format!(r#"{{"{}":"#, "\\u0001".repeat(256)).repeat(100);
    let nested = format!(r#"{{"value": {nested}{errors}{}}}"#, "}".repeat(100));
    for body in [long, nested] {
        let checked = check(body.as_bytes());
        assert!(checked.is_ok());
    }
}

/// An enum that holds itself is asked about a long list for each of its variants before anything is told.
#[test]
fn a_long_list_with_one_wrong_item_is_refused_with_an_error() {
    let body = format!(r#"{{"value": [{}5]}}"#, "true,".repeat(30_000));
    if let Err(error) = check(body.as_bytes()) {
        panic!("{error}");
    }
}

/// What the properties above once found, or were made for: one body in each file.
#[test]
fn both_read_what_was_found_alike() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decoding/corpus");
    let mut found = 0;
    for file in fs::read_dir(corpus).expect("the corpus") {
        let file = file.expect("a file").path();
        let body = fs::read(&file).expect("a body");
        if let Err(error) = check(&body) {
            panic!("{}: {error}", file.display());
        }
        found += 1;
    }
    assert!(found > 0);
}

/// A type that nothing is read as, or nothing by the table, shows nothing.
#[test]
fn every_type_is_read_in_each_way() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let bodies: Vec<Vec<u8>> = (0..3000)
        .map(|_| {
            let body = bodies::json().new_tree(&mut runner).expect("a body");
            body.current()
        })
        .collect();
    for declared in ALL {
        for way in [Read::InOnePass, Read::ByTheTable, Read::Refused] {
            // An untagged enum is decided by the table alone.
            let is_untagged = [
                "Untagged ",
                "UntaggedNumbers",
                "UntaggedLoose",
                "SelfHolding",
                "Nested",
            ]
            .iter()
            .any(|name| declared.name.starts_with(name));
            if way == Read::InOnePass && is_untagged {
                continue;
            }
            let mut read = bodies.iter().map(|body| (declared.check)(body));
            assert!(
                read.any(|read| read.is_ok_and(|read| read == way)),
                "`{}` is never read so: {way:?}",
                declared.name
            );
        }
    }
}

/// The values of a body, at most.
const MAX_VALUES: usize = 1_000_000;

/// What is counted before anything is made of it.
#[test]
fn a_body_holds_at_most_a_million_values() {
    let numbers = |many: usize| format!(r#"{{"value":[{}0]}}"#, "0,".repeat(many - 1));
    let anything = ALL
        .iter()
        .find(|declared| declared.name.starts_with("ListBounded"));
    let status = anything.expect("a list").status;
    // The object and the list are values too.
    assert_eq!(status(numbers(MAX_VALUES - 2).as_bytes()), 200);
    assert_eq!(status(numbers(MAX_VALUES - 1).as_bytes()), 413);
    let text = format!(r#"{{"value":[],"b":"{}"}}"#, r#"[,\","#.repeat(MAX_VALUES));
    assert_eq!(status(text.as_bytes()), 200);
}
