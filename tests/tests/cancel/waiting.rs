//! Requests whose method has not begun, or waits for others.

use std::thread;

use fal_app_tests::http::Connection;
use fal_app_tests::loopback::{Loopback, Reply};
use fal_app_tests::server::{SOON, Server, command};

use super::{
    JSON, LONG, assert_cancelled, assert_served, begin, cancel, cancel_now, send, sleeper,
};

#[test]
fn who_waits_for_a_place_gives_up_the_wait() {
    let server = sleeper();
    let mut first = begin(&server, "/sleep", "first");
    let (mut second, mut third) = (
        Connection::open(server.address),
        Connection::open(server.address),
    );
    send(&mut second, "/sleep", "second", LONG);
    server.wait_in_progress(2);
    send(&mut third, "/sleep", "third", "");
    server.wait_in_progress(3);
    cancel_now(&server, "/sleep", "second");
    assert_cancelled(&second.answer());
    cancel_now(&server, "/sleep", "first");
    assert_cancelled(&first.answer());
    assert_eq!(third.answer().status, 200);
    // The method of the second one never ran.
    let ended = server.stop();
    assert_eq!(ended.count_lines(|line| line == "began second"), 0);
}

#[test]
fn whose_body_still_arrives_is_answered_and_asks_again() {
    let server = sleeper();
    let mut connection = Connection::open(server.address);
    let body = r#"{"name": "one"}"#;
    connection.send(format!(
        "POST /sleep HTTP/1.1\r\nhost: h\r\n{JSON}\r\nx-fal-request-id: one\r\ncontent-length: {}\r\n\r\n{{",
        body.len()
    ));
    server.wait_in_progress(1);
    cancel_now(&server, "/sleep", "one");
    assert_cancelled(&connection.answer());
    // The rest of the body stands before the next request.
    connection.send(&body[1..]);
    assert_served(&mut connection);
}

/// Bodies above 64 KiB share 128 MiB. Four of 30 MiB wait with theirs behind a request that keeps the place.
#[test]
fn who_waits_for_memory_gives_up_the_wait() {
    const SIZE: usize = 30 << 20;
    let server = sleeper();
    let mut first = begin(&server, "/sleep", "first");
    let large = |id: &str| {
        let (address, id) = (server.address, id.to_owned());
        thread::spawn(move || {
            let mut connection = Connection::open(address);
            let padding = format!(r#""padding": "{}""#, "a".repeat(SIZE));
            send(&mut connection, "/sleep", &id, &padding);
            connection.answer()
        })
    };
    let held: Vec<_> = (0..4).map(|_| large("held")).collect();
    // Their bodies are whole once they wait for the place, which nothing tells. So the fifth one may come before a fourth.
    let waits = large("waits");
    server.wait_in_progress(6);
    cancel_now(&server, "/sleep", "waits");
    assert_cancelled(&waits.join().unwrap());
    cancel_now(&server, "/sleep", "first");
    assert_cancelled(&first.answer());
    for held in held {
        assert_eq!(held.join().unwrap().status, 200);
    }
}

#[test]
fn who_waits_for_another_server_gives_up_the_wait() {
    let silent = Loopback::start(|_, _| Reply::Silence(SOON)).unwrap();
    let mut app = command(env!("CARGO_BIN_EXE_media-app"));
    // The platform's own files are trusted at any address.
    let own = [
        ("FAL_KEY", "id:secret".to_owned()),
        ("FAL_REST_HOST", silent.authority()),
        ("FAL_CDN_V3_HOST", silent.url("")),
        ("ISOLATE_TEST_MODE", "1".to_owned()),
    ];
    let server = Server::start(app.envs(own));
    for path in ["/take", "/take/blocking"] {
        let mut connection = Connection::open(server.address);
        let target = format!("/files{path}");
        let url = silent.url(&target);
        let body = format!(r#"{{"image": "{url}", "file": "{url}"}}"#);
        let id = format!("x-fal-request-id: {path}");
        connection.request(&format!("POST {path}"), &[JSON, &id], body.as_bytes());
        silent.wait_for(&format!("GET {target}"));
        assert_eq!(cancel(&server, path, &[&id]).0, 200);
        assert_cancelled(&connection.answer());
    }
    // A file that the method itself uploads, before it has returned.
    let mut connection = Connection::open(server.address);
    let id = "x-fal-request-id: early";
    connection.request("POST /early", &[id], b"");
    silent.wait_for("POST /storage/upload/initiate?storage_type=fal-cdn-v3");
    assert_eq!(cancel(&server, "/early", &[id]).0, 200);
    assert_cancelled(&connection.answer());
}
