//! What callers sent, where the owner wants it kept: the newest, within bounds. It is no record.

use bytes::Bytes;
use rusqlite::{Connection, params_from_iter};
use uuid::Uuid;

use super::Result;
use super::usage::{Question, State};
use crate::units::BillableUnits;

/// The most bodies that are kept.
pub(crate) const MOST: u64 = 10_000;

/// The longest body that is kept, in bytes.
pub(crate) const LONGEST: usize = 1 << 20;

/// A body that is to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    /// The most bytes of all bodies: the oldest make place.
    pub(crate) most_bytes: u64,
}

/// A request that succeeded, and whose body was kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) id: Uuid,
    /// `None` for one who did not say who they are.
    pub(crate) caller: Option<String>,
    pub(crate) endpoint: String,
    pub(crate) body: Bytes,
    /// What was charged; `None` where no units were, as of the seconds of a machine.
    pub(crate) charged: Option<BillableUnits>,
}

/// Keeps a body.
pub(super) fn keep(connection: &Connection, id: &[u8], body: &Body) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO bodies (request_id, body) VALUES (?1, ?2)")?
        .execute((id, &body.bytes[..]))?;
    let mut held = connection.prepare_cached("SELECT number, bytes FROM bodies_held")?;
    let mut oldest = connection.prepare_cached(
        "DELETE FROM bodies WHERE request_id = (SELECT min(request_id) FROM bodies)",
    )?;
    loop {
        let (number, bytes) = held.query_row((), |row| {
            Ok((
                row.get::<_, i64>(0)?.unsigned_abs(),
                row.get::<_, i64>(1)?.unsigned_abs(),
            ))
        })?;
        if number <= MOST && bytes <= body.most_bytes {
            return Ok(());
        }
        oldest.execute(())?;
    }
}

/// Removes all of them, and returns how many there were.
pub(crate) fn forget(connection: &Connection) -> Result<usize> {
    Ok(connection.execute("DELETE FROM bodies", ())?)
}

const SUCCEEDED: State = (
    "body, CASE WHEN source IN ('header', 'report') AND flag IS NULL THEN settled.units END",
    "bodies JOIN accepted USING (request_id) JOIN (
         SELECT request_id, source, units, flag FROM settled WHERE status BETWEEN 200 AND 299
     ) AS settled USING (request_id)",
);

/// Those of a question that succeeded, the oldest first.
pub(crate) fn of(connection: &Connection, question: &Question) -> Result<Vec<Kept>> {
    let (select, parameters) = question.select(SUCCEEDED);
    let mut statement = connection.prepare(&format!("{select} ORDER BY request_id"))?;
    let kept = statement.query_map(params_from_iter(parameters), |row| {
        let charged: Option<i64> = row.get(5)?;
        Ok(Kept {
            id: Uuid::from_slice(&row.get::<_, Vec<u8>>(0)?).unwrap_or_default(),
            caller: row.get(1)?,
            endpoint: row.get(3)?,
            body: row.get::<_, Vec<u8>>(4)?.into(),
            charged: charged.map(|e8| BillableUnits::from_e8(e8.max(0))),
        })
    })?;
    Ok(kept.collect::<rusqlite::Result<_>>()?)
}
