//! Every test file is named in the manifest: with `autotests = false` a forgotten one would never run.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn the_manifest_names_every_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let named: BTreeSet<String> = manifest
        .split("[[test]]")
        .skip(1)
        .filter_map(|test| test.lines().find_map(|line| line.strip_prefix("path = ")))
        .map(|path| path.trim_matches('"').to_owned())
        .collect();
    let mut found = BTreeSet::new();
    find_tests(root, root, &mut found);
    assert_eq!(named, found);
}

/// Adds the tests of a folder and of those in it, by their paths from the package.
fn find_tests(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find_tests(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let from_root = path.strip_prefix(root).unwrap().display().to_string();
            // A right program is a test by compiling; elsewhere are also programs and modules that tests use.
            if (from_root.starts_with("right/") || has_a_test(&path)) && !is_module(&path) {
                found.insert(from_root);
            }
        }
    }
}

/// Whether the test beside it, `main.rs`, has it as a module.
fn is_module(path: &Path) -> bool {
    let name = path.file_stem().unwrap().display().to_string();
    fs::read_to_string(path.with_file_name("main.rs"))
        .is_ok_and(|main| main.lines().any(|line| line == format!("mod {name};")))
}

fn has_a_test(path: &Path) -> bool {
    fs::read_to_string(path)
        .unwrap()
        .lines()
        .any(|line| matches!(line.trim(), "#[test]" | "#[tokio::test]" | "proptest! {"))
}
