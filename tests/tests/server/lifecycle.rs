//! The life of an app, from its setup to its teardown.

use std::io::ErrorKind;
use std::net::TcpStream;

use fal_app_tests::http::Connection;
use fal_app_tests::server::{Process, Server, command};
use tokio::net::TcpSocket;

use crate::sleeper::{APP, sleep, start};

#[test]
fn sigterm_finishes_what_is_in_flight_and_tears_down() {
    let server = start();
    let mut idle = Connection::open(server.address);
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/sleep", "one", 300);
    server.log_line(|line| line == "began one");
    server.terminate();
    let answer = connection.answer();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), r#"{"name":"one"}"#);
    assert!(idle.rest().is_empty());
    let ended = server.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
}

#[test]
fn a_blocking_method_whose_caller_left_is_in_flight_too() {
    let server = start();
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/sleep-on-a-thread", "one", 500);
    server.log_line(|line| line == "began one");
    drop(connection);
    server.log_line(|line| line.contains("outcome=Left"));
    let ended = server.stop();
    assert_eq!(ended.code, Some(0));
    let order: Vec<&String> = ended
        .lines
        .iter()
        .filter(|line| ["ended one", "torn down"].contains(&line.as_str()))
        .collect();
    assert_eq!(order, ["ended one", "torn down"]);
}

#[test]
fn a_stream_is_in_flight_until_its_end() {
    let server = start();
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/stream", "one", 300);
    server.log_line(|line| line == "began one");
    server.terminate();
    let answer = connection.answer();
    assert!(answer.is_whole);
    let event = "data: {\"name\": \"one\"}\n\n";
    assert_eq!(answer.text(), event.repeat(2));
    let ended = server.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
}

#[test]
fn what_outlives_the_grace_period_is_cut_and_nothing_is_torn_down() {
    let server = start();
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/sleep-on-a-thread", "one", 600_000);
    server.log_line(|line| line == "began one");
    let ended = server.stop();
    assert_eq!(ended.code, Some(0));
    assert_eq!(
        ended.count_lines(|line| line.contains("the teardown is skipped")),
        1
    );
    assert_eq!(ended.count_lines(|line| line == "torn down"), 0);
    assert!(connection.rest().is_empty());
}

#[test]
fn no_port_opens_before_the_setup() {
    // Bound here too, without listening: the app may have it, and no other program of this machine takes it meanwhile.
    let port = TcpSocket::new_v4().unwrap();
    port.set_reuseaddr(true).unwrap();
    port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = port.local_addr().unwrap();
    let mut command = command(APP);
    command.args(["--port", &address.port().to_string()]);
    let app = Process::start(command.env("SETUP", "waits"));
    app.log_line(|line| line == "setup began");
    let refused = TcpStream::connect(address).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    app.terminate();
    assert_eq!(app.end().code, Some(0));
}

#[test]
fn a_teardown_that_panics_is_an_end_like_any() {
    let server = Server::start(command(APP).env("TEARDOWN_PANICS", "1"));
    let ended = server.stop();
    assert_eq!(ended.code, Some(0));
    let says = |line: &str| line.contains("the teardown panicked at ");
    assert_eq!(ended.count_lines(says), 1, "{ended:#?}");
}

#[test]
fn a_setup_that_fails_says_why() {
    for (setup, says) in [
        ("fails", "no model: no disk"),
        ("panics", "no bed"),
        ("drops", "a value that is not a text"),
    ] {
        let ended = Process::start(command(APP).env("SETUP", setup)).end();
        assert_eq!(ended.code, Some(1));
        let reasons =
            ended.count_lines(|line| line.starts_with("error: the setup ") && line.ends_with(says));
        assert_eq!(reasons, 1, "{ended:#?}");
    }
}
