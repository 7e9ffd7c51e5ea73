//! The life of an app, from its setup to its teardown.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use fal_app_tests::http::{Connection, get};
use fal_app_tests::server::{Process, Server, command};
use tokio::net::TcpSocket;

use crate::sleeper::{APP, sleep, start};

/// The grace period of the app.
const GRACE: Duration = Duration::from_secs(5);

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

/// Nobody waits for a setup that blocks: the process ends long before its grace period.
#[test]
fn a_signal_ends_a_setup_of_any_kind() {
    for setup in ["waits", "waits for a thread", "blocks"] {
        let app = Process::start(command(APP).env("SETUP", setup));
        app.log_line(|line| line == "setup began");
        let began = Instant::now();
        app.terminate();
        let ended = app.end();
        assert_eq!(ended.code, Some(0), "{setup}");
        assert!(began.elapsed() < GRACE, "{setup}");
        let dropped = ended.count_lines(|line| line == "the setup was dropped");
        assert_eq!(dropped, usize::from(setup == "waits"));
        let opened = ended.count_lines(|line| line.contains(" serves on ") || line == "torn down");
        assert_eq!(opened, 0, "{setup}");
    }
}

#[test]
fn what_a_setup_has_made_when_the_signal_comes_is_torn_down() {
    let app = Process::start(command(APP).env("SETUP", "blocks for a moment"));
    app.log_line(|line| line == "setup began");
    app.terminate();
    let ended = app.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
}

#[test]
fn a_teardown_that_panics_is_an_end_like_any() {
    let server = Server::start(command(APP).env("TEARDOWN", "panics"));
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
        assert_eq!(ended.count_lines(|line| line.contains(" serves on ")), 0);
        let reasons =
            ended.count_lines(|line| line.starts_with("error: the setup ") && line.ends_with(says));
        assert_eq!(reasons, 1, "{ended:#?}");
    }
}

#[test]
fn a_second_sigterm_changes_nothing() {
    let server = start();
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/sleep", "one", 300);
    server.log_line(|line| line == "began one");
    server.terminate();
    server.log_line(|line| line.ends_with(" stops"));
    server.terminate();
    assert_eq!(connection.answer().status, 200);
    let ended = server.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
}

#[test]
fn a_second_ctrl_c_waits_for_nothing() {
    for path in ["/sleep", "/sleep-on-a-thread", "/stream", "/block"] {
        // `/block` keeps the only thread of the async runtime.
        let server = Server::start(command(APP).env("TOKIO_WORKER_THREADS", "1"));
        let mut connection = Connection::open(server.address);
        sleep(&mut connection, path, "one", 600_000);
        server.log_line(|line| line == "began one");
        let began = Instant::now();
        server.interrupt();
        server.log_line(|line| line.ends_with(" stops"));
        server.interrupt();
        let ended = server.end();
        assert!(began.elapsed() < GRACE, "{path}");
        assert_eq!(ended.code, Some(0), "{path}");
        let says = |line: &str| line.contains("Ctrl-C, and requests are in flight: they are cut");
        assert_eq!(ended.count_lines(says), 1, "{path} {ended:#?}");
        assert!(!connection.rest().ends_with(b"0\r\n\r\n"), "{path}");
    }
    let server = Server::start(command(APP).env("TEARDOWN", "blocks"));
    server.interrupt();
    server.log_line(|line| line == "teardown began");
    server.interrupt();
    let ended = server.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(
        ended.count_lines(|line| line.ends_with("the teardown is cut")),
        1
    );
}

#[test]
fn a_method_that_blocks_its_runtime_does_not_keep_the_process() {
    let server = Server::start(command(APP).env("TOKIO_WORKER_THREADS", "1"));
    let mut connection = Connection::open(server.address);
    sleep(&mut connection, "/block", "one", 600_000);
    server.log_line(|line| line == "began one");
    let ended = server.stop();
    assert_eq!(ended.code, Some(0));
    let skipped = ended.count_lines(|line| line.contains("the teardown is skipped"));
    assert_eq!(skipped, 1);
    assert!(connection.rest().is_empty());
}

#[test]
fn who_waits_for_a_place_or_still_sends_is_in_flight() {
    let server = start();
    let mut at_work = Connection::open(server.address);
    sleep(&mut at_work, "/sleep", "one", 300);
    server.log_line(|line| line == "began one");
    let mut waits = Connection::open(server.address);
    sleep(&mut waits, "/sleep", "two", 0);
    let mut sends = Connection::open(server.address);
    let body = r#"{"name": "three"}"#;
    let length = body.len();
    sends.send(format!(
        "POST /sleep HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{{"
    ));
    server.wait_in_progress(3);
    server.terminate();
    server.log_line(|line| line.ends_with(" stops"));
    sends.send(&body[1..]);
    for connection in [&mut at_work, &mut waits, &mut sends] {
        let answer = connection.answer();
        assert_eq!(answer.status, 200);
        // Nobody asks again on a connection that ends.
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(connection.rest().is_empty());
    }
    let ended = server.end();
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.count_lines(|line| line == "torn down"), 1);
}

/// When the server notices that it is to stop, it has not accepted these, or has not read what they sent.
#[test]
fn who_has_just_asked_is_served() {
    let server = Server::start(command(APP).env("TOKIO_WORKER_THREADS", "1"));
    let asks = |connection: &mut Connection| {
        connection.request("GET /health", &[], b"");
    };
    let mut kept: Vec<_> = (0..20).map(|_| Connection::open(server.address)).collect();
    for connection in &mut kept {
        asks(connection);
        assert_eq!(connection.answer().status, 200);
    }
    // Nothing is accepted or read meanwhile.
    let mut blocks = Connection::open(server.address);
    sleep(&mut blocks, "/block", "one", 500);
    server.log_line(|line| line == "began one");
    let new = (0..200).map(|_| Connection::open(server.address));
    let mut connections: Vec<_> = kept.into_iter().chain(new).collect();
    connections.iter_mut().for_each(asks);
    server.terminate();
    server.log_line(|line| line.ends_with(" stops"));
    assert_eq!(blocks.answer().status, 200);
    for connection in &mut connections {
        assert_eq!(connection.answer().status, 200);
        assert!(connection.rest().is_empty());
    }
    assert_eq!(server.end().code, Some(0));
}

#[test]
fn a_health_check_is_200_only_where_the_app_is_fit() {
    for (health, status) in [("", 200), ("fails", 500), ("panics", 500)] {
        let server = Server::start(command(APP).env("HEALTH", health));
        let answer = get(server.address, "/healthy");
        assert_eq!((answer.status, answer.units()), (status, Some("0")));
    }
}
