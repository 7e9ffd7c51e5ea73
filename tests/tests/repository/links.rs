//! Each link of a page leads somewhere: to a file of the repository, to a heading, or to a site that is known.
//!
//! The pages in `fal-app/src` are parts of the documentation, and `cargo doc` follows their links.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::root;

/// Sites that pages may lead to. The repository has no address of its own yet.
const SITES: [&str; 3] = [
    "https://fal.ai",
    "https://keepachangelog.com/",
    "https://rustup.rs",
];

#[test]
fn each_link_of_a_page_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() > 8, "{pages:?}");
    let wrong: Vec<String> = pages
        .iter()
        .flat_map(|page| {
            links(page)
                .into_iter()
                .filter(|link| !leads_somewhere(page, link))
                .map(|link| format!("{}: {link}", page.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn leads_somewhere(page: &Path, link: &str) -> bool {
    if link.contains("://") {
        return SITES.iter().any(|site| link.starts_with(site));
    }
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() {
        page.to_owned()
    } else {
        page.parent().unwrap().join(file)
    };
    target.exists() && (heading.is_empty() || headings(&target).iter().any(|is| is == heading))
}

/// The pages in the root of the repository, and in its folders of documentation.
fn pages() -> BTreeSet<PathBuf> {
    let folders = [
        "",
        "docs",
        "benches",
        "fal-app",
        "fal-app/docs",
        "fal-app-macros",
    ];
    folders
        .iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).unwrap())
        // The package's pages are links to those of the repository, from where their own links lead.
        .map(|entry| entry.unwrap().path().canonicalize().unwrap())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

fn links(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    Parser::new_ext(&text, Options::ENABLE_TABLES)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        })
        .collect()
}

/// The headings of a page as the ends of links: lower case, `-` for a space, no punctuation.
fn headings(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let mut headings: Vec<String> = Vec::new();
    let mut in_a_heading = false;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                in_a_heading = true;
                headings.push(String::new());
            }
            Event::End(TagEnd::Heading(_)) => in_a_heading = false,
            Event::Text(text) | Event::Code(text) if in_a_heading => {
                let end = headings.last_mut().unwrap();
                end.extend(
                    text.to_lowercase()
                        .chars()
                        .filter_map(|letter| match letter {
                            ' ' => Some('-'),
                            letter => (letter.is_alphanumeric() || "-_".contains(letter))
                                .then_some(letter),
                        }),
                );
            }
            _ => {}
        }
    }
    headings
}
