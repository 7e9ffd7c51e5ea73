//! Enums that hold themselves: read at any depth that JSON may have, and in time that grows with the body alone. Where
//! the time doubles with each level, these bodies take years.

use std::time::Instant;

use fal_app_tests::server::SOON;

use super::declared::{ALL, Branch, Nested, Other, Tree, decode, nested};

#[test]
fn an_enum_that_holds_itself_is_read_as_deep_as_json_nests() {
    let started = Instant::now();
    // The body, and two levels for each `child`.
    for depth in [1, 2, 10, 60, 125] {
        let read: Nested = decode(&nested(depth, "7")).expect("an input");
        let mut tree = &read.tree;
        let mut levels = 0;
        while let Tree::Branch(Branch { child, .. }) = tree {
            tree = child;
            levels += 1;
        }
        assert_eq!((levels, tree), (depth, &Tree::Leaf(7)));
    }
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}

#[test]
fn an_enum_that_holds_itself_is_refused_soon_and_in_few_words() {
    for leaf in [r#""x""#, "null", "[]", r#"{"child": 1, "only": 2}"#] {
        for depth in [1, 10, 60, 120] {
            let started = Instant::now();
            if let Err(answer) = decode::<Nested>(&nested(depth, leaf)) {
                let errors = answer["detail"].as_array().map_or(0, Vec::len);
                assert!((1..=1000).contains(&errors), "{errors} errors");
            }
            assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
        }
    }
}

#[test]
fn large_values_are_not_looked_at_for_each_way_to_them() {
    let large = format!("[{}0]", "0,".repeat(20_000));
    let body = nested(12, &format!(r#"{{"child": "x", "large": {large}}}"#));
    let started = Instant::now();
    let answer = decode::<Nested>(&body).expect_err("`x` is no tree");
    let errors = answer["detail"].as_array().map_or(0, Vec::len);
    assert!((1..=1000).contains(&errors), "{errors} errors");
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}

#[test]
fn an_enum_that_holds_itself_is_refused_soon_where_the_memory_ends() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let body = format!(r#"{{"value": [{}]}}"#, vec![deep; 5_000].join(","));
    let lists = |name: &str| name.starts_with("SelfHoldingLists");
    let lists = ALL.iter().find(|declared| lists(declared.name));
    let started = Instant::now();
    assert_eq!((lists.expect("a type").status)(body.as_bytes()), 413);
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}

#[test]
fn a_variant_is_found_by_its_own_members_at_each_depth() {
    let body = r#"{"tree": {"child": {"child": 1, "only": 5}}}"#;
    let read: Nested = decode(body).expect("an input");
    let expected = Tree::Branch(Branch {
        child: Box::new(Tree::Other(Other {
            child: Box::new(Tree::Leaf(1)),
            only: Some(5),
        })),
        large: None,
    });
    assert_eq!(read.tree, expected);
}
