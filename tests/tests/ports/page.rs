//! Pages show pieces of apps that run. The Python of the page for who comes from there is recorded from the SDK; the Rust
//! compiles, here and in the examples, and is tested.

use std::fs;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::{folder, text};

/// A line of a piece that stands for lines that are left out.
const GAPS: [&str; 2] = ["# …", "// …"];

#[test]
fn every_piece_of_code_stands_in_an_app_that_is_tested() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = [
        sources(&folder(), "py"),
        vec![text("tests/conformance/record.py")],
    ]
    .concat();
    let ports = [
        sources(&tests.join("src/ports"), "rs"),
        vec![
            text("tests/src/reference_app.rs"),
            text("tests/src/realtime_app.rs"),
        ],
    ]
    .concat();
    let models: Vec<String> = ["denoise/src", "listen/src", "read/src"]
        .map(|example| tests.join("../examples").join(example))
        .iter()
        .chain(&[tests.join("tests/model")])
        .flat_map(|folder| sources(folder, "rs"))
        .collect();
    check("docs/from-python.md", &python, &ports);
    check("docs/model.md", &[], &models);
}

/// A page shows some pieces of its sources, and nothing else.
fn check(page: &str, python: &[String], rust: &[String]) {
    let (mut pieces_of_python, mut pieces_of_rust, mut wrong) = (0, 0, Vec::new());
    for (language, piece) in pieces(&text(page)) {
        let (count, sources) = match language.as_str() {
            "python" => (&mut pieces_of_python, python),
            // Not a doctest: what is cut out of an app does not compile alone.
            "rust,ignore" => (&mut pieces_of_rust, rust),
            "sh" | "toml" | "dockerfile" => continue,
            _ => panic!("no piece of an app is written in `{language}`"),
        };
        *count += 1;
        if !sources.iter().any(|source| is_cut_from(&piece, source)) {
            wrong.push(piece);
        }
    }
    assert!(
        wrong.is_empty(),
        "{page}: not in an app:\n{}",
        wrong.join("\n")
    );
    assert!(
        python.is_empty() || pieces_of_python > 5,
        "{page}: {pieces_of_python}"
    );
    assert!(pieces_of_rust > 5, "{page}: {pieces_of_rust}");
}

/// The texts of all files with an extension.
fn sources(folder: &Path, extension: &str) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|its| its == extension))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// The blocks of code of a page, each with its language.
fn pieces(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut is_in_a_block = false;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                is_in_a_block = true;
                found.push((language.into_string(), String::new()));
            }
            Event::End(TagEnd::CodeBlock) => is_in_a_block = false,
            Event::Text(text) if is_in_a_block => found.last_mut().unwrap().1.push_str(&text),
            _ => {}
        }
    }
    found
}

/// Whether the lines of a piece are lines of a source, in their order and next to each other, but at gaps.
fn is_cut_from(piece: &str, source: &str) -> bool {
    let piece: Vec<&str> = piece.lines().collect();
    let mut rest: Vec<&str> = source.lines().collect();
    for part in piece.split(|line| GAPS.contains(&line.trim())) {
        let Some(at) = (0..rest.len()).find(|at| begins_with(&rest[*at..], part)) else {
            return false;
        };
        rest.drain(..at + part.len());
    }
    true
}

/// Whether a source begins with these lines, which may stand less indented.
fn begins_with(source: &[&str], lines: &[&str]) -> bool {
    let Some(first) = lines.first() else {
        return true;
    };
    let Some(indentation) = source[0].strip_suffix(first) else {
        return false;
    };
    let mut pairs = source.iter().zip(lines);
    indentation.trim().is_empty()
        && lines.len() <= source.len()
        && pairs.all(|(source, line)| {
            line.is_empty() && source.is_empty() || source.strip_prefix(indentation) == Some(line)
        })
}

#[test]
fn a_piece_is_lines_of_its_source_side_by_side() {
    let source = "class A:\n    x = 1\n\n    def f(self):\n        pass\n";
    for piece in [
        "x = 1",
        "def f(self):\n    pass",
        "x = 1\n\ndef f(self):",
        "class A:\n    # …\n    def f(self):",
    ] {
        assert!(is_cut_from(piece, source), "{piece}");
    }
    for piece in [
        "x = 2",
        "x = 1\ndef f(self):",
        "def f(self):\npass",
        "class A:\n    def f(self):",
        "def f(self):\n# …\nx = 1",
    ] {
        assert!(!is_cut_from(piece, source), "{piece}");
    }
}
