//! At most `max_multiplexing` methods run at a time. Requests get their places in the order of their arrival.

use fal_app_tests::http::{Connection, get};
use fal_app_tests::server::{Server, command};

use crate::sleeper::{APP, sleep, start};

#[test]
fn places_are_given_in_the_order_of_arrival() {
    // On one thread a request that is in progress waits for its place already. On two, the next one could overtake it.
    let server = Server::start(command(APP).env("TOKIO_WORKER_THREADS", "1"));
    // The first request keeps the place until its caller leaves. Until then the others only arrive.
    let mut first = Connection::open(server.address);
    sleep(&mut first, "/sleep", "first", 600_000);
    server.log_line(|line| line == "began first");
    let names = ["a", "b", "c", "d", "e", "f"];
    let mut connections = Vec::new();
    for name in names {
        let mut connection = Connection::open(server.address);
        sleep(&mut connection, "/sleep", name, 5);
        connections.push(connection);
        server.wait_in_progress(1 + connections.len());
    }
    drop(first);
    for connection in &mut connections {
        assert_eq!(connection.answer().status, 200);
    }
    let began = server.log_lines(1 + names.len(), |line| line.starts_with("began "));
    assert_eq!(began[1..], names.map(|name| format!("began {name}")));
}

#[test]
fn at_most_max_multiplexing_are_at_work_and_a_health_check_beside_them() {
    let server = start();
    let mut first = Connection::open(server.address);
    sleep(&mut first, "/sleep-on-a-thread", "one", 500);
    server.log_line(|line| line == "began one");
    // The caller is gone, but the method goes on and keeps the place.
    drop(first);
    let mut second = Connection::open(server.address);
    sleep(&mut second, "/sleep", "two", 0);
    assert_eq!(get(server.address, "/healthy").status, 200);
    assert_eq!(second.answer().status, 200);
    let order = server.log_lines(2, |line| ["began two", "ended one"].contains(&line));
    assert_eq!(order, ["ended one", "began two"]);
}

#[test]
fn a_stream_keeps_its_place_until_its_end() {
    let server = start();
    let mut first = Connection::open(server.address);
    sleep(&mut first, "/stream", "one", 300);
    assert_eq!(first.answer_to_head().status, 200);
    let mut second = Connection::open(server.address);
    sleep(&mut second, "/sleep", "two", 0);
    assert_eq!(second.answer().status, 200);
    let order = server.log_lines(2, |line| ["began two", "ended one"].contains(&line));
    assert_eq!(order, ["ended one", "began two"]);
}

#[test]
fn the_place_of_a_stream_is_free_when_its_caller_leaves() {
    let server = start();
    let mut first = Connection::open(server.address);
    sleep(&mut first, "/stream", "one", 600_000);
    assert_eq!(first.answer_to_head().status, 200);
    drop(first);
    let mut second = Connection::open(server.address);
    sleep(&mut second, "/sleep", "two", 0);
    assert_eq!(second.answer().status, 200);
}

#[test]
fn a_caller_who_asks_again_at_once_finds_its_place_free() {
    let server = start();
    let mut connection = Connection::open(server.address);
    for turn in 0..200 {
        sleep(&mut connection, "/sleep", &turn.to_string(), 0);
        assert_eq!(connection.answer().status, 200);
    }
}
