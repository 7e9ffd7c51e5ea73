//! Requests that are billed by a report of the app, which comes when the work is done (`docs/billing.md` §5).

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::Result;
use super::requests::{Answered, Charge, Measured, Source, bytes, charge, settle, units};
use crate::units::BillableUnits;

/// An answer that leaves its billing to a report.
#[derive(Clone, Debug)]
pub(crate) struct Deferred {
    pub(crate) id: Uuid,
    /// The name of the app, which alone may report.
    pub(crate) app: String,
    /// From 1.
    pub(crate) attempt: u32,
    pub(crate) status: u16,
    pub(crate) milliseconds: u64,
}

/// What an app says that a request costs.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) id: Uuid,
    pub(crate) app: String,
    pub(crate) units: BillableUnits,
}

/// What became of a report.
#[derive(Clone, Debug)]
pub(crate) enum Reported {
    /// There is no such request of this app.
    Unknown,
    /// The request is at work, and its answer has not begun: it may be deferred yet.
    TooEarly,
    /// It is charged.
    Charged(Charge, Billed),
    /// The same was reported before.
    Again(Charge),
    /// The request was billed otherwise, by another report or without one. This one is kept, and not charged.
    Other,
}

/// The request that a report bills.
#[derive(Clone, Debug)]
pub(crate) struct Billed {
    /// Who called; `None` for one who did not say who they are.
    pub(crate) caller: Option<String>,
    pub(crate) endpoint: String,
    pub(crate) status: u16,
    /// From the call to the head of its answer.
    pub(crate) milliseconds: u64,
}

/// What the ledger knows of a request when a report comes.
struct Known {
    billed: Billed,
    deferred: Option<(String, u32)>,
    /// Where its units came from, and how many they were.
    settled: Option<(String, BillableUnits)>,
}

/// Notes that an answer leaves its billing to a report. Until then the request keeps its reserve and costs nothing. Where
/// an earlier attempt did so too, the first stays.
pub(crate) fn defer(connection: &Connection, deferred: &Deferred) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO deferred (request_id, app, attempt, status, milliseconds)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM deferred WHERE request_id = ?1)",
        )?
        .execute((
            bytes(&deferred.id),
            &deferred.app,
            deferred.attempt,
            deferred.status,
            i64::try_from(deferred.milliseconds).unwrap_or(i64::MAX),
        ))?;
    Ok(())
}

/// Settles a deferred request by the first report of it, at the price of its acceptance.
pub(crate) fn report(connection: &Connection, report: &Report) -> Result<Reported> {
    let Some(known) = find(connection, &report.id)? else {
        return Ok(Reported::Unknown);
    };
    let is_settled_at = |source: &str| {
        let settled = known.settled.as_ref();
        settled.is_some_and(|settled| *settled == (source.to_owned(), report.units))
    };
    match &known.deferred {
        Some((app, _)) if *app != report.app => return Ok(Reported::Unknown),
        None if known.settled.is_none() => return Ok(Reported::TooEarly),
        Some(_) if is_settled_at(Source::Report.as_str()) => {
            let first = charge(connection, &report.id)?;
            return Ok(Reported::Again(first.unwrap_or(Charge::NOTHING)));
        }
        _ => keep(connection, report)?,
    }
    let Known {
        billed,
        deferred: Some((_, attempt)),
        settled: None,
    } = known
    else {
        return Ok(Reported::Other);
    };
    let answered = Answered {
        id: report.id,
        attempt,
        status: billed.status,
        milliseconds: billed.milliseconds,
        measured: Measured {
            source: Source::Report,
            units: report.units,
            flag: None,
        },
    };
    Ok(Reported::Charged(settle(connection, &answered)?, billed))
}

/// Adds a row, where there is none of these units yet.
fn keep(connection: &Connection, report: &Report) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO reports (request_id, units)
             SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM reports WHERE request_id = ?1 AND units = ?2)",
        )?
        .execute((bytes(&report.id), report.units.to_e8()))?;
    Ok(())
}

fn find(connection: &Connection, id: &Uuid) -> Result<Option<Known>> {
    let mut statement = connection.prepare_cached(
        "SELECT users.name, endpoint, deferred.app, deferred.attempt, coalesce(deferred.status, 0),
                coalesce(deferred.milliseconds, 0), source, settled.units
         FROM accepted LEFT JOIN deferred USING (request_id) LEFT JOIN settled USING (request_id)
              LEFT JOIN keys USING (key) LEFT JOIN users USING (user)
         WHERE request_id = ?1",
    )?;
    let known = statement.query_row([bytes(id)], |row| {
        let app: Option<String> = row.get(2)?;
        let attempt: Option<u32> = row.get(3)?;
        let source: Option<String> = row.get(6)?;
        let e8: Option<i64> = row.get(7)?;
        Ok(Known {
            billed: Billed {
                caller: row.get(0)?,
                endpoint: row.get(1)?,
                status: row.get(4)?,
                milliseconds: row.get::<_, i64>(5)?.try_into().unwrap_or_default(),
            },
            deferred: app.zip(attempt),
            settled: source.zip(e8.map(units)),
        })
    });
    Ok(known.optional()?)
}
