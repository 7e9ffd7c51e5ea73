//! The process has no file handle left: callers get in all the same, and connections that are idle for longest make room.

use std::process::Command;

use fal_app_tests::http::Connection;
use fal_app_tests::server::{Server, command};
use fal_app_tests::sessions::{begin, message};

/// The most file handles of the app. A few of them are its own.
const HANDLES: usize = 48;

fn short_of_handles() -> Server {
    let app = command(env!("CARGO_BIN_EXE_load-app"));
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("ulimit -n {HANDLES} && exec \"$0\" \"$@\"")])
        .arg(app.get_program())
        .args(app.get_args());
    for (name, value) in app.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    Server::start(&mut shell)
}

fn ask(connection: &mut Connection) {
    let json = ["content-type: application/json"];
    connection.request("POST /turn", &json, b"{}");
    assert_eq!(connection.answer().status, 200);
}

#[test]
fn kept_connections_make_room_for_new_ones() {
    let server = short_of_handles();
    let mut session = begin(server.address, "/realtime");
    let mut kept: Vec<_> = (0..2 * HANDLES)
        .map(|_| {
            let mut connection = Connection::open(server.address);
            ask(&mut connection);
            connection
        })
        .collect();
    // The oldest were closed, and the newest was not.
    assert!(kept.remove(0).rest().is_empty());
    ask(&mut kept.pop().unwrap());
    // A session is not idle.
    session.send(message("number", 7));
    session.read_until(&message("number", 7)[6..]);
}

#[test]
fn connections_that_bring_no_request_make_room_for_those_that_do() {
    let server = short_of_handles();
    let silent: Vec<_> = (0..2 * HANDLES)
        .map(|number| {
            let mut connection = Connection::open(server.address);
            if number % 2 == 0 {
                connection.send("POST /turn HTTP/1.1\r\nhost: ");
            }
            connection
        })
        .collect();
    ask(&mut Connection::open(server.address));
    drop(silent);
}
