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

use fal_app_tests::server::eventually;

use crate::support::{Folder, Market};

/// Callers at once.
const CALLERS: usize = 8;

/// Those who submit at once, each so many requests before they wait for the last one.
const SUBMITTERS: usize = 2;
const AHEAD: usize = 5;

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
    let mut submitted: BTreeSet<String> = BTreeSet::new();
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
            let submitters: Vec<_> = (0..SUBMITTERS)
                .map(|submitter| {
                    let key = &key;
                    let name = format!("{round}-{submitter}");
                    scope.spawn(move || submit_until_killed(address, key, &name))
                })
                .collect();
            while answered.load(Ordering::Relaxed) < answers {
                thread::yield_now();
            }
            market.kill();
            for caller in callers {
                let (answers, lost) = caller.join().unwrap();
                unanswered += lost;
                for Told { id, units } in answers {
                    assert!(told.insert(id, units).is_none(), "an id was given twice");
                }
            }
            for submitter in submitters {
                unanswered += 1;
                for id in submitter.join().unwrap() {
                    assert!(submitted.insert(id), "an id was given twice");
                }
            }
        });
    }
    // What was in flight at the last kill is settled by the next start, and what is in the queue is worked off.
    let market = Market::start_with(&folder, &[], "shared");
    for id in &submitted {
        market.completed(id);
        let result = market.result(id);
        assert_eq!(result.status, 200, "{}", result.text());
        let units = result.units().unwrap().to_owned();
        assert!(told.insert(id.replace('-', ""), units).is_none());
    }
    let file = Connection::open(folder.path().join("market-dev.db")).unwrap();
    // Also that of which no caller was told.
    eventually("the queue is worked off", || {
        count(
            &file,
            "SELECT count(*) FROM queue WHERE state != 'completed'",
        ) == 0
    });
    market.stop();
    let untold = compare(&file, &told);
    let again = count(
        &file,
        "SELECT count(*) FROM queue JOIN settled USING (request_id) WHERE settled.attempt > 1",
    );
    assert_eq!(
        count(
            &file,
            "SELECT count(*) FROM queue LEFT JOIN queue_results USING (place) WHERE status IS NOT 200"
        ),
        0,
        "each submission has its result, also where its caller was not told of it"
    );
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
         settled and {interrupted} interrupted at nothing; {} submissions, each with its result, {again} of them after more \
         than one attempt",
        told.len(),
        submitted.len()
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

/// Submits again and again, and waits for a result now and then. Returns the ids that were told.
fn submit_until_killed(address: SocketAddr, key: &str, name: &str) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for number in 0_u64.. {
        let (path, body) = match number % 4 {
            0 => ("", format!(r#"{{"units": {number}.00000001}}"#)),
            1 => ("/film", format!(r#"{{"seconds": 0.{number:08}}}"#)),
            2 => ("/stream", r#"{"items": 2}"#.to_owned()),
            // It is tried again.
            _ => (
                "/flaky",
                format!(r#"{{"name": "{name}-{number}", "failures": 1}}"#),
            ),
        };
        let Some((head, body)) = exchange(
            address,
            key,
            &format!("POST /queue/owner/market{path}"),
            &body,
        ) else {
            return told;
        };
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let Ok(said) = serde_json::from_str::<fal_app::Value>(&body) else {
            return told;
        };
        let id = said["request_id"].as_str().unwrap().to_owned();
        let last = format!("GET /queue/owner/market/requests/{id}/status");
        told.push(id);
        while told.len().is_multiple_of(AHEAD) {
            match exchange(address, key, &last, "") {
                Some((head, _)) if head.starts_with("HTTP/1.1 202") => {}
                Some(_) => break,
                None => return told,
            }
        }
    }
    told
}

/// What a caller is told once it has the head of an answer: of a stream that is charged before its items.
fn call(address: SocketAddr, key: &str, path: &str, body: &str) -> Option<Told> {
    let (head, _) = exchange(address, key, &format!("POST /run/owner/market{path}"), body)?;
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

/// Sends a request, and reads its answer: the head and the body; `None` where it has no head.
fn exchange(address: SocketAddr, key: &str, what: &str, body: &str) -> Option<(String, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "{what} HTTP/1.1\r\nhost: localhost\r\nauthorization: Key {key}\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.to_owned(), body.to_owned()))
}
