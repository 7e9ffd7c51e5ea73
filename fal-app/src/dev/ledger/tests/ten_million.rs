//! What a request costs in a ledger of ten million requests.

use rusqlite::Connection;

use super::super::requests::{self, Quote, Source};
use super::super::{Ledger, LedgerFile, Result};
use super::{answered, call, payer, price, units};

/// What a request costs the ledger, with few rows before it and with ten million.
///
/// `cargo test -p fal-app --features dev --lib ten_million -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes and two gigabytes"]
#[allow(clippy::print_stderr, reason = "it tells its figures")]
fn a_request_costs_the_same_after_ten_million() {
    const REQUESTS: u32 = 2000;
    let folder = std::env::temp_dir().join(format!("fal-app-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("ledger.db");
    let ledger = Ledger::open(LedgerFile::at(path.to_str().unwrap())).unwrap();
    let payer = payer(&ledger, "1000000");
    price(&ledger, "0.025");
    let each = || {
        let mut times: Vec<_> = (0..REQUESTS)
            .map(|_| {
                let mut call = call(payer, Quote::AtMost(units("1")));
                call.tags = vec![("team".to_owned(), "red".to_owned())];
                let began = std::time::Instant::now();
                // One transaction for each, synced.
                ledger
                    .write_now(move |file| {
                        let answered = answered(call.id, Source::Header, units("1"));
                        requests::accept(file, &call)?;
                        requests::settle(file, &answered)
                    })
                    .unwrap();
                began.elapsed()
            })
            .collect();
        times.sort_unstable();
        (times[times.len() / 2], times[times.len() * 99 / 100])
    };
    let few = each();
    ledger.write_now(fill).unwrap();
    let rows = ledger
        .read(|file| {
            Ok(file.query_row("SELECT count(*) FROM settled", (), |row| {
                row.get::<_, i64>(0)
            })?)
        })
        .unwrap();
    let many = each();
    eprintln!(
        "accept and settle, median and 99th percentile: {few:?} with few rows, {many:?} with {rows}"
    );
    drop(ledger);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(rows >= 10_000_000);
    assert!(many.0 < few.0 * 2, "{few:?} {many:?}");
}

/// Adds ten million settled requests that cost nothing, from before this year. The triggers wait meanwhile: such rows change
/// no sum.
fn fill(file: &Connection) -> Result<()> {
    let mut triggers = file.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('accepted', 'settled') AND name NOT LIKE '%_no_%'",
    )?;
    let triggers: Vec<(String, String)> = triggers
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    assert_eq!(triggers.len(), 4);
    for (name, _) in &triggers {
        file.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let rows = "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999999),
                ids (id) AS (SELECT unhex(printf('%012x70008000000000%06x', 1700000000000 + n / 4, n % 4)) FROM numbers)";
    file.execute_batch(&format!(
        "INSERT INTO accepted {rows} SELECT id, NULL, 1, '/', 1, 0, NULL FROM ids;
         INSERT INTO settled (request_id, attempt, status, milliseconds, source, units, unit_price, amount)
         {rows} SELECT id, 1, 200, 12, 'header', 100000000, 0, 0 FROM ids;"
    ))?;
    for (_, sql) in triggers {
        file.execute_batch(&sql)?;
    }
    Ok(())
}
