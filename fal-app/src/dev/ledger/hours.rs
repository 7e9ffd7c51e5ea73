//! What was used in each hour: sums that triggers keep, so that nobody reads all rows to know them.

use rusqlite::Connection;

use super::Result;

/// The milliseconds of an hour.
pub(crate) const HOUR: i64 = 60 * 60 * 1000;

/// What a caller used of an endpoint in an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hour {
    /// Counted from 1970, UTC: that in which the requests were accepted.
    pub(crate) hour: i64,
    /// `None` for one who did not say who they are.
    pub(crate) caller: Option<String>,
    pub(crate) endpoint: String,
    pub(crate) sums: Sums,
}

/// Totals. They may be more than one amount can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Requests that cost units.
    pub(crate) charged: i64,
    /// Requests that did not.
    pub(crate) free: i64,
    /// Less what was refunded: a count of 10⁻⁸ units.
    pub(crate) units: i128,
    /// Less what was refunded: nano-dollars.
    pub(crate) amount: i128,
}

impl Sums {
    pub(crate) fn add(&mut self, other: &Self) {
        self.charged += other.charged;
        self.free += other.free;
        self.units += other.units;
        self.amount += other.amount;
    }
}

/// All from an hour on and before another, the oldest first. `caller` is that caller alone.
pub(crate) fn between(
    connection: &Connection,
    (start, end): (i64, i64),
    caller: Option<&str>,
) -> Result<Vec<Hour>> {
    let mut statement = connection.prepare_cached(
        "SELECT hour, name, endpoint, charged, free, units, units_e8, amount
         FROM hours LEFT JOIN users ON user = caller
         WHERE hour >= ?1 AND hour < ?2 AND (?3 IS NULL OR name = ?3) ORDER BY hour, name, endpoint",
    )?;
    let rows = statement.query_map((start, end, caller), |row| {
        let whole: i64 = row.get(5)?;
        let e8: i64 = row.get(6)?;
        let amount: i64 = row.get(7)?;
        Ok(Hour {
            hour: row.get(0)?,
            caller: row.get(1)?,
            endpoint: row.get(2)?,
            sums: Sums {
                charged: row.get(3)?,
                free: row.get(4)?,
                units: i128::from(whole) * 100_000_000 + i128::from(e8),
                amount: i128::from(amount),
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
