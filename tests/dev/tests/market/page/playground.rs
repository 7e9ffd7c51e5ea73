//! What stands in a form is quoted and run, and what comes back is shown.

use super::Browser;
use crate::support::{Folder, Market};

/// What a hostile caller sends.
const HOSTILE: &str = "<script>alert('1')</script>\u{202e}\"&\u{1b}[2J";

#[test]
fn a_form_is_quoted_as_it_is_charged_and_the_run_is_the_callers() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let browser = Browser::with_script(&market).calls_as("bob");
    let form = [("/units", "4")];
    let quoted = browser.post("/ui/quote/0", &form);
    assert!(
        quoted.text().contains("<b>4 units, $0.10</b>"),
        "{}",
        quoted.text()
    );
    assert!(quoted.text().contains("Run for $0.10"));
    assert!(
        quoted
            .text()
            .contains("bob pays: $100.00 now, $99.90 after.")
    );
    let ran = browser.post("/ui/run/0", &form);
    let text = ran.text();
    assert!(text.contains("Charged <b>4 units, $0.10</b>"), "{text}");
    assert!(text.contains("equal to the quote") && text.contains("$99.90"));
    let balance = folder.balance("bob");
    assert_eq!(balance["charged"], "0.1", "{balance}");
}

#[test]
fn a_refusal_is_told_at_its_field_with_script_and_without() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let form = [("/units", "many")];
    let error = "Input should be a valid number, unable to parse string as a number <code>float_parsing</code>";
    for browser in [Browser::with_script(&market), Browser::at(&market)] {
        let refused = browser.post("/ui/run/0", &form);
        assert_eq!(refused.status, 200);
        let text = refused.text();
        assert!(text.contains(error), "{text}");
        assert!(text.contains("Refused: <b>0 units, $0.00</b>"), "{text}");
        assert!(text.contains("href=\"#f0-0\""), "{text}");
    }
    // Without script a run leads to its own page.
    let ran = Browser::at(&market).post("/ui/run/0", &[("/units", "4")]);
    assert_eq!(ran.status, 303);
    let path = ran.header("location").unwrap();
    let (path, _) = path.split_once('#').unwrap();
    let shown = Browser::at(&market).get(path);
    assert!(shown.text().contains("Charged <b>4 units, $0.10</b>"));
}

#[test]
fn a_price_that_has_changed_since_the_quote_runs_nothing() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let ran =
        Browser::with_script(&market).post("/ui/run/0", &[("/units", "4"), ("_version", "1")]);
    assert!(
        ran.text()
            .contains("The price has changed since the quote.")
    );
    assert_eq!(folder.balance("alice")["charged"], "0");
}

#[test]
fn what_callers_send_is_text() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let script = Browser::with_script(&market);
    // `/sleep`, whose name comes back in the form, in the code and in the answer of a refusal.
    let form = [("/name", HOSTILE), ("/milliseconds", HOSTILE)];
    for (browser, path) in [
        (&script, "/ui/quote/4"),
        (&script, "/ui/run/4"),
        (&script, "/ui/form/4"),
        (&Browser::at(&market), "/ui/form/4"),
    ] {
        let answer = browser.post(path, &form);
        assert_eq!(answer.status, 200, "{path}");
        let text = answer.text();
        assert!(!text.contains("<script>alert"), "{path}: {text}");
    }
    let page = script.post("/ui/form/4", &form);
    assert!(
        page.text().contains("value=\"&#60;script&#62;alert("),
        "{}",
        page.text()
    );
}
