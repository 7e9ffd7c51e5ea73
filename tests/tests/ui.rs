//! The programs that must not compile, each with its errors: `ui/NAME.rs` and `ui/NAME.stderr`, listed in
//! `tests/ui/README.md`. `TRYBUILD=overwrite cargo test -p fal-app-tests --test ui` writes the errors anew, for review.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Programs with several mistakes, which are all told.
const SEVERAL: [&str; 4] = [
    "app_many_mistakes",
    "billable_many_mistakes",
    "endpoint_many_mistakes",
    "input_several_mistakes",
];

#[test]
fn every_wrong_program_is_refused_in_these_words() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}

#[test]
fn one_mistake_is_one_error() {
    for file in files("stderr") {
        let name = stem(&file);
        let errors = errors(&fs::read_to_string(&file).unwrap());
        if SEVERAL.contains(&name.as_str()) {
            assert!(errors > 1, "{name} has {errors} errors");
        } else {
            assert_eq!(errors, 1, "{name} has {errors} errors");
        }
    }
}

#[test]
fn the_list_of_rules_names_every_program_and_no_other() {
    let list = fs::read_to_string(directory().join("README.md")).unwrap();
    let listed: Vec<String> = list.lines().filter_map(entry).collect();
    let programs: BTreeSet<String> = files("rs").iter().map(|file| stem(file)).collect();
    let told: BTreeSet<String> = files("stderr").iter().map(|file| stem(file)).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), programs);
    assert_eq!(listed.len(), programs.len(), "a program is listed twice");
    assert_eq!(told, programs, "each program has its errors");
}

/// The name in "| `name` | what is wrong |".
fn entry(line: &str) -> Option<String> {
    let (name, _) = line.strip_prefix("| `")?.split_once("` |")?;
    Some(name.to_owned())
}

/// rustc begins each error with its word; what follows is indented or a note.
fn errors(stderr: &str) -> usize {
    let begins = |line: &&str| line.starts_with("error: ") || line.starts_with("error[");
    stderr.lines().filter(begins).count()
}

fn files(extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}
