//! Requests one by one, as people look at them.

use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::Result;
use super::requests::{Flag, bytes, units};
use crate::units::{BillableUnits, Money};

/// An accepted request, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// A UUID of version 7: the time is in it.
    pub(crate) id: Uuid,
    /// Who asked; `None` for one who did not say who they are.
    pub(crate) caller: Option<String>,
    pub(crate) payer: String,
    pub(crate) endpoint: String,
    /// The version of the prices at which it was accepted.
    pub(crate) price_version: i64,
    /// Held until it is settled.
    pub(crate) reserve: Money,
    /// `None` while it is in work, and while it waits for its report.
    pub(crate) settled: Option<Settled>,
    /// Whether it was answered, and a report will say what it costs.
    pub(crate) is_deferred: bool,
}

/// What a request cost.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    /// `None` where the marketplace ended before an answer came.
    pub(crate) status: Option<u16>,
    pub(crate) milliseconds: Option<i64>,
    /// `header`, `machine_seconds`, `report`, `timings`, `session` or `none`.
    pub(crate) source: String,
    pub(crate) units: BillableUnits,
    pub(crate) unit_price: Money,
    pub(crate) amount: Money,
    /// Why nothing is charged although the answer has units.
    pub(crate) flag: Option<Flag>,
    /// What was given back since.
    pub(crate) refunded: Money,
}

const SELECT: &str = "
    SELECT accepted.request_id, callers.name, payers.name, accepted.endpoint, price_version, reserve,
           deferred.request_id IS NOT NULL,
           settled.source, settled.status, settled.milliseconds, settled.units, settled.unit_price, settled.amount,
           settled.flag, refunded.amount
    FROM accepted JOIN users AS payers ON payers.user = accepted.payer
    LEFT JOIN keys ON keys.key = accepted.key LEFT JOIN users AS callers ON callers.user = keys.user
    LEFT JOIN settled ON settled.request_id = accepted.request_id
    LEFT JOIN refunded ON refunded.request_id = accepted.request_id
    LEFT JOIN deferred ON deferred.request_id = accepted.request_id";

/// A request; `None` where none of that id was accepted.
pub(crate) fn entry(connection: &Connection, id: &Uuid) -> Result<Option<Entry>> {
    let select = format!("{SELECT} WHERE accepted.request_id = ?1");
    let mut statement = connection.prepare_cached(&select)?;
    Ok(statement.query_row([bytes(id)], read).optional()?)
}

/// The newest settled requests that came before that one, the newest first.
pub(crate) fn settled_before(
    connection: &Connection,
    id: &Uuid,
    most: u32,
) -> Result<Vec<(Entry, Settled)>> {
    let select = format!(
        "{SELECT} WHERE accepted.request_id < ?1 AND settled.request_id IS NOT NULL
         ORDER BY accepted.request_id DESC LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&select)?;
    let rows = statement.query_map((bytes(id), most), read)?;
    let entries: Vec<Entry> = rows.collect::<rusqlite::Result<_>>()?;
    let settled = |entry: Entry| entry.settled.clone().map(|settled| (entry, settled));
    Ok(entries.into_iter().filter_map(settled).collect())
}

/// The newest requests that are in work or wait for their report, the newest first.
pub(crate) fn in_work(connection: &Connection, most: u32) -> Result<Vec<Entry>> {
    let select = format!(
        "{SELECT} WHERE accepted.request_id IN (SELECT request_id FROM in_flight ORDER BY request_id DESC LIMIT ?1)
         ORDER BY accepted.request_id DESC"
    );
    let mut statement = connection.prepare_cached(&select)?;
    let rows = statement.query_map([most], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let money = |column| -> rusqlite::Result<Money> {
        let nano: Option<i64> = row.get(column)?;
        Ok(Money::from_nano(nano.unwrap_or_default()))
    };
    let source: Option<String> = row.get(7)?;
    let settled = source.map(|source| {
        let flag: Option<String> = row.get(13)?;
        Ok::<_, rusqlite::Error>(Settled {
            source,
            status: row.get(8)?,
            milliseconds: row.get(9)?,
            units: units(row.get(10)?),
            unit_price: money(11)?,
            amount: money(12)?,
            flag: flag.as_deref().and_then(Flag::read),
            refunded: money(14)?,
        })
    });
    Ok(Entry {
        id: Uuid::from_bytes(row.get(0)?),
        caller: row.get(1)?,
        payer: row.get(2)?,
        endpoint: row.get(3)?,
        price_version: row.get(4)?,
        reserve: money(5)?,
        is_deferred: row.get(6)?,
        settled: settled.transpose()?,
    })
}
