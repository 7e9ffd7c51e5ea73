//! The sections below the playground: requests, usage, prices and keys.

use super::Browser;
use crate::support::{Folder, Market};
use fal_app_tests::server::eventually;

/// The texts between two marks, each once they are plain text.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> Vec<&'t str> {
    let parts = text.split(begin).skip(1);
    parts.map(|part| part.split(end).next().unwrap()).collect()
}

/// The cells of each row of the first table after a mark, without their tags.
fn rows(html: &str, mark: &str) -> Vec<Vec<String>> {
    let after = html.split(mark).nth(1).unwrap();
    let body = between(after, "<tbody>", "</tbody>")[0];
    let rows = between(body, "<tr", "</tr>").into_iter();
    rows.map(|row| {
        let cells = row.split("<t").skip(1).map(|cell| {
            let mut text = String::new();
            let mut is_tag = true;
            for letter in cell.chars() {
                match letter {
                    '<' => is_tag = true,
                    '>' => is_tag = false,
                    letter if !is_tag => text.push(letter),
                    _ => {}
                }
            }
            text.trim().to_owned()
        });
        cells.collect()
    })
    .collect()
}

#[test]
fn every_request_has_a_row_that_says_what_it_cost_and_why() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let page = || Browser::at(&market).get("/").text().to_owned();
    assert!(page().contains("No request yet."));
    market.call("/", r#"{"units": 4}"#);
    market.call("/", r#"{"units": "many"}"#);
    market.call("/fail", r#"{"status": 500}"#);
    let html = page();
    let rows = rows(&html, "id=\"requests\"");
    let shown: Vec<String> = rows
        .iter()
        .map(|row| [2, 3, 4, 5, 6].map(|cell| &*row[cell]).join(" | "))
        .collect();
    assert_eq!(
        shown,
        [
            "alice | /fail | 500 free | 0 | $0.00",
            "alice | / | 422 free | 0 | $0.00",
            "alice | / | 200 equal to the quote | 4 | $0.10",
        ]
    );
}

#[test]
fn what_is_in_work_stands_on_top_and_can_be_cancelled() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let _busy = [
        market.begin("first", 60_000),
        market.begin("second", 60_000),
    ];
    let id = market.submit("/sleep", r#"{"name": "third", "milliseconds": 60000}"#);
    let browser = Browser::with_script(&market);
    let section = browser.get("/ui/requests");
    assert!(section.text().contains("hx-trigger=\"every 2s\""));
    let top = rows(section.text(), "id=\"requests\"");
    assert!(top[0][4].starts_with("IN_QUEUE position 0; "), "{top:?}");
    assert!(top[1][4].starts_with("IN_PROGRESS "), "{top:?}");
    // Who asks without the queue cancels by leaving.
    assert!(
        top[0][8].starts_with("Cancel") && top[1][8].is_empty(),
        "{top:?}"
    );
    let cancelled = browser.post(&format!("/ui/requests/{id}/cancel"), &[]);
    assert_eq!(cancelled.status, 200);
    eventually("it is settled", || {
        let rows = rows(browser.get("/ui/requests").text(), "id=\"requests\"");
        rows.iter().any(|row| row[4] == "499 free")
    });
    let unknown = format!("/ui/requests/{}/cancel", "0".repeat(32));
    assert_eq!(browser.post(&unknown, &[]).status, 404);
    assert_eq!(browser.post("/ui/requests/x/cancel", &[]).status, 404);
}

#[test]
fn older_requests_come_when_they_are_asked_for() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for units in 1..=23 {
        market.call("/", &format!(r#"{{"units": {units}}}"#));
    }
    let units = |html: &str| -> Vec<String> {
        let rows = rows(html, "id=\"requests\"").into_iter();
        rows.map(|row| row[5].clone()).collect()
    };
    let page = Browser::at(&market).get("/");
    let newest: Vec<String> = (4..=23).rev().map(|units| units.to_string()).collect();
    assert_eq!(units(page.text()), newest);
    let older = between(page.text(), "<a href=\"/?before=", "#requests\"")[0];
    let older = Browser::at(&market).get(&format!("/?before={older}"));
    assert_eq!(units(older.text()), ["3", "2", "1"]);
    assert!(older.text().contains("Newest</a>") && !older.text().contains("Older</a>"));
}

#[test]
fn usage_is_what_the_ledger_sums() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    market.call("/", r#"{"units": 4}"#);
    market.call("/", r#"{"units": 0.5}"#);
    market.call("/", r#"{"units": "many"}"#);
    let bob = format!("authorization: Key {}", market.key("bob"));
    market.call_with("/", r#"{"units": 1}"#, &[&bob]);
    let browser = Browser::with_script(&market);
    let section = browser.get("/ui/usage");
    let used = rows(section.text(), "Usage by caller and endpoint");
    assert_eq!(
        used,
        [
            ["alice", "/", "2", "1", "4.5", "$0.1125"],
            ["bob", "/", "1", "0", "1", "$0.0250"],
        ]
    );
    assert!(
        section.text().contains("In all: $0.1375."),
        "{}",
        section.text()
    );
    let of_bob = browser.get("/ui/usage?caller=bob&span=7d");
    assert_eq!(rows(of_bob.text(), "Usage by caller and endpoint").len(), 1);
    assert!(of_bob.text().contains("<option value=\"bob\" selected>"));
    let csv = browser.get("/ui/usage/csv?span=24h&caller=");
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let mut lines = csv.text().lines();
    assert_eq!(
        lines.next(),
        Some("from,caller,endpoint,charged,free,units,unit,cost")
    );
    let lines: Vec<&str> = lines.map(|line| line.split_once(',').unwrap().1).collect();
    assert_eq!(
        lines,
        ["alice,/,2,1,4.5,thing,0.1125", "bob,/,1,0,1,thing,0.025"]
    );
}

#[test]
fn a_new_price_is_previewed_set_and_holds_from_then_on() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    market.call("/", r#"{"units": 4}"#);
    let browser = Browser::with_script(&market);
    let section = browser.get("/ui/prices");
    assert!(
        section
            .text()
            .contains("<option value=\"0\" selected>/</option>")
    );
    let at = "0";
    let preview = |price: &str| {
        let form = [("endpoint", at), ("unit_price", price)];
        browser.post("/ui/prices/preview", &form).text().to_owned()
    };
    let shown = rows(&preview("0.03"), "What the new price changes");
    assert_eq!(shown.last().unwrap()[1..], ["$0.10", "$0.12"]);
    assert_eq!(preview("0.0000000001"), "");
    let set = |price: &str| browser.post("/ui/prices", &[("endpoint", at), ("unit_price", price)]);
    for (price, wrong) in [
        ("", "not an amount of dollars"),
        ("-1", "not an amount of dollars"),
        ("0.0000000001", "more than nine decimals"),
        ("0.025", "this is the present price"),
    ] {
        let refused = set(price);
        assert_eq!((refused.status, refused.header("hx-trigger")), (200, None));
        let message = between(refused.text(), "id=\"pr-new-error\">", "<")[0];
        assert!(message.starts_with(wrong), "{price}: {message}");
        assert!(refused.text().contains(" aria-invalid=\"true\""));
    }
    let set = set("0.03");
    assert!(set.header("hx-trigger").unwrap().contains("prices-changed"));
    let newest = &rows(set.text(), "Price versions")[0];
    assert_eq!((&*newest[1], &*newest[2]), ("/", "$0.03"));
    market.call("/", r#"{"units": 4}"#);
    assert_eq!(folder.balance("alice")["charged"], "0.22");
}

#[test]
fn a_new_key_is_shown_once_and_calls_until_it_is_revoked() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    // A plain form gets the whole page: a redirect would lose the key.
    let browser = Browser::at(&market);
    let made = browser.post("/ui/keys", &[("caller", "carol"), ("credit", "0.20")]);
    assert_eq!(
        (made.status, made.header("cache-control")),
        (200, Some("no-store"))
    );
    let key = between(made.text(), "id=\"key-new\" value=\"", "\"")[0].to_owned();
    assert!(made.text().contains("The new key of carol, shown only now"));
    assert!(
        made.text()
            .contains("carol <span class=\"num\">$0.20</span>")
    );
    let call = || {
        let key = format!("authorization: Key {key}");
        market.call_with("/", r#"{"units": 4}"#, &[&key]).status
    };
    assert_eq!(call(), 200);
    let section = browser.get("/?section=keys");
    assert!(!section.text().contains(&*key));
    let of_carol = || {
        let section = Browser::with_script(&market).get("/ui/keys");
        let mut keys = rows(section.text(), "Table of keys").into_iter();
        keys.find(|row| row[0] == "carol").unwrap()
    };
    let row = of_carol();
    assert_eq!(row[1], format!("{}…", &key[..8]));
    assert_ne!(row[4], "never");
    let key_id = key.split(':').next().unwrap();
    let revoked = Browser::with_script(&market).post(&format!("/ui/keys/{key_id}/revoke"), &[]);
    assert_eq!(revoked.status, 200);
    assert_eq!(of_carol()[5], "revoked");
    assert_eq!(call(), 401);
    let again = Browser::with_script(&market).post(&format!("/ui/keys/{key_id}/revoke"), &[]);
    assert!(again.text().contains("is revoked already"));
}

#[test]
fn a_wrong_caller_or_credit_is_said_at_its_field_and_makes_no_key() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let keys = || folder.json(&["keys", "list"]).as_array().unwrap().len();
    let before = keys();
    let browser = Browser::with_script(&market);
    for (form, id, wrong) in [
        (
            [("caller", "<script>"), ("credit", "")],
            "k-who-error",
            "is not a name of a user",
        ),
        (
            [("caller", ""), ("credit", "1")],
            "k-who-error",
            "is not a name of a user",
        ),
        (
            [("caller", "carol"), ("credit", "much")],
            "k-credit-error",
            "not an amount of dollars",
        ),
    ] {
        let refused = browser.post("/ui/keys", &form);
        let message = between(refused.text(), &format!("id=\"{id}\">"), "</p>")[0];
        assert!(message.contains(wrong), "{message}");
        assert!(!refused.text().contains("<script>"));
    }
    assert_eq!(keys(), before);
    // What the owner wrote elsewhere is a text here.
    folder.run(&[
        "keys",
        "create",
        "carol",
        "--label",
        "<script>alert(1)</script>",
    ]);
    let section = browser.get("/ui/keys");
    assert!(!section.text().contains("<script>"));
}
