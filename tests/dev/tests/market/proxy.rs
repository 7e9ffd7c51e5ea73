//! The protocol of the JavaScript client's proxy.

use fal_app_tests::http::{Answer, Connection};

use crate::support::{Folder, Market};

const JSON: &str = "content-type: application/json";

fn proxy(market: &Market, method: &str, target: &str, headers: &[&str], body: &str) -> Answer {
    let target = format!("x-fal-target-url: {target}");
    Connection::open(market.address)
        .request(
            &format!("{method} /proxy"),
            &[headers, &[JSON, &target]].concat(),
            body.as_bytes(),
        )
        .answer()
}

fn key(market: &Market) -> String {
    format!("authorization: Key {}", market.key("alice"))
}

#[test]
fn each_host_of_the_platform_leads_to_its_route() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = key(&market);
    let run = proxy(
        &market,
        "POST",
        "https://fal.run/owner/market",
        &[&key, "x-fal-tags: team=red"],
        r#"{"units": 2}"#,
    );
    assert_eq!((run.status, run.units()), (200, Some("2")));
    assert!(run.header("x-fal-request-id").is_some());
    let seen = proxy(
        &market,
        "POST",
        "https://fal.run/owner/market/see",
        &[&key],
        "{}",
    );
    let headers = seen.json()["headers"].as_array().unwrap().clone();
    assert!(!headers.contains(&"x-fal-target-url".into()), "{headers:?}");
    let submitted = proxy(
        &market,
        "POST",
        "https://queue.fal.run/owner/market/flat",
        &[&key],
        "{}",
    );
    let id = submitted.json()["request_id"].as_str().unwrap().to_owned();
    let status = format!("https://queue.fal.run/owner/market/requests/{id}/status?logs=1");
    while proxy(&market, "GET", &status, &[&key], "").status == 202 {}
    let cancel = format!("https://queue.fal.run/owner/market/requests/{id}/cancel");
    assert_eq!(proxy(&market, "PUT", &cancel, &[&key], "").status, 400);
    let result = format!("https://queue.fal.run/owner/market/requests/{id}");
    let result = proxy(&market, "GET", &result, &[&key], "");
    assert_eq!((result.status, result.units()), (200, Some("1")));
    for rest in ["rest.fal.ai", "rest.alpha.fal.ai"] {
        let target = format!("https://{rest}/storage/upload/initiate?storage_type=fal-cdn-v3");
        let initiated = proxy(&market, "POST", &target, &[&key], r#"{"file_name": "a"}"#);
        assert_eq!(initiated.status, 200, "{}", initiated.text());
    }
    let priced = proxy(
        &market,
        "GET",
        "https://api.fal.ai/v1/models/pricing?endpoint_id=owner/market/flat",
        &[&key],
        "",
    );
    assert_eq!(priced.json()["prices"][0]["unit_price"], 0.025);
    let none = proxy(&market, "GET", "https://v3.fal.media/files/a/b", &[], "");
    assert_eq!(none.status, 404);
    assert_eq!(folder.balance("alice")["charged"], "0.075");
}

#[test]
fn who_calls_is_said_by_the_key_as_elsewhere() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let wrong = format!("{}0", key(&market));
    for headers in [&[][..], &[&*wrong]] {
        for target in [
            "https://fal.run/owner/market/flat",
            "https://queue.fal.run/owner/market/flat",
            "https://rest.fal.ai/storage/upload/initiate",
        ] {
            let refused = proxy(&market, "POST", target, headers, "{}");
            assert_eq!(
                (refused.status, refused.units()),
                (401, Some("0")),
                "{target}"
            );
        }
    }
}

#[test]
fn nothing_else_is_reached() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = key(&market);
    let own = format!("http://{}/run/owner/market/flat", market.address);
    for target in [
        "https://example.com/run/owner/market/flat",
        "https://fal.run.example.com/owner/market/flat",
        "https://notfal.run/owner/market/flat",
        "https://fal.run:8443/owner/market/flat",
        "https://user@fal.run/owner/market/flat",
        "http://fal.run/owner/market/flat",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://api.fal.ai/run/owner/market/flat",
        "//fal.run/owner/market/flat",
        "/run/owner/market/flat",
        "not a URL",
        "",
        &own,
    ] {
        let refused = proxy(&market, "POST", target, &[&key], "{}");
        assert_eq!(
            (refused.status, refused.units()),
            (400, Some("0")),
            "{target}"
        );
        assert!(
            refused.detail().starts_with("Invalid request: "),
            "{}",
            refused.text()
        );
    }
    let twice = proxy(
        &market,
        "POST",
        "https://fal.run/owner/market/flat",
        &[&key, "x-fal-target-url: https://fal.run/owner/market/flat"],
        "{}",
    );
    assert_eq!(twice.status, 400);
    let none = Connection::open(market.address)
        .request("POST /proxy", &[&key, JSON], b"{}")
        .answer();
    assert_eq!(none.status, 400);
    // It leads to no second proxy, and not out of a route.
    for (target, status) in [
        ("https://fal.run/proxy", 404),
        ("https://fal.run/../v1/models/pricing", 404),
        ("https://rest.fal.ai/../run/owner/market/flat", 404),
    ] {
        assert_eq!(
            proxy(&market, "POST", target, &[&key], "{}").status,
            status,
            "{target}"
        );
    }
    let patch = proxy(
        &market,
        "PATCH",
        "https://fal.run/owner/market/flat",
        &[&key],
        "{}",
    );
    assert_eq!(
        (patch.status, patch.header("allow")),
        (405, Some("GET, POST, PUT, DELETE"))
    );
    assert_eq!(folder.balance("alice")["charged"], "0");
}

#[test]
fn pages_of_other_sites_are_refused_here_too() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = key(&market);
    for header in ["origin: https://example.com", "sec-fetch-site: cross-site"] {
        let refused = proxy(
            &market,
            "POST",
            "https://fal.run/owner/market/flat",
            &[&key, header],
            "{}",
        );
        assert_eq!(refused.status, 403, "{header}");
    }
}
