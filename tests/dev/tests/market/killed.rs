//! The marketplace is killed under load, again and again, as a crash kills it (`docs/billing.md` §5).
//!
//! `cargo test` does that a few times. A hundred times, with the figures:
//! `KILLS=100 cargo test -p fal-app-dev-tests --test market killed -- --nocapture`

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rusqlite::Connection;

use crate::support::{Folder, Market};

/// Callers at once.
const CALLERS: usize = 8;

/// How many answers a round gets, beyond its number: so kills come at different moments.
const ANSWERS: usize = 20;

/// Nano-dollars of a unit.
const PRICE: i128 = 3;

/// What a caller was told: the id of a request, and its units.
struct Told {
    id: String,
    units: String,
}

#[test]
fn killed_under_load_every_amount_that_was_told_is_in_the_ledger_once() {
    let rounds: usize = std::env::var("KILLS").map_or(4, |kills| kills.parse().unwrap());
    let folder = Folder::new();
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    let mut unanswered = 0;
    for round in 0..rounds {
        let market = Market::start_with(&folder, &["--unit-price", "0.000000003"], "shared");
        let answers = ANSWERS + round % 17;
        let (key, address) = (market.key("alice").to_owned(), market.address);
        let answered = AtomicUsize::new(0);
        thread::scope(|scope| {
            let callers: Vec<_> = (0..CALLERS)
                .map(|caller| {
                    let (key, answered) = (&key, &answered);
                    scope.spawn(move || call_until_killed(address, key, caller, answered))
                })
                .collect();
            while answered.load(Ordering::Relaxed) < answers {
                thread::yield_now();
            }
            // Its app ends too: this waits for both.
            market.kill();
            for caller in callers {
                let (answers, lost) = caller.join().unwrap();
                unanswered += lost;
                for Told { id, units } in answers {
                    assert!(told.insert(id, units).is_none(), "an id was given twice");
                }
            }
        });
    }
    // What was in flight at the last kill is settled by the next start.
    Market::start_with(&folder, &[], "shared").stop();
    let file = Connection::open(folder.path().join("market-dev.db")).unwrap();
    let untold = compare(&file, &told);
    let interrupted = count(
        &file,
        "SELECT count(*) FROM settled WHERE flag = 'interrupted'",
    );
    assert!(
        untold <= unanswered,
        "{untold} were settled, {unanswered} callers had no answer"
    );
    let one = |select: &str| {
        file.query_row(select, (), |row| row.get::<_, String>(0))
            .unwrap()
    };
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    assert_eq!(count(&file, "SELECT count(*) FROM in_flight"), 0);
    assert_eq!(
        count(&file, "SELECT count(*) FROM accepted"),
        count(&file, "SELECT count(*) FROM settled")
    );
    let charged = count(&file, "SELECT sum(amount) FROM settled");
    assert_eq!(charged, count(&file, "SELECT sum(charged) FROM balances"));
    assert_eq!(count(&file, "SELECT sum(reserved) FROM balances"), 0);
    eprintln!(
        "{rounds} kills: {} answers told and in the ledger once, {unanswered} callers without an answer, of these {untold} \
         settled and {interrupted} interrupted at nothing",
        told.len()
    );
}

/// Holds each settled row against what callers were told, and counts those that nobody was told.
fn compare(file: &Connection, told: &BTreeMap<String, String>) -> i64 {
    let mut settled = file
        .prepare("SELECT lower(hex(request_id)), units, amount FROM settled WHERE flag IS NULL")
        .unwrap();
    let rows = settled.query_map((), |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, i64>(2)?,
        ))
    });
    let mut untold = 0;
    let mut seen = BTreeSet::new();
    for row in rows.unwrap() {
        let (id, units, amount) = row.unwrap();
        let cost = i128::from(units) * PRICE;
        let (whole, rest) = (cost / 100_000_000, cost % 100_000_000);
        let up = rest > 50_000_000 || (rest == 50_000_000 && whole % 2 == 1);
        assert_eq!(i128::from(amount), whole + i128::from(up), "{id}");
        match told.get(&id) {
            Some(told) => assert_eq!(e8(told), units, "{id}"),
            None => untold += 1,
        }
        seen.insert(id);
    }
    for id in told.keys() {
        assert!(seen.contains(id), "{id} was told and is not in the ledger");
    }
    untold
}

/// Units as callers read them, as a count of 10⁻⁸.
fn e8(units: &str) -> i64 {
    let (whole, fraction) = units.split_once('.').unwrap_or((units, ""));
    format!("{whole}{fraction:0<8}").parse().unwrap()
}

fn count(file: &Connection, select: &str) -> i64 {
    file.query_row(select, (), |row| row.get(0)).unwrap()
}

/// Calls again and again. Returns what was told, and whether the last call had no answer.
fn call_until_killed(
    address: SocketAddr,
    key: &str,
    caller: usize,
    answered: &AtomicUsize,
) -> (Vec<Told>, i64) {
    let mut told = Vec::new();
    for number in 0.. {
        let units = format!("{caller}.{:08}", number * 12_345_679_u64 % 100_000_000);
        let (path, body) = match (caller + number as usize) % 3 {
            0 => ("", format!(r#"{{"units": {units}}}"#)),
            1 => ("/film", format!(r#"{{"seconds": {units}}}"#)),
            _ => ("/stream", r#"{"items": 2}"#.to_owned()),
        };
        match call(address, key, path, &body) {
            Some(answer) => told.push(answer),
            None => return (told, 1),
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
    (told, 0)
}

/// What a caller is told once it has the head of an answer: of a stream that is charged before its items.
fn call(address: SocketAddr, key: &str, path: &str, body: &str) -> Option<Told> {
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "POST /run/owner/market{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Key {key}\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, _) = answer.split_once("\r\n\r\n")?;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {head}"))
            .to_owned()
    };
    Some(Told {
        id: header("x-fal-request-id: ").replace('-', ""),
        units: header("x-fal-billable-units: "),
    })
}
