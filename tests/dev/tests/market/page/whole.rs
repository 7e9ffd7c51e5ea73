//! The page as a whole: its headers, its files, who may ask, and who calls.

use super::{Browser, send};
use crate::support::{Folder, Market};

#[test]
fn the_page_loads_nothing_from_elsewhere_and_is_small() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let page = Browser::at(&market).get("/");
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    assert!(policy.ends_with("form-action 'self'; base-uri 'none'; frame-ancestors 'none'"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(page.header(name), Some(value));
    }
    let html = page.text();
    let inline = |word: &str| word.starts_with("on") && word.contains("=\"");
    assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains("<script>"));
    assert!(!html.split_whitespace().any(inline));
    let addresses: Vec<&str> = html
        .split('"')
        .filter(|text| text.starts_with("/assets/"))
        .collect();
    assert_eq!(addresses.len(), 3, "{addresses:?}");
    for address in addresses {
        let asset = Browser::at(&market).get(address);
        assert_eq!(asset.status, 200, "{address}");
        let for_ever = "public, max-age=31536000, immutable";
        assert_eq!(asset.header("cache-control"), Some(for_ever));
        if address.ends_with(".css") {
            assert!(asset.body.len() <= 24 << 10, "{} bytes", asset.body.len());
        }
        if address.starts_with("/assets/page-") && address.ends_with(".js") {
            assert!(asset.text().lines().count() <= 150);
        }
    }
    assert_eq!(Browser::at(&market).get("/assets/page-0.css").status, 404);
}

#[test]
fn only_the_page_itself_changes_anything() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let address = market.address;
    let port = address.port();
    let status = |headers: &[&str]| {
        let form = "content-type: application/x-www-form-urlencoded";
        let headers = [headers, &[form]].concat();
        send(&market, "POST /ui/caller", &headers, b"caller=bob").status
    };
    let origin = &*format!("origin: http://{address}");
    let site = "sec-fetch-site: same-origin";
    assert_eq!(status(&[origin, site]), 303);
    for refused in [
        &[][..],
        &[origin],
        &[site],
        &[origin, "sec-fetch-site: same-site"],
        &[origin, "sec-fetch-site: none"],
        &["origin: null", site],
        &[&format!("origin: http://localhost:{port}"), site],
        &["origin: http://127.0.0.1:1", site],
        &[&format!("origin: https://{address}"), site],
        &[origin, origin, site],
    ] {
        assert_eq!(status(refused), 403, "{refused:?}");
    }
}

#[test]
fn who_calls_is_a_cookie() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let chosen = |browser: &Browser<'_>| {
        let page = browser.get("/");
        let checked = page.text().split(" checked>").nth(1).unwrap();
        checked.split(' ').next().unwrap().to_owned()
    };
    // Callers pay here: one of them is chosen at first.
    assert_eq!(chosen(&Browser::at(&market)), "alice");
    assert_eq!(chosen(&Browser::at(&market).calls_as("bob")), "bob");
    assert_eq!(chosen(&Browser::at(&market).calls_as("nobody")), "alice");
    let switched = Browser::at(&market).post("/ui/caller", &[("caller", "bob")]);
    assert_eq!(
        (switched.status, switched.header("location")),
        (303, Some("/"))
    );
    let cookie = switched.header("set-cookie").unwrap();
    let port = market.address.port();
    assert!(
        cookie.starts_with(&format!("fal_caller_{port}=bob; ")),
        "{cookie}"
    );
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    let unknown = Browser::at(&market).post("/ui/caller", &[("caller", "<b>")]);
    assert_eq!((unknown.status, unknown.header("set-cookie")), (422, None));
    assert!(unknown.text().contains("&#60;b&#62;"));
}

#[test]
fn a_section_comes_when_it_is_reached_or_asked_for() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let browser = Browser::at(&market);
    let page = browser.get("/");
    for section in ["usage", "prices", "keys"] {
        let link = format!("href=\"/?section={section}#{section}\"");
        assert!(page.text().contains(&link), "{section}");
        let asked = browser.get(&format!("/?section={section}"));
        assert!(!asked.text().contains(&link), "{section}");
        let fragment = Browser::with_script(&market).get(&format!("/ui/{section}"));
        let begin = format!("<section id=\"{section}\"");
        assert!(fragment.text().starts_with(&begin), "{}", fragment.text());
    }
    assert_eq!(browser.get("/ui/nothing").status, 404);
    // What is not the page's stays the gateway's.
    assert_eq!(browser.get("/nothing").json()["detail"], "Not Found");
}
