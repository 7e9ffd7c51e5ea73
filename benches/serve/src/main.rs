//! Requests a second and p99 of two servers, in rounds that take turns.
//!
//! `serve BY_HAND DECLARED [ROUNDS] [CONNECTIONS]`: the paths of both binaries.

use std::env;
use std::process::Command;
use std::time::{Duration, Instant};

use serve::connection::Connection;
use serve::server::{REQUEST, Server, UNITS};
use serve::{Result, median};
use tokio::runtime;
use tokio::task::JoinSet;

const ROUND: Duration = Duration::from_secs(2);

/// What one server did in one round.
struct Round {
    requests_a_second: f64,
    p99_micros: f64,
    cpu_micros_a_request: f64,
}

async fn check(server: &mut Server) -> Result<Vec<u8>> {
    let mut connection = server.connect().await?;
    let answer = connection.call(REQUEST.as_bytes()).await?;
    if !answer.is_ok() || answer.header("x-fal-billable-units") != Some(UNITS) {
        return Err(format!(
            "not a 200 with {UNITS} units: {}",
            String::from_utf8_lossy(answer.body)
        )
        .into());
    }
    Ok(answer.body.to_vec())
}

/// Calls one after the other until the time is over; how long each took, in microseconds.
async fn calls(mut connection: Connection, until: Instant) -> Vec<f64> {
    let mut took = Vec::new();
    while Instant::now() < until {
        let start = Instant::now();
        match connection.call(REQUEST.as_bytes()).await {
            Ok(answer) if answer.is_ok() => took.push(start.elapsed().as_secs_f64() * 1e6),
            Ok(_) => panic!("refused under load"),
            Err(error) => panic!("failed under load: {error}"),
        }
    }
    took
}

async fn round(server: &Server, connections: usize) -> Result<Round> {
    let mut load = JoinSet::new();
    let cpu_before = server.cpu_seconds()?;
    let start = Instant::now();
    for _ in 0..connections {
        load.spawn(calls(Connection::open(server.port).await?, start + ROUND));
    }
    let mut took = load.join_all().await.concat();
    let seconds = start.elapsed().as_secs_f64();
    let cpu = server.cpu_seconds()? - cpu_before;
    took.sort_by(f64::total_cmp);
    let count = took.len() as f64;
    Ok(Round {
        requests_a_second: count / seconds,
        p99_micros: took[took.len() * 99 / 100],
        cpu_micros_a_request: cpu * 1e6 / count,
    })
}

/// A line of the table, its ratio the median of the rounds' ratios.
fn line(name: &str, by_hand: &[Round], declared: &[Round], of: fn(&Round) -> f64) {
    let ratios = by_hand
        .iter()
        .zip(declared)
        .map(|(by_hand, declared)| of(declared) / of(by_hand));
    let of_all = |rounds: &[Round]| median(rounds.iter().map(of).collect());
    println!(
        "| {name} | {:.0} | {:.0} | {:.2} |",
        of_all(by_hand),
        of_all(declared),
        median(ratios.collect())
    );
}

async fn run(paths: [&str; 2], rounds: usize, connections: usize) -> Result<()> {
    let (mut by_hand, mut declared) = (
        Server::spawn(Command::new(paths[0]))?,
        Server::spawn(Command::new(paths[1]))?,
    );
    let bodies = [check(&mut by_hand).await?, check(&mut declared).await?];
    if bodies[0] != bodies[1] {
        return Err("the two servers answer differently".into());
    }
    let (mut by_hand_rounds, mut declared_rounds) = (Vec::new(), Vec::new());
    for number in 0..=rounds {
        let (first, second) = (
            round(&by_hand, connections).await?,
            round(&declared, connections).await?,
        );
        // The first warms both up.
        if number > 0 {
            by_hand_rounds.push(first);
            declared_rounds.push(second);
        }
    }
    println!(
        "{connections} connections, median of {rounds} rounds of {} s",
        ROUND.as_secs()
    );
    println!("| | by hand | declared | ratio |\n|---|---|---|---|");
    line(
        "requests a second",
        &by_hand_rounds,
        &declared_rounds,
        |round| round.requests_a_second,
    );
    line("p99, µs", &by_hand_rounds, &declared_rounds, |round| {
        round.p99_micros
    });
    line(
        "CPU of the server, µs a request",
        &by_hand_rounds,
        &declared_rounds,
        |round| round.cpu_micros_a_request,
    );
    Ok(())
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [by_hand, declared, numbers @ ..] = arguments.as_slice() else {
        return Err("usage: serve BY_HAND DECLARED [ROUNDS] [CONNECTIONS]".into());
    };
    let number = |at: usize, default| numbers.get(at).map_or(Ok(default), |text| text.parse());
    let (rounds, connections) = (number(0, 9)?, number(1, 32)?);
    // One thread: the server shall have the rest of the machine.
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run([by_hand, declared], rounds, connections))
}
