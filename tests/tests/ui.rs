//! The programs that must not compile, each with its errors: `ui/ROOM/RULE.rs` and `ui/ROOM/RULE.stderr`. The first line
//! of a program says the rule that it breaks. A rule of the macros is a function of that name in the room of
//! `fal-app-macros`; `RULE__CASE.rs` is one more case of it. The other rules are the runtime's: its const evaluation
//! (`fields/builder.rs`, `fields/literal.rs`) and its traits.
//!
//! `TRYBUILD=overwrite cargo test -p fal-app-tests --test ui` writes the errors anew. Read them as an author does.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_wrong_program_is_refused_in_these_words() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

/// Programs with several mistakes stand in a room of their own, where each mistake has its error.
#[test]
fn one_mistake_is_one_error() {
    for file in files(&directory(), "stderr") {
        let errors = errors(&fs::read_to_string(&file).unwrap());
        if file.parent().unwrap().ends_with("several") {
            assert!(errors > 1, "{file:?} has {errors} errors");
        } else {
            assert_eq!(errors, 1, "{file:?} has {errors} errors");
        }
    }
}

#[test]
fn every_program_says_its_rule_and_has_its_errors() {
    let programs = files(&directory(), "rs");
    for program in &programs {
        let text = fs::read_to_string(program).unwrap();
        assert!(text.starts_with("//! "), "{program:?} says no rule");
        assert!(program.with_extension("stderr").exists(), "{program:?}");
        if let Some((rule, _)) = stem(program).split_once("__") {
            let rule = program.with_file_name(format!("{rule}.rs"));
            assert!(rule.exists(), "{program:?} is one more case of nothing");
        }
    }
    assert_eq!(files(&directory(), "stderr").len(), programs.len());
}

#[test]
fn every_rule_of_the_macros_has_its_program() {
    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fal-app-macros/src");
    let programs: BTreeSet<(String, String)> = files(&directory(), "rs")
        .iter()
        .map(|file| (stem(file.parent().unwrap()), stem(file)))
        .collect();
    let mut rules = 0;
    for file in files(&macros, "rs") {
        let inside = file.strip_prefix(&macros).unwrap();
        let room = stem(inside.iter().next().unwrap().as_ref());
        if room == "errors" {
            continue;
        }
        for rule in functions_that_refuse(&fs::read_to_string(&file).unwrap()) {
            let refuses = inside.iter().any(|part| stem(part.as_ref()) == "check");
            assert!(refuses || room == "attribute", "{rule} in {file:?} refuses");
            rules += 1;
            if rule == WITHOUT_A_FEATURE {
                continue;
            }
            let program = (room.clone(), rule);
            assert!(programs.contains(&program), "no program for {program:?}");
        }
    }
    assert!(rules > 100, "{rules} rules were found");
}

/// The rule of a feature that these programs have. `tests/missing_feature` is its program.
const WITHOUT_A_FEATURE: &str = "realtime_without_its_feature";

/// The functions that make an error themselves.
fn functions_that_refuse(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut function = String::new();
    for line in source.lines() {
        let line = line.trim_start();
        let code = line.trim_start_matches(|c: char| c != 'f');
        if !line.starts_with("//")
            && let Some((before, after)) = line.split_once("fn ")
            && (before.is_empty() || before.ends_with(' '))
            && code.starts_with("fn ")
        {
            function = after
                .chars()
                .take_while(|c| *c != '(' && *c != '<')
                .collect();
        }
        let calls = |name: &str| {
            line.match_indices(name).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.')
            })
        };
        let is_an_error = calls("error(") || calls("refuse(") || calls("darling::Error::custom(");
        if is_an_error && !found.contains(&function) {
            found.push(function.clone());
        }
    }
    found
}

/// rustc begins each error with its word; what follows is indented or a note.
fn errors(stderr: &str) -> usize {
    let begins = |line: &&str| line.starts_with("error: ") || line.starts_with("error[");
    stderr.lines().filter(begins).count()
}

/// The files of a folder and of those in it.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|of| of == extension) {
            found.push(path);
        }
    }
    found
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}
