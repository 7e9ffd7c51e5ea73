//! Requests a second and p99 of two servers, in rounds that take turns.
//!
//! `serve BY_HAND DECLARED [ROUNDS] [CONNECTIONS]`: the paths of both binaries. Beside each of them stands one of the
//! same name and `-media`, which is asked for a picture.

use std::env;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serve::connection::Connection;
use serve::load::{self, Load};
use serve::server::Server;
use serve::{Result, median};
use tokio::runtime;
use tokio::task::JoinSet;

/// Many short rounds tell more than a few long ones on a machine that others use too.
const ROUND: Duration = Duration::from_millis(500);

/// What one server did in one round.
struct Round {
    requests_a_second: f64,
    p99_micros: f64,
    cpu_micros_a_request: f64,
}

async fn check(server: &mut Server, load: &Load) -> Result<Vec<u8>> {
    let mut connection = server.connect().await?;
    let answer = connection.call(&load.request).await?;
    let units = load.units;
    if !answer.is_ok() || answer.header("x-fal-billable-units") != Some(units) {
        let body = String::from_utf8_lossy(answer.body);
        return Err(format!("not a 200 with {units} units: {body:.500}").into());
    }
    answer.content()
}

/// Calls one after the other until the time is over; how long each took, in microseconds.
async fn calls(mut connection: Connection, request: Arc<[u8]>, until: Instant) -> Vec<f64> {
    let mut took = Vec::new();
    while Instant::now() < until {
        let start = Instant::now();
        match connection.call(&request).await {
            Ok(answer) if answer.is_ok() => took.push(start.elapsed().as_secs_f64() * 1e6),
            Ok(_) => panic!("refused under load"),
            Err(error) => panic!("failed under load: {error}"),
        }
    }
    took
}

async fn round(server: &Server, request: &Arc<[u8]>, connections: usize) -> Result<Round> {
    let mut load = JoinSet::new();
    let cpu_before = server.cpu_seconds()?;
    let start = Instant::now();
    for _ in 0..connections {
        let connection = Connection::open(server.port).await?;
        load.spawn(calls(connection, Arc::clone(request), start + ROUND));
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
fn line(name: &str, rounds: [&[Round]; 2], of: impl Fn(&Round) -> f64) {
    let [by_hand, declared] = rounds;
    let pairs = by_hand.iter().zip(declared);
    let ratios = pairs.map(|(by_hand, declared)| of(declared) / of(by_hand));
    let of_all = |rounds: &[Round]| median(rounds.iter().map(&of).collect());
    println!(
        "| {name} | {:.0} | {:.0} | {:.2} |",
        of_all(by_hand),
        of_all(declared),
        median(ratios.collect())
    );
}

async fn compare(load: &Load, paths: [&str; 2], rounds: usize, connections: usize) -> Result<()> {
    let (mut by_hand, mut declared) = (
        Server::spawn(Command::new(paths[0]))?,
        Server::spawn(Command::new(paths[1]))?,
    );
    let bodies = [
        check(&mut by_hand, load).await?,
        check(&mut declared, load).await?,
    ];
    if bodies[0] != bodies[1] {
        return Err("the two servers answer differently".into());
    }
    let request = Arc::from(load.request.as_slice());
    let (mut by_hand_rounds, mut declared_rounds) = (Vec::new(), Vec::new());
    for number in 0..=rounds {
        let (first, second) = (
            round(&by_hand, &request, connections).await?,
            round(&declared, &request, connections).await?,
        );
        // The first warms both up.
        if number > 0 {
            by_hand_rounds.push(first);
            declared_rounds.push(second);
        }
    }
    println!(
        "\n{}: {connections} connections, median of {rounds} rounds of {} ms\n",
        load.name,
        ROUND.as_millis()
    );
    println!("| | by hand | declared | ratio |\n|---|---|---|---|");
    let rounds = [by_hand_rounds.as_slice(), declared_rounds.as_slice()];
    line("requests a second", rounds, |round| round.requests_a_second);
    if let Some(bytes) = load.picture {
        let mib = bytes as f64 / 1024.0 / 1024.0;
        line("MiB of picture a second", rounds, |round| {
            round.requests_a_second * mib
        });
    }
    if let Some(items) = load.items {
        line("items a second", rounds, |round| {
            round.requests_a_second * f64::from(items)
        });
    }
    line("p99, µs", rounds, |round| round.p99_micros);
    line("CPU of the server, µs a request", rounds, |round| {
        round.cpu_micros_a_request
    });
    Ok(())
}

async fn run(paths: [&str; 2], rounds: usize, connections: usize) -> Result<()> {
    compare(&load::small(), paths, rounds, connections).await?;
    compare(&load::stream(), paths, rounds, connections).await?;
    let media = paths.map(|path| format!("{path}-media"));
    let media = [media[0].as_str(), media[1].as_str()];
    // A large body keeps a connection busy: a few are enough.
    compare(&load::picture(), media, rounds, connections.min(4)).await
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [by_hand, declared, numbers @ ..] = arguments.as_slice() else {
        return Err("usage: serve BY_HAND DECLARED [ROUNDS] [CONNECTIONS]".into());
    };
    let number = |at: usize, default| numbers.get(at).map_or(Ok(default), |text| text.parse());
    let (rounds, connections) = (number(0, 41)?, number(1, 32)?);
    // One thread: the server shall have the rest of the machine.
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run([by_hand, declared], rounds, connections))
}
