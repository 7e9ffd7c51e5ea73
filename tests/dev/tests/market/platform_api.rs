//! The platform's API of prices and usage (`docs/platform.md` §1.6).

use fal_app_tests::http::Connection;
use serde_json::json;

use crate::support::{Folder, Market};

#[test]
fn prices_are_told() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let told = market.get("/v1/models/pricing?endpoint_id=owner/market,owner%2Fmarket%2Ffilm&endpoint_id=owner/market/seconds");
    assert_eq!(
        told.json(),
        json!({
            "prices": [
                {"endpoint_id": "owner/market", "unit_price": 0.025, "unit": "thing", "currency": "USD"},
                {"endpoint_id": "owner/market/film", "unit_price": 0.025, "unit": "second", "currency": "USD"},
                {"endpoint_id": "owner/market/seconds", "unit_price": 0.001, "unit": "compute seconds", "currency": "USD"},
            ],
            "next_cursor": null,
            "has_more": false,
        })
    );
    let refused = |path: &str, status, error_type: &str| {
        let answer = market.get(path);
        assert_eq!(
            (answer.status, &answer.json()["error"]["type"]),
            (status, &error_type.into()),
            "{path}"
        );
    };
    refused("/v1/models/pricing", 400, "validation_error");
    refused(
        "/v1/models/pricing?endpoint_id=owner/other",
        404,
        "not_found",
    );
    refused("/v1/models/usage?timeframe=decade", 400, "validation_error");
    refused("/v1/models/usage?start=yesterday", 400, "validation_error");
    refused(
        "/v1/models/usage?expand=everything",
        400,
        "validation_error",
    );
    refused("/v1/models/other", 404, "not_found");
    let without = Connection::open(market.address)
        .request("GET /v1/models/usage", &[], b"")
        .answer();
    assert_eq!(
        (without.status, &without.json()["error"]["type"]),
        (401, &"authorization_error".into())
    );
}

#[test]
fn usage_is_told_to_who_paid_for_it() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    market.call("", r#"{"units": 2.5}"#);
    market.call("", r#"{"units": 1.5}"#);
    market.call("/flat", "{}");
    market.call("/see", "{}");
    market.call_with(
        "/flat",
        "{}",
        &[&format!("authorization: Key {}", market.key("bob"))],
    );
    let told = market
        .get("/v1/models/usage?expand=summary,time_series&timeframe=month")
        .json();
    assert_eq!(
        told["summary"],
        json!([
            {"endpoint_id": "owner/market", "unit": "thing", "quantity": 4.0, "unit_price": 0.025, "cost": 0.1, "currency": "USD"},
            {"endpoint_id": "owner/market/flat", "unit": "request", "quantity": 1.0, "unit_price": 0.025, "cost": 0.025, "currency": "USD"},
        ])
    );
    let bucket = told["time_series"][0]["bucket"].as_str().unwrap();
    assert!(bucket.ends_with("-01T00:00:00Z"), "{bucket}");
    let first = market.get("/v1/models/usage?limit=1").json();
    assert_eq!(
        (&first["has_more"], &first["next_cursor"]),
        (&true.into(), &"1".into())
    );
    let second = market.get("/v1/models/usage?limit=1&cursor=1").json();
    assert_eq!(
        second["time_series"][0]["results"][0]["endpoint_id"],
        "owner/market/flat"
    );
    assert_eq!(second["has_more"], false);
    let later = market
        .get("/v1/models/usage?start=2100-01-01&expand=summary")
        .json();
    assert_eq!(later["summary"], json!([]));
}

#[test]
fn usage_is_told_by_key() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let made = folder.json(&["keys", "create", "alice", "--label", "her phone"]);
    let key = format!("authorization: Key {}", made["key"].as_str().unwrap());
    market.call("/flat", "{}");
    market.call_with("/flat", "{}", &[&key]);
    market.call_with("/flat", "{}", &[&key]);
    let rows = |expand: &str, part: &str| {
        let told = market
            .get(&format!("/v1/models/usage?expand={expand}"))
            .json();
        let rows = match part {
            "summary" => told["summary"].clone(),
            _ => told["time_series"][0]["results"].clone(),
        };
        let rows = rows.as_array().unwrap().clone().into_iter();
        let rows = rows.map(|row| (row["auth_method"].clone(), row["quantity"].clone()));
        rows.collect::<Vec<_>>()
    };
    let by_key = [
        (json!("her phone"), json!(2.0)),
        (json!("start"), json!(1.0)),
    ];
    assert_eq!(rows("auth_method", "time_series"), by_key);
    assert_eq!(rows("auth_method,summary", "summary"), by_key);
    assert_eq!(rows("summary", "summary"), [(json!(null), json!(3.0))]);
}

#[test]
fn costs_are_estimated() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    market.call("", r#"{"units": 2}"#);
    market.call("", r#"{"units": 4}"#);
    let ask = |body: &serde_json::Value| {
        let key = format!("authorization: Key {}", market.key("alice"));
        let body = body.to_string();
        let mut connection = Connection::open(market.address);
        connection
            .request("POST /v1/models/pricing/estimate", &[&key], body.as_bytes())
            .answer()
            .json()
    };
    assert_eq!(
        ask(&json!({"estimate_type": "unit_price", "endpoints": {
            "owner/market": {"unit_quantity": 100}, "owner/market/film": {"unit_quantity": 0.5},
        }})),
        json!({"estimate_type": "unit_price", "total_cost": 2.5125, "currency": "USD"})
    );
    assert_eq!(
        ask(
            &json!({"estimate_type": "historical_api_price", "endpoints": {"owner/market": {"call_quantity": 10}}})
        ),
        json!({"estimate_type": "historical_api_price", "total_cost": 0.75, "currency": "USD"})
    );
    let refused = ask(
        &json!({"estimate_type": "unit_price", "endpoints": {"owner/market": {"unit_quantity": 0}}}),
    );
    assert_eq!(refused["error"]["type"], "validation_error");
}
