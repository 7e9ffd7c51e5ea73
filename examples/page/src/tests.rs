//! What a caller sees.

#![allow(clippy::unwrap_used)]

use fal_app::test::{Client, Reply};

use super::*;

fn post(input: &PageInput) -> Reply {
    let client = Client::<Page>::start().unwrap();
    client.post("/", input).unwrap()
}

fn html(markdown: &str) -> String {
    let answer = post(&PageInput::required(markdown)).json().unwrap();
    answer["html"].as_str().unwrap().to_owned()
}

#[test]
fn a_page_is_set_with_its_title_and_outline() {
    let reply = post(&PageInput {
        language: "de".into(),
        ..PageInput::required("# Ebbe & `Flut`\n\nDer *Mond*.\n\n## Warum\n\n| a |\n|---|\n| b |\n")
    });
    let answer = reply.json().unwrap();
    assert_eq!(
        answer["html"],
        "<!DOCTYPE html>\n<html lang=\"de\">\n<meta charset=\"utf-8\">\n<title>Ebbe &amp; Flut</title>\n\
         <h1>Ebbe &amp; <code>Flut</code></h1>\n<p>Der <em>Mond</em>.</p>\n<h2>Warum</h2>\n\
         <table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b</td></tr>\n</tbody></table>\n</html>\n"
    );
    assert_eq!(answer["title"], "Ebbe & Flut");
    let levels: Vec<_> = answer["outline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|heading| &heading["level"])
        .collect();
    assert_eq!(levels, [&1, &2]);
}

#[test]
fn each_page_costs_one_unit_however_long() {
    for text in ["a".to_owned(), "# long\n\n".repeat(10_000)] {
        assert_eq!(
            post(&PageInput::required(text)).units(),
            Some(BillableUnits::from(1))
        );
    }
}

#[test]
fn html_in_the_text_is_shown_and_not_obeyed() {
    let page = html("<script>alert(1)</script>\n\nand <b onclick=x>inline</b>");
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{page}"
    );
    assert!(!page.contains("<script") && !page.contains("<b "), "{page}");
}

#[test]
fn links_run_nothing() {
    let page =
        html("[a](https://fal.ai) [b](javascript:alert(1)) ![c](DATA:text/html,x) <javascript:x>");
    assert!(
        page.contains("<a href=\"https://fal.ai\">a</a> <a href=\"#\">b</a>"),
        "{page}"
    );
    assert!(
        !page.contains("href=\"javascript") && !page.contains("DATA:"),
        "{page}"
    );
}

#[test]
fn a_language_that_is_none_is_refused_and_free() {
    let reply = post(&PageInput {
        language: "\"><script>".into(),
        ..PageInput::required("x")
    });
    assert_eq!(
        (reply.status(), reply.units()),
        (422, Some(BillableUnits::from(0)))
    );
}

#[test]
fn the_billing_holds() {
    fal_app::test::billing::<Page>();
}
