//! Who may call, and who pays (`docs/platform.md` §1.1).

use crate::support::{Folder, Market};

#[test]
fn in_a_shared_app_the_caller_pays() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    for user in ["owner", "alice", "bob"] {
        let key = format!("Authorization: key {}", market.key(user));
        assert_eq!(market.call_with("/flat", "{}", &[&key]).status, 200);
        assert_eq!(folder.balance(user)["charged"], "0.025");
    }
    let refused = |headers: &[&str]| {
        let answer = market.call_with("/flat", "{}", headers);
        assert_eq!(
            (answer.status, answer.units()),
            (401, Some("0")),
            "{headers:?}"
        );
        // A refusal has a line too.
        let line = market.line(answer.header("x-fal-request-id").unwrap());
        assert_eq!(
            (&line["caller"], &line["status"], &line["cost_nano_usd"]),
            (&"-".into(), &401.into(), &0.into())
        );
        answer.detail()
    };
    assert_eq!(
        refused(&[]),
        "Cannot access application \"owner/market\". Authentication is required to access this application."
    );
    let format = "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'.";
    for wrong in ["Key", "Key abc", "Bearer a:b", "Basic YTpi", "abc:def"] {
        assert_eq!(
            refused(&[&format!("authorization: {wrong}")]),
            format,
            "{wrong}"
        );
    }
    let key = market.key("alice");
    let twice = format!("authorization: Key {key}");
    assert_eq!(refused(&[&twice, &twice]), format);
    let (key_id, _) = key.split_once(':').unwrap();
    for wrong in [
        "a:b".to_owned(),
        format!("{key_id}:"),
        format!("{key}0"),
        key[..key.len() - 1].to_owned(),
    ] {
        assert_eq!(
            refused(&[&format!("authorization: Key {wrong}")]),
            "invalid key credentials"
        );
    }
}

#[test]
fn in_a_private_app_the_owner_calls_and_pays() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--unit-price", "1"], "private");
    let as_user = |user: &str| {
        market.call_with(
            "/flat",
            "{}",
            &[&format!("authorization: Key {}", market.key(user))],
        )
    };
    assert_eq!(as_user("owner").status, 200);
    assert_eq!(as_user("alice").status, 403);
    assert_eq!(market.call_with("/flat", "{}", &[]).status, 401);
    assert_eq!(folder.balance("owner")["charged"], "1");
    assert_eq!(folder.balance("alice")["charged"], "0");
}

#[test]
fn in_a_public_app_anyone_calls_and_the_owner_pays() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--unit-price", "1"], "public");
    for headers in [
        &[][..],
        &["authorization: Key nobody:nothing"],
        &["authorization: nonsense"],
    ] {
        assert_eq!(market.call_with("/flat", "{}", headers).status, 200);
    }
    assert_eq!(market.call("/flat", "{}").status, 200);
    assert_eq!(folder.balance("owner")["charged"], "4");
    assert_eq!(folder.balance("alice")["charged"], "0");
    assert_eq!(
        folder.json(&["usage"])["usage"][0]["caller"],
        serde_json::Value::Null
    );
}

#[test]
fn a_revoked_key_ends_and_another_of_the_same_user_does_not() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let second = folder.json(&["keys", "create", "alice", "--label", "laptop"]);
    let second = format!("authorization: Key {}", second["key"].as_str().unwrap());
    let first = market.key("alice").to_owned();
    assert_eq!(market.call("/flat", "{}").status, 200);
    folder.run(&["keys", "revoke", &first]);
    let revoked = market.call("/flat", "{}");
    assert_eq!(
        (revoked.status, revoked.detail()),
        (401, "invalid key credentials".to_owned())
    );
    assert_eq!(market.call_with("/flat", "{}", &[&second]).status, 200);
    // The secret is nowhere.
    let secret = first.split_once(':').unwrap().1;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(
            !bytes
                .windows(secret.len())
                .any(|bytes| bytes == secret.as_bytes())
        );
    }
    let listed = folder.json(&["keys", "list"]);
    let laptop = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["label"] == "laptop")
        .unwrap();
    assert_eq!(
        (&laptop["user"], &laptop["revoked_at"]),
        (&"alice".into(), &serde_json::Value::Null)
    );
}

#[test]
fn callers_do_not_set_what_is_the_gateways() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("authorization: Key {}", market.key("alice"));
    let seen = market.call_with(
        "/see",
        "{}",
        &[
            &key,
            "x-fal-request-id: mine",
            "x-fal-caller-user-id: owner",
            "x-fal-billable-units: 0",
            "x-fal-endpoint: other/app",
            "x-fal-cdn-token: mine",
            "x-app-fal-upload-policy: {}",
            "x-fal-request-timeout: 20",
            "x-fal-no-retry: 1",
            "x-fal-store-io: 0",
            "x-app-fal-disable-fallback: 1",
            "x-fal-queue-priority: low",
            "x-fal-runner-hint: warm",
            "x-fal-tags: team=a",
            "x-fal-request-source: test",
            "x-mine: yes",
        ],
    );
    let body = seen.json();
    assert_eq!(body["request_id"], seen.header("x-fal-request-id").unwrap());
    assert_eq!(body["endpoint"], "owner/market/see");
    assert_eq!(body["caller"].as_str().unwrap().len(), 32);
    let mut headers: Vec<&str> = body["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    headers.sort_unstable();
    assert_eq!(
        headers,
        [
            "content-length",
            "content-type",
            "host",
            "x-app-fal-disable-fallback",
            "x-fal-caller-user-id",
            "x-fal-endpoint",
            "x-fal-queue-priority",
            "x-fal-request-id",
            "x-fal-request-source",
            "x-fal-runner-hint",
            "x-fal-tags",
            "x-mine",
        ]
    );
}
