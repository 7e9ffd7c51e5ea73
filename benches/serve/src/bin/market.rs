//! Requests a second through the local marketplace, and what it adds to a request: with a new ledger, with one of ten
//! million requests, and beside both the app alone. The three take turns.
//!
//! `market DECLARED_MARKET [FOLDER] [ROUNDS]`: the app's binary, and a folder on the disk that is measured. The ledger of
//! ten million stays there for the next time.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection as Sqlite;
use serde_json::Value;
use serve::connection::Connection;
use serve::load;
use serve::server::Server;
use serve::{Result, median};
use tokio::runtime;
use tokio::task::JoinSet;

/// Connections at once, each with a request after the other.
const CONCURRENT: [usize; 5] = [1, 8, 32, 64, 128];

const ROUND: Duration = Duration::from_millis(1000);

/// What one server did in one round.
struct Round {
    requests_a_second: f64,
    p50_millis: f64,
    p99_millis: f64,
    /// Of all its processes.
    cpu_micros_a_request: f64,
    requests: u64,
    units: u64,
}

/// Who is measured.
struct Side {
    name: &'static str,
    server: Server,
    request: Arc<[u8]>,
    /// The file of the ledger, where there is one.
    ledger: Option<PathBuf>,
    /// What was settled in it before.
    before: Sums,
    rounds: Vec<Vec<Round>>,
}

/// What a ledger says of the requests that are settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    requests: u64,
    units: u64,
    nano_dollars: u64,
}

/// What a unit costs: so little that alice's 100 dollars last for all rounds.
const UNIT_PRICE: &str = "0.000000007";
const NANO_DOLLARS_A_UNIT: u64 = 7;

impl Side {
    /// The app alone.
    fn direct(binary: &str) -> Result<Self> {
        let mut command = Command::new(binary);
        command.env("RUST_LOG", "warn");
        Ok(Self {
            name: "the app alone",
            server: Server::spawn(command)?,
            request: load::text("/", "").into(),
            ledger: None,
            before: Sums::default(),
            rounds: Vec::new(),
        })
    }

    /// The marketplace on a file. What it prints goes to a file beside that.
    fn market(name: &'static str, binary: &str, ledger: PathBuf) -> Result<Self> {
        let printed = ledger.with_extension("log");
        let mut command = Command::new(binary);
        command
            .args(["dev", "--json", "--port", "0", "--unit-price", UNIT_PRICE, "--db"])
            .arg(&ledger)
            .stdin(Stdio::null())
            .stdout(fs::File::create(&printed)?)
            .stderr(Stdio::inherit());
        let child = command.spawn()?;
        let said = loop {
            let printed = fs::read_to_string(&printed)?;
            if let Some((first, _)) = printed.split_once('\n') {
                break serde_json::from_str::<Value>(first)?;
            }
            thread::sleep(Duration::from_millis(10));
        };
        let url = said["url"].as_str().ok_or("no url")?;
        let port = url.rsplit(':').next().unwrap_or_default().parse()?;
        let key = said["keys"]["alice"].as_str().ok_or("no key")?;
        let path = format!("/run/{}", said["app"].as_str().ok_or("no app")?);
        Ok(Self {
            name,
            server: Server::of(child, port),
            request: load::text(&path, &format!("authorization: Key {key}\r\n")).into(),
            before: settled(&ledger)?,
            ledger: Some(ledger),
            rounds: Vec::new(),
        })
    }

    async fn round(&self, connections: usize) -> Result<Round> {
        let mut load = JoinSet::new();
        let cpu_before = self.server.cpu_seconds()?;
        let start = Instant::now();
        for _ in 0..connections {
            let connection = Connection::open(self.server.port).await?;
            let request = Arc::clone(&self.request);
            load.spawn(calls(connection, request, start + ROUND));
        }
        let mut units = 0;
        let mut took = Vec::new();
        for (calls, charged) in load.join_all().await {
            took.extend(calls);
            units += charged;
        }
        let seconds = start.elapsed().as_secs_f64();
        let cpu = self.server.cpu_seconds()? - cpu_before;
        took.sort_by(f64::total_cmp);
        let count = took.len();
        Ok(Round {
            requests_a_second: count as f64 / seconds,
            p50_millis: took[count / 2],
            p99_millis: took[count * 99 / 100],
            cpu_micros_a_request: cpu * 1e6 / count as f64,
            requests: count as u64,
            units,
        })
    }

    /// What the callers were told in all rounds, the first one too.
    fn told(&self) -> Sums {
        let rounds = || self.rounds.iter().flatten();
        let units = rounds().map(|round| round.units).sum();
        Sums {
            requests: rounds().map(|round| round.requests).sum(),
            units,
            nano_dollars: units * NANO_DOLLARS_A_UNIT,
        }
    }
}

