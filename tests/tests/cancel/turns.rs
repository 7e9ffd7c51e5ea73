//! A caller who does one thing after the other is never refused, and never waits for itself.

use std::cell::Cell;

use fal_app_tests::http::Connection;
use fal_app_tests::server::{Server, eventually};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{LONG, assert_cancelled, assert_served, cancel, cancel_now, send, sleeper};

/// What a caller does in one turn.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// Gets an answer.
    Asks,
    /// Gets a stream, to its end.
    Streams,
    /// Gets a refusal.
    IsRefused,
    /// Cancels what is at work.
    Cancels(&'static str),
    /// Cancels what may not have begun.
    CancelsEarly(&'static str),
    /// Cancels what is answered.
    CancelsLate,
    /// Leaves, and comes back.
    Leaves(&'static str),
}

fn turn() -> impl Strategy<Value = Turn> {
    let path = || prop::sample::select(vec!["/sleep", "/stream", "/stream-on-a-thread"]);
    prop_oneof![
        Just(Turn::Asks),
        Just(Turn::Streams),
        Just(Turn::IsRefused),
        path().prop_map(Turn::Cancels),
        path().prop_map(Turn::CancelsEarly),
        Just(Turn::CancelsLate),
        path().prop_map(Turn::Leaves),
    ]
}

/// The caller.
struct Caller<'s> {
    server: &'s Server,
    connection: Connection,
    /// Those of all callers so far: an id is used once.
    turns: &'s Cell<usize>,
}

impl Caller<'_> {
    fn take(&mut self, turn: Turn) {
        self.turns.update(|turns| turns + 1);
        let id = format!("turn {}", self.turns.get());
        let (server, connection) = (self.server, &mut self.connection);
        let began = |line: &str| line == format!("began {id}");
        match turn {
            Turn::Asks => assert_served(connection),
            Turn::Streams => {
                send(connection, "/stream", &id, "");
                let answer = connection.answer();
                assert!(answer.status == 200 && answer.is_whole, "{answer:?}");
            }
            Turn::IsRefused => {
                send(connection, "/sleep", &id, r#""milliseconds": -1"#);
                assert_eq!(connection.answer().status, 422);
            }
            Turn::Cancels(path) => {
                send(connection, path, &id, LONG);
                server.log_line(began);
                cancel_now(server, path, &id);
                assert_cancelled(&connection.answer());
            }
            Turn::CancelsEarly(path) => {
                send(connection, path, &id, LONG);
                let header = format!("x-fal-request-id: {id}");
                eventually("it is cancelled", || {
                    cancel(server, path, &[&header]).0 == 200
                });
                assert_cancelled(&connection.answer());
            }
            Turn::CancelsLate => {
                send(connection, "/sleep", &id, "");
                assert_eq!(connection.answer().status, 200);
                let cancelled = cancel(server, "/sleep", &[&format!("x-fal-request-id: {id}")]);
                assert_eq!(cancelled.0, 404);
            }
            Turn::Leaves(path) => {
                send(connection, path, &id, LONG);
                server.log_line(began);
                self.connection = Connection::open(server.address);
            }
        }
    }
}

#[test]
fn one_after_the_other() {
    let (server, all) = (sleeper(), Cell::new(0));
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    });
    let ran = runner.run(&vec(turn(), 1..40), |turns| {
        let mut caller = Caller {
            server: &server,
            connection: Connection::open(server.address),
            turns: &all,
        };
        for turn in turns {
            caller.take(turn);
        }
        Ok(())
    });
    ran.unwrap();
}
