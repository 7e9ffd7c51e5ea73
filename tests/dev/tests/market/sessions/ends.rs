//! How sessions end in the middle: each is settled once, by what was told until then.

use fal_app::Value;
use serde_json::json;

use super::talk::{Talk, open, open_as};
use crate::support::{Folder, Market};

/// A session that has told more than two seconds.
fn after_seconds(market: &Market) -> (Talk, f64) {
    let mut talk = open_as(market, "alice", "/realtime");
    talk.send(&json!({"text": "long", "milliseconds": 2100}));
    let mut told = 0.0;
    loop {
        let message = talk.next();
        match message["timing"].as_f64() {
            Some(timing) => told += timing,
            None => return (talk, told),
        }
    }
}

fn is_charged(line: &Value, told: f64) {
    let units: f64 = line["billable_units"].as_str().unwrap().parse().unwrap();
    assert!((units - told).abs() < 1e-6, "{line} {told}");
    assert_eq!(line["flag"], Value::Null);
}

#[test]
fn the_caller_vanishes() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let (talk, told) = after_seconds(&market);
    let id = talk.id.clone();
    drop(talk);
    is_charged(&market.line(&id), told);
    // A unit stays a unit, whoever leaves.
    let talk = open_as(&market, "alice", "/realtime/flat");
    let id = talk.id.clone();
    drop(talk);
    assert_eq!(market.line(&id)["billable_units"], "1");
    assert_eq!(folder.balance("alice")["reserved"], "0");
}

#[test]
fn the_app_dies() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let (mut talk, told) = after_seconds(&market);
    talk.send(&json!({"text": "", "then": "die"}));
    let lost = (1011, "Error while forwarding the request".to_owned());
    assert_eq!(talk.rest().close, Some(lost.clone()));
    is_charged(&market.line(&talk.id), told);
    // One who got no answer pays no unit.
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    talk.send(&json!({"text": "", "then": "die"}));
    assert_eq!(talk.rest().close, Some(lost));
    assert_eq!(market.line(&talk.id)["billable_units"], "0");
}

#[test]
fn the_session_idles_or_lasts_too_long() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    // The app's own time for it.
    let mut talk = open_as(&market, "alice", "/realtime/free");
    let heard = talk.rest();
    assert_eq!(heard.texts.last().unwrap()["error"], "TIMEOUT");
    assert_eq!(heard.close, Some((1000, String::new())));
    drop(market);
    // This one has a second for each request.
    let market = Market::start_with(&folder, &["--unit-price", "1"], "private");
    let mut talk = open_as(&market, "owner", "/realtime/flat");
    talk.say("hello");
    talk.answer();
    let heard = talk.rest();
    assert_eq!(
        heard.close,
        Some((1011, "The request took too long".to_owned()))
    );
    assert_eq!(market.line(&talk.id)["billable_units"], "1");
}

#[test]
fn the_marketplace_ends() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let (mut talk, told) = after_seconds(&market);
    let id = talk.id.clone();
    let hearing = std::thread::spawn(move || talk.rest());
    let ended = market.stop();
    assert_eq!(ended.code, Some(0));
    let heard = hearing.join().unwrap();
    assert_eq!(heard.close, Some((1012, String::new())));
    let line = ended.lines.iter().find(|line| line.contains(&id)).unwrap();
    is_charged(&serde_json::from_str(line).unwrap(), told + heard.timings());
}

#[test]
fn the_marketplace_is_killed() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let (talk, _) = after_seconds(&market);
    let flat = open_as(&market, "bob", "/realtime/flat");
    market.kill();
    let market = Market::start(&folder);
    for user in ["alice", "bob"] {
        let balance = folder.balance(user);
        assert_eq!(
            (&balance["charged"], &balance["reserved"]),
            (&json!("0"), &json!("0"))
        );
    }
    let file = rusqlite::Connection::open(folder.path().join("market-dev.db")).unwrap();
    let interrupted = |talk: &Talk| -> i64 {
        let count = "SELECT count(*) FROM settled
                     WHERE lower(hex(request_id)) = ?1 AND flag = 'interrupted' AND amount = 0";
        let id = talk.id.replace('-', "");
        file.query_row(count, [id], |row| row.get(0)).unwrap()
    };
    assert_eq!((interrupted(&talk), interrupted(&flat)), (1, 1));
    open_as(&market, "alice", "/realtime").close();
}

#[test]
fn the_caller_does_not_speak_websocket() {
    use std::io::Write;
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    // A frame that is not masked.
    talk.socket.get_mut().write_all(&[0x82, 1, 0]).unwrap();
    assert_eq!(talk.rest().close, Some((1002, String::new())));
    assert_eq!(market.line(&talk.id)["billable_units"], "0");
    // A text that is none.
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    let bad = [0x81, 0x81, 0, 0, 0, 0, 0xff];
    talk.socket.get_mut().write_all(&bad).unwrap();
    assert_eq!(talk.rest().close, Some((1007, String::new())));
    assert_eq!(folder.balance("alice")["charged"], "0");
}

#[test]
fn sessions_of_public_and_private_apps_are_their_owners() {
    let folder = Folder::new();
    let market = Market::start_with(&folder, &["--unit-price", "1"], "public");
    for headers in [&[][..], &[("authorization", "Key no:key")]] {
        let mut talk = open(&market, "/realtime/flat", headers).unwrap();
        talk.say("hello");
        assert_eq!(talk.answer()["caller"], Value::Null);
        talk.close();
    }
    open(&market, "/realtime/flat?fal_jwt_token=nonsense", &[])
        .unwrap()
        .close();
    assert_eq!(folder.balance("owner")["charged"], "3");
    drop(market);
    let market = Market::start_with(&folder, &["--unit-price", "1"], "private");
    let alice = format!("Key {}", market.key("alice"));
    let refused = open(&market, "/realtime/flat", &[("authorization", &alice)]);
    assert_eq!(refused.err().unwrap().0, 403);
}
