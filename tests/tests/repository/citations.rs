//! A page that a sentence cites, such as `docs/billing.md` §1.3, is in the repository, and so is its section; and no
//! address on the web is said to be the project's, which has none yet.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::root;

/// A page, and a section where one is named: `docs/billing.md` §1.3. Not a path of a script, which may begin with `$`,
/// nor the label of a link, which ends in `]`.
static CITATION: LazyLock<Regex> = LazyLock::new(|| {
    let page = r"(?:^|[^\w$./*-])(\w[\w./-]*\.md)(?:$|[^\w\]])";
    Regex::new(&format!(r"{page}`?(?:\s*§(\d+(?:\.\d+)?))?")).unwrap()
});

/// The file that the command `card` writes.
const WRITTEN: &str = "card.md";

/// An address that names the project.
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"https?://[^\s<>()"'`]*fal[-_]app[^\s<>()"'`]*"#).unwrap());

#[test]
fn each_page_that_is_cited_is_in_the_repository() {
    let mut wrong = Vec::new();
    for (file, text) in texts() {
        for found in CITATION.captures_iter(&text) {
            let page = &found[1];
            if page.ends_with(WRITTEN) {
                continue;
            }
            let beside = file.parent().unwrap().join(page);
            match [root().join(page), beside]
                .iter()
                .find(|page| page.exists())
            {
                None => wrong.push(format!("{}: no page `{page}`", file.display())),
                Some(path) => {
                    if let Some(section) = found.get(2)
                        && !sections(path).contains(section.as_str())
                    {
                        let section = section.as_str();
                        wrong.push(format!("{}: no `{page}` §{section}", file.display()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_text_names_an_address_of_the_project() {
    let wrong: Vec<String> = texts()
        .into_iter()
        .flat_map(|(file, text)| {
            let addresses = ADDRESS.find_iter(&text);
            let lines = addresses.map(|found| format!("{}: {}", file.display(), found.as_str()));
            lines.collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The numbered sections of a page: those of its headings, and the items of a section's numbered list.
fn sections(page: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut section = None;
    for line in fs::read_to_string(page).unwrap().lines() {
        let words = line.trim_start_matches('#');
        let number = words.split_whitespace().next().unwrap_or_default();
        let number = number.trim_end_matches('.');
        let is_number =
            !number.is_empty() && number.split('.').all(|part| part.parse::<u8>().is_ok());
        match (words.len() < line.len(), is_number, &section) {
            (true, true, _) => section = found.insert(number.to_owned()).then(|| number.to_owned()),
            (true, false, _) => section = None,
            (false, true, Some(section)) => {
                found.insert(format!("{section}.{number}"));
            }
            (false, ..) => {}
        }
    }
    found
}

/// All texts of the repository, but for what was built in it.
fn texts() -> Vec<(PathBuf, String)> {
    let (mut texts, mut folders) = (Vec::new(), vec![root().to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap();
            if path.is_dir() {
                if name != "target" && name != ".git" {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                texts.push((path, text));
            }
        }
    }
    texts
}
