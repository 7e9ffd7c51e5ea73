//! Many callers at once, who are slow, silent, or more than there are places: nobody starves, the order of arrival holds,
//! and memory stays bounded.
//!
//! `cargo test` runs it with few callers. With many, and a table of what it measured:
//!
//! ```sh
//! ulimit -n 16384
//! cargo test -p fal-app-tests --test load -- --ignored --nocapture
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, and reports by stdout"
)]

mod caller;
mod scenarios;

use std::time::Duration;

use fal_app_tests::server::{Server, command};

/// The places of the app.
const PLACES: usize = 4;

/// How many of each.
struct Load {
    /// Callers who ask again and again, and how often.
    callers: usize,
    turns: usize,
    /// Callers who wait at once.
    waiting: usize,
    /// Callers who do not read a large answer.
    slow: usize,
    /// Connections without a whole request.
    half_open: usize,
    /// Sessions at once.
    sessions: usize,
}

const LITTLE: Load = Load {
    callers: 100,
    turns: 5,
    waiting: 50,
    slow: 8,
    half_open: 200,
    sessions: 100,
};

const MUCH: Load = Load {
    callers: 2000,
    turns: 10,
    waiting: 1000,
    slow: 64,
    half_open: 5000,
    sessions: 1000,
};

/// What a scenario measured.
#[derive(Default)]
struct Measured {
    /// How long each answer took.
    latencies: Vec<Duration>,
    /// How long all took.
    took: Duration,
    /// Said beside the figures.
    remark: String,
}

/// An app, how many places it has, and its environment.
type App = (&'static str, usize, &'static [(&'static str, &'static str)]);

const LOAD: App = (env!("CARGO_BIN_EXE_load-app"), PLACES, &[]);

/// On one thread a request that is in progress waits for its place already. On two, the next one could overtake it.
const SLEEPER: App = (
    env!("CARGO_BIN_EXE_server-app"),
    1,
    &[("TOKIO_WORKER_THREADS", "1")],
);

/// Lets the callers of a scenario loose on an app, and prints what that came to.
fn measure(
    name: &str,
    (app, places, environment): App,
    callers: usize,
    load: &Load,
    scenario: fn(&Server, &Load) -> Measured,
) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _entered = runtime.enter();
    let server = Server::start(
        command(app)
            .env("RUST_LOG", "info")
            .envs(environment.iter().copied()),
    );
    let before = server.peak_memory();
    let Measured {
        mut latencies,
        took,
        remark,
    } = scenario(&server, load);
    latencies.sort();
    let after = |percent: usize| {
        let at = (latencies.len() - 1) * percent / 100;
        latencies[at].as_secs_f64() * 1e3
    };
    let mib = |bytes: usize| bytes as f64 / f64::from(1 << 20);
    println!(
        "{name}: {callers} callers, {places} places, {} answers in {:.2} s; p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms; memory {:.1} MiB, at the start {:.1}{remark}",
        latencies.len(),
        took.as_secs_f64(),
        after(50),
        after(99),
        after(100),
        mib(server.peak_memory()),
        mib(before),
    );
    // A scenario may have stopped it.
    let ended = server.stop();
    assert_eq!(ended.code, Some(0));
    assert_eq!(
        ended.count_lines(|line| line.contains("outlive")),
        0,
        "{ended:#?}"
    );
}

fn run(load: &Load) {
    let Load {
        callers,
        waiting,
        slow,
        half_open,
        sessions,
        ..
    } = *load;
    measure(
        "who comes first",
        SLEEPER,
        waiting,
        load,
        scenarios::waiting,
    );
    measure(
        "more callers than places",
        LOAD,
        callers,
        load,
        scenarios::many,
    );
    measure(
        "beside connections without a request",
        LOAD,
        half_open,
        load,
        scenarios::half_open,
    );
    measure(
        "beside callers who do not read",
        LOAD,
        slow,
        load,
        scenarios::slow,
    );
    measure(
        "realtime sessions",
        LOAD,
        sessions,
        load,
        scenarios::sessions,
    );
}

#[test]
fn a_little_load() {
    run(&LITTLE);
}

#[test]
#[ignore = "takes a minute, and more files than most shells allow"]
fn much_load() {
    run(&MUCH);
}
