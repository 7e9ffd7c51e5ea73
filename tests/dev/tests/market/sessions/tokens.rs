//! Tokens, with which a browser opens sessions.

use fal_app_tests::http::{Answer, Connection};
use serde_json::json;

use super::talk::{open, open_as};
use crate::support::{Folder, Market};

fn ask(market: &Market, path: &str, user: &str, json: &str) -> Answer {
    let key = format!("authorization: Key {}", market.key(user));
    Connection::open(market.address)
        .request(
            &format!("POST /rest/tokens{path}"),
            &[&key, "content-type: application/json"],
            json.as_bytes(),
        )
        .answer()
}

/// A token of a user.
fn token(market: &Market, user: &str, json: &str) -> String {
    let answer = ask(market, "/", user, json);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json().as_str().unwrap().to_owned()
}

const OF_THIS_APP: &str = r#"{"allowed_apps": ["market"], "token_expiration": 120}"#;

fn opened(market: &Market, token: &str) -> Result<(), (u16, String)> {
    let path = format!("/realtime/flat?max_buffering=3&fal_jwt_token={token}");
    open(market, &path, &[]).map(|mut talk| {
        talk.close();
    })
}

#[test]
fn a_token_opens_sessions_and_nothing_else() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let token = token(&market, "bob", OF_THIS_APP);
    let path = format!("/realtime/flat?fal_jwt_token={token}");
    let mut talk = open(&market, &path, &[]).unwrap();
    talk.say("hello");
    let of_token = talk.answer();
    talk.close();
    // They are the caller of the key.
    let mut talk = open_as(&market, "bob", "/realtime/flat");
    talk.say("hello");
    assert_eq!(talk.answer()["caller"], of_token["caller"]);
    talk.close();
    assert_eq!(folder.balance("bob")["charged"], "0.05");
    let called = market.call_with(&format!("/flat?fal_jwt_token={token}"), "{}", &[]);
    assert_eq!(called.status, 401);
    for scheme in ["Key", "Bearer"] {
        let sent = format!("authorization: {scheme} {token}");
        assert_eq!(market.call_with("/flat", "{}", &[&sent]).status, 401);
        let headers = [&*sent, "content-type: application/json"];
        let answer = Connection::open(market.address)
            .request("POST /rest/tokens/", &headers, OF_THIS_APP.as_bytes())
            .answer();
        assert_eq!(answer.status, 401);
    }
    // Nor is a token for other things one for sessions.
    let files = Connection::open(market.address)
        .request(
            "POST /rest/storage/auth/token?storage_type=fal-cdn-v3",
            &[&format!("authorization: Key {}", market.key("bob"))],
            b"{}",
        )
        .answer()
        .json();
    let (status, _) = opened(&market, files["token"].as_str().unwrap()).unwrap_err();
    assert_eq!(status, 401);
    // Nobody reads it in a log, and the app does not get it.
    let ended = market.stop();
    assert_eq!(ended.count_lines(|line| line.contains(&token)), 0);
}

#[test]
fn a_token_is_for_the_apps_that_it_names() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for (apps, opens) in [
        (r#"["market"]"#, true),
        (r#"["other", "owner/market"]"#, true),
        (r#"["owner/market/realtime/flat"]"#, true),
        (r#"["owner/market/realtime"]"#, true),
        (r#"["owner/market/other"]"#, false),
        (r#"["other"]"#, false),
        (r#"["alice/market"]"#, false),
    ] {
        let answer = ask(
            &market,
            "/realtime",
            "alice",
            &format!(r#"{{"allowed_apps": {apps}, "duration": 60}}"#),
        );
        assert_eq!(answer.status, 201);
        let answer = answer.json();
        match opened(&market, answer["token"].as_str().unwrap()) {
            Ok(()) => assert!(opens, "{apps}"),
            Err((status, body)) => {
                assert!(!opens, "{apps}");
                assert_eq!(
                    (status, &*body),
                    (
                        403,
                        r#"{"detail":"Cannot access application \"owner/market\"."}"#
                    )
                );
            }
        }
    }
}

#[test]
fn a_token_ends_with_its_time_its_key_and_its_marketplace() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let invalid = Err((401, r#"{"detail":"invalid or expired token"}"#.to_owned()));
    let short = token(
        &market,
        "alice",
        r#"{"allowed_apps": ["market"], "token_expiration": 1}"#,
    );
    fal_app_tests::server::eventually("it has expired", || opened(&market, &short) == invalid);
    let of_alice = token(&market, "alice", OF_THIS_APP);
    let of_bob = token(&market, "bob", OF_THIS_APP);
    let path = format!("/realtime/flat?fal_jwt_token={of_alice}");
    let mut talk = open(&market, &path, &[]).unwrap();
    let (key_id, _) = market.key("alice").split_once(':').unwrap();
    folder.run(&["keys", "revoke", key_id]);
    assert_eq!(opened(&market, &of_alice), invalid);
    assert_eq!(opened(&market, &of_bob), Ok(()));
    // The session was accepted before: it goes on to its end.
    talk.say("still here");
    assert_eq!(talk.answer()["text"], "still here");
    talk.close();
    assert_eq!(market.line(&talk.id)["billable_units"], "1");
    for wrong in ["", "a.b", &format!("{of_bob}A"), &of_bob[1..]] {
        assert_eq!(opened(&market, wrong), invalid, "{wrong}");
    }
    market.stop();
    let market = Market::start(&folder);
    assert_eq!(opened(&market, &of_bob), invalid);
}

#[test]
fn who_may_not_call_gets_no_token() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let without = Connection::open(market.address)
        .request("POST /rest/tokens/", &[], OF_THIS_APP.as_bytes())
        .answer();
    assert_eq!(without.status, 401);
    for wrong in [
        "",
        "[]",
        "{}",
        r#"{"allowed_apps": []}"#,
        r#"{"allowed_apps": "market"}"#,
        r#"{"allowed_apps": [1]}"#,
        r#"{"allowed_apps": ["market"], "token_expiration": 0}"#,
        r#"{"allowed_apps": ["market"], "token_expiration": 86401}"#,
        r#"{"allowed_apps": ["market"], "token_expiration": "60"}"#,
        r#"{"allowed_apps": ["market"], "duration": -1}"#,
        &json!({"allowed_apps": ["a".repeat(257)]}).to_string(),
        &json!({"allowed_apps": vec!["a"; 33]}).to_string(),
    ] {
        assert_eq!(ask(&market, "/", "alice", wrong).status, 422, "{wrong}");
    }
    assert_eq!(ask(&market, "/other", "alice", OF_THIS_APP).status, 404);
    assert_eq!(market.get("/rest/tokens/").status, 405);
    drop(market);
    let market = Market::start_with(&folder, &[], "private");
    assert_eq!(ask(&market, "", "alice", OF_THIS_APP).status, 403);
    assert_eq!(ask(&market, "", "owner", OF_THIS_APP).status, 201);
}
