//! Sessions over WebSockets through the gateway.

mod ends;
mod money;
mod talk;
mod tokens;

use std::io::{BufReader, Read};

use serde_json::json;
use talk::{open, open_as};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Folder, Market};

#[test]
fn messages_go_both_ways_and_the_app_sees_who_calls() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("Key {}", market.key("alice"));
    let mut talk = open(
        &market,
        "/realtime?max_buffering=5",
        &[
            ("authorization", &key),
            ("x-fal-caller-user-id", "somebody else"),
            ("x-fal-request-id", "my own"),
            ("x-fal-tags", "team=blue"),
            ("x-own", "kept"),
        ],
    )
    .unwrap();
    // The app says first that its seconds count.
    assert_eq!(
        talk.next(),
        json!({"type": "x-fal-message", "action": "timings", "timing": 0.0})
    );
    for text in ["one", "two"] {
        talk.say(text);
        let answer = talk.answer();
        assert_eq!(answer["text"], text);
        assert_eq!(answer["request_id"], talk.id.as_str());
        assert_eq!(answer["endpoint"], "owner/market/realtime");
        assert_ne!(answer["caller"], "somebody else");
        let headers: Vec<&str> = answer["headers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        assert!(headers.contains(&"x-own") && headers.contains(&"x-fal-tags"));
        assert!(!headers.contains(&"authorization"), "{headers:?}");
    }
    // A ping is the gateway's to answer.
    talk.socket.send(Message::Ping("there?".into())).unwrap();
    assert_eq!(talk.socket.read().unwrap(), Message::Pong("there?".into()));
    let heard = talk.close();
    assert_eq!(heard.close, Some((1000, "enough".to_owned())));
    let line = market.line(&talk.id);
    assert_eq!(line["status"], 101);
    assert_eq!(line["endpoint"], "/realtime");
    let usage = folder.json(&["usage", "--tag", "team=blue"]);
    assert_eq!(usage["usage"][0]["source"], "timings");
}

#[test]
fn a_message_of_16_mib_passes_and_a_larger_one_ends_the_session() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    let text = "a".repeat((16 << 20) - 16);
    talk.say(&text);
    assert_eq!(talk.answer()["text"].as_str().unwrap().len(), text.len());
    talk.socket
        .send(Message::binary(vec![0; (16 << 20) + 1]))
        .unwrap();
    assert_eq!(talk.rest().close, Some((1009, String::new())));
    market.line(&talk.id);
}

/// Reads up to the end of the next frame with bytes. Returns its length.
fn next_binary(socket: &mut impl Read) -> u64 {
    loop {
        let mut head = [0; 2];
        socket.read_exact(&mut head).unwrap();
        let digits = match head[1] {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let mut length = [0; 8];
        length[7] = head[1];
        socket.read_exact(&mut length[8 - digits..]).unwrap();
        let length = u64::from_be_bytes(length);
        std::io::copy(&mut socket.take(length), &mut std::io::sink()).unwrap();
        if head[0] == 0x82 {
            return length;
        }
    }
}

#[test]
fn who_takes_nothing_keeps_the_app_waiting() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let mut talk = open_as(&market, "alice", "/realtime/flat");
    let text = "a".repeat(1 << 20);
    // More than all buffers hold together, so that each side has waited for the other.
    let times = 64;
    let mut sending = talk.socket.get_ref().try_clone().unwrap();
    let sender = std::thread::spawn(move || {
        use std::io::Write;
        let mut packed = Vec::new();
        let turn = rmpv::Value::Map(vec![("text".into(), text.into())]);
        rmpv::encode::write_value(&mut packed, &turn).unwrap();
        let mut frame = vec![0x82, 0xff];
        frame.extend((packed.len() as u64).to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(packed);
        for _ in 0..times {
            sending.write_all(&frame).unwrap();
        }
    });
    // The frames are read by hand: a client that answers a ping writes into the frame that is being sent.
    let mut reading = BufReader::new(talk.socket.get_ref().try_clone().unwrap());
    for _ in 0..times {
        assert!(next_binary(&mut reading) > 1 << 20);
    }
    sender.join().unwrap();
    talk.close();
}

#[test]
fn a_session_has_a_place_of_its_own_until_it_ends() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("Key {}", market.key("alice"));
    let mut first = open_as(&market, "alice", "/realtime/flat");
    let second = open_as(&market, "bob", "/realtime/flat");
    // Both places of `max_multiplexing` are taken.
    let refused = open(
        &market,
        "/realtime/flat",
        &[("authorization", &key), ("x-fal-request-timeout", "0.2")],
    );
    let (status, body) = refused.err().unwrap();
    assert_eq!(status, 504);
    assert!(body.contains("startup_timeout"), "{body}");
    first.close();
    // The place is free before the close is answered.
    open(
        &market,
        "/realtime/flat",
        &[("authorization", &key), ("x-fal-request-timeout", "0.2")],
    )
    .unwrap();
    drop(second);
}

#[test]
fn a_handshake_that_is_refused_is_an_answer() {
    let folder = Folder::new();
    let market = Market::start(&folder);
    let key = format!("Key {}", market.key("alice"));
    let opened = |path: &str, headers: &[(&'static str, &str)]| {
        let headers = [headers, &[("authorization", &*key)]].concat();
        open(&market, path, &headers).err().unwrap()
    };
    // The app's own words.
    let (status, body) = opened("/nothing", &[]);
    assert_eq!(
        (status, &*body),
        (404, r#"{"detail":"Path /nothing not found"}"#)
    );
    let (status, _) = opened("/flat", &[]);
    assert_eq!(status, 405);
    let (status, body) = opened("/realtime/flat", &[("x-max-billable-units", "0.5")]);
    assert_eq!(status, 412, "{body}");
    // The gateway's.
    let (status, body) = open(&market, "/realtime", &[]).err().unwrap();
    assert_eq!(status, 401);
    assert!(body.contains("Authentication is required"), "{body}");
    let wrong = format!("{key}0");
    let (status, body) = open(&market, "/realtime", &[("authorization", &wrong)])
        .err()
        .unwrap();
    assert_eq!(
        (status, &*body),
        (401, r#"{"detail":"invalid key credentials"}"#)
    );
    let (status, _) = opened("/realtime", &[("origin", "https://example.com")]);
    assert_eq!(status, 403);
    for (headers, status) in [
        (&["upgrade: websocket"][..], 400),
        (&["upgrade: websocket", "connection: upgrade"], 426),
        (
            &[
                "upgrade: websocket",
                "connection: upgrade",
                "sec-websocket-version: 12",
            ],
            426,
        ),
        (
            &[
                "upgrade: websocket",
                "connection: upgrade",
                "sec-websocket-version: 13",
                "sec-websocket-key: short",
            ],
            400,
        ),
    ] {
        let authorization = format!("authorization: {key}");
        let headers = [headers, &[&*authorization]].concat();
        let answer = fal_app_tests::http::Connection::open(market.address)
            .request("GET /run/owner/market/realtime", &headers, b"")
            .answer();
        assert_eq!(
            (answer.status, answer.units()),
            (status, Some("0")),
            "{headers:?}"
        );
    }
    // Without an upgrade it is the app's to say that there is none.
    assert_eq!(market.get("/run/owner/market/realtime").status, 404);
    let usage = folder.json(&["usage"]);
    let charged = usage["usage"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["cost"] != "0");
    assert_eq!(charged.count(), 0, "{usage}");
}