/// Calls one after the other until the time is over: how long each took, in milliseconds, and the units that they were told.
async fn calls(mut connection: Connection, request: Arc<[u8]>, until: Instant) -> (Vec<f64>, u64) {
    let (mut took, mut units) = (Vec::new(), 0);
    while Instant::now() < until {
        let start = Instant::now();
        match connection.call(&request).await {
            Ok(answer) if answer.is_ok() => {
                took.push(start.elapsed().as_secs_f64() * 1e3);
                let told = answer.header("x-fal-billable-units");
                units += told.and_then(|units| units.parse::<u64>().ok()).unwrap_or_default();
            }
            Ok(answer) => panic!("refused under load: {}", String::from_utf8_lossy(answer.body)),
            Err(error) => panic!("failed under load: {error}"),
        }
    }
    (took, units)
}

/// What the requests with a key cost together. Those that were added have none.
fn settled(ledger: &Path) -> Result<Sums> {
    let file = Sqlite::open(ledger)?;
    let number = |row: &rusqlite::Row<'_>, column| row.get::<_, i64>(column).map(i64::unsigned_abs);
    Ok(file.query_row(
        "SELECT count(*), coalesce(sum(units), 0) / 100000000, coalesce(sum(amount), 0)
         FROM settled JOIN accepted USING (request_id) WHERE key IS NOT NULL",
        (),
        |row| {
            Ok(Sums {
                requests: number(row, 0)?,
                units: number(row, 1)?,
                nano_dollars: number(row, 2)?,
            })
        },
    )?)
}

/// A new ledger with ten million settled requests that cost nothing, from some years ago.
fn fill(binary: &str, path: &Path) -> Result<()> {
    eprintln!("adding ten million requests to {}", path.display());
    // The marketplace itself makes the file.
    Side::market("", binary, path.to_owned())?.server.end()?;
    let mut file = Sqlite::open(path)?;
    let transaction = file.transaction()?;
    // These rows change no sum, so the triggers wait meanwhile.
    let triggers: Vec<(String, String)> = transaction
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('accepted', 'settled')")?
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, _) in &triggers {
        transaction.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let ids = "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999999),
               ids (id) AS (SELECT unhex(printf('%012x70008000000000%06x', 1700000000000 + n / 4, n % 4)) FROM numbers)";
    transaction.execute_batch(&format!(
        "INSERT INTO accepted (request_id, payer, endpoint, price_version, reserve) {ids} SELECT id, 1, '/', 1, 0 FROM ids;
         INSERT INTO settled (request_id, attempt, status, milliseconds, source, units, unit_price, amount)
         {ids} SELECT id, 1, 200, 12, 'header', 100000000, 0, 0 FROM ids;"
    ))?;
    for (_, sql) in triggers {
        transaction.execute_batch(&sql)?;
    }
    Ok(transaction.commit()?)
}

fn table(sides: &[Side]) {
    println!("| connections | | requests a second | p50, ms | p99, ms | CPU, µs a request |\n|---|---|---|---|---|---|");
    for (at, connections) in CONCURRENT.iter().enumerate() {
        for side in sides {
            let of = |value: fn(&Round) -> f64| {
                // The first round warms up.
                median(side.rounds[at].iter().skip(1).map(value).collect())
            };
            println!(
                "| {connections} | {} | {:.0} | {:.2} | {:.2} | {:.0} |",
                side.name,
                of(|round| round.requests_a_second),
                of(|round| round.p50_millis),
                of(|round| round.p99_millis),
                of(|round| round.cpu_micros_a_request),
            );
        }
    }
}

async fn run(binary: &str, folder: &Path, rounds: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    let (new, large) = (folder.join("new.db"), folder.join("ten-million.db"));
    for ending in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(new.with_extension(ending));
    }
    if !large.exists() {
        let filled = folder.join("filled.db");
        fill(binary, &filled)?;
        fs::rename(&filled, &large)?;
    }
    let mut sides = [
        Side::direct(binary)?,
        Side::market("a new ledger", binary, new)?,
        Side::market("ten million requests", binary, large)?,
    ];
    sides[0].server.connect().await?;
    for connections in CONCURRENT {
        for side in &mut sides {
            side.rounds.push(Vec::new());
        }
        for _ in 0..=rounds {
            for side in &mut sides {
                let round = side.round(connections).await?;
                side.rounds.last_mut().ok_or("no rounds")?.push(round);
            }
        }
    }
    table(&sides);
    println!();
    for side in sides {
        let told = side.told();
        let Some(ledger) = side.ledger else { continue };
        side.server.end()?;
        let settled = settled(&ledger)?;
        let settled = Sums {
            requests: settled.requests - side.before.requests,
            units: settled.units - side.before.units,
            nano_dollars: settled.nano_dollars - side.before.nano_dollars,
        };
        if settled != told {
            return Err(format!("{}: told {told:?}, in the ledger {settled:?}", side.name).into());
        }
        println!(
            "{}: {} requests, {} units and {} nano-dollars were told, and are in the ledger",
            side.name, told.requests, told.units, told.nano_dollars
        );
    }
    Ok(())
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some(binary) = arguments.first() else {
        return Err("usage: market DECLARED_MARKET [FOLDER] [ROUNDS]".into());
    };
    let folder = arguments.get(1).map_or("target/market", String::as_str);
    let rounds = arguments.get(2).map_or(Ok(9), |rounds| rounds.parse())?;
    // One thread: the marketplace shall have the rest of the machine.
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(binary, Path::new(folder), rounds))
}
