//! What a unit costs, and what a second of a machine costs. A price is a row with a number, the version. A request is
//! charged by the version at which it was accepted.

use rusqlite::{Connection, OptionalExtension, Row};

use super::Result;
use crate::units::{BillableUnits, Money};

/// What a second of each machine costs: examples, which the user replaces. The platform's own prices are on its page.
const EXAMPLES: [(&str, &str); 14] = [
    ("XS", "0.00001"),
    ("S", "0.00002"),
    ("M", "0.00004"),
    ("L", "0.00008"),
    ("XL", "0.00016"),
    ("GPU-RTX4090", "0.0001"),
    ("GPU-RTX5090", "0.00015"),
    ("GPU-A6000", "0.00015"),
    ("GPU-L40", "0.0002"),
    ("GPU-RTXPRO6000", "0.00025"),
    ("GPU-A100", "0.0003"),
    ("GPU-H100", "0.0005"),
    ("GPU-H200", "0.0006"),
    ("GPU-B200", "0.001"),
];

/// What has a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Priced {
    /// A unit of every endpoint.
    Units,
    /// A unit of the endpoint at this path.
    UnitsOf(String),
    /// A second of this machine.
    Machine(String),
}

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub(crate) version: i64,
    pub(crate) priced: Priced,
    pub(crate) unit_price: Money,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
}

/// Adds a price, and returns its version. It holds for requests that are accepted later.
pub(crate) fn add(connection: &Connection, priced: &Priced, unit_price: Money) -> Result<i64> {
    let (endpoint, machine) = match priced {
        Priced::Units => (None, None),
        Priced::UnitsOf(path) => (Some(path), None),
        Priced::Machine(name) => (None, Some(name)),
    };
    connection
        .prepare_cached("INSERT INTO prices (endpoint, machine, unit_price) VALUES (?1, ?2, ?3)")?
        .execute((endpoint, machine, unit_price.to_nano()))?;
    Ok(connection.last_insert_rowid())
}

pub(super) fn add_examples(connection: &Connection) -> Result<()> {
    for (machine, price) in EXAMPLES {
        let price = price.parse().unwrap_or_default();
        add(connection, &Priced::Machine(machine.to_owned()), price)?;
    }
    Ok(())
}

/// The version that holds now.
pub(crate) fn version(connection: &Connection) -> Result<i64> {
    let mut statement = connection.prepare_cached("SELECT max(version) FROM prices")?;
    Ok(statement.query_row((), |row| row.get(0))?)
}

/// What a unit of an endpoint costs at a version; `None` where no price was said.
pub(crate) fn of_endpoint(
    connection: &Connection,
    path: &str,
    version: i64,
) -> Result<Option<Money>> {
    let mut statement = connection.prepare_cached(
        "SELECT unit_price FROM prices
         WHERE version <= ?2 AND machine IS NULL AND (endpoint IS NULL OR endpoint = ?1)
         ORDER BY version DESC LIMIT 1",
    )?;
    let found = statement.query_row((path, version), |row| row.get(0));
    Ok(found.optional()?.map(Money::from_nano))
}

/// What a unit of every endpoint costs now; `None` where no price was said, or an endpoint has one of its own since.
pub(crate) fn of_units(connection: &Connection) -> Result<Option<Money>> {
    let last = connection.query_row(
        "SELECT endpoint IS NULL, unit_price FROM prices WHERE machine IS NULL ORDER BY version DESC LIMIT 1",
        (),
        |row| Ok((row.get::<_, bool>(0)?, row.get(1)?)),
    );
    let last = last.optional()?.filter(|(is_of_all, _)| *is_of_all);
    Ok(last.map(|(_, price)| Money::from_nano(price)))
}

/// What a second of so many machines costs at a version: nothing where no price was said, `None` where it is more than can
/// be counted.
pub(crate) fn of_machines(
    connection: &Connection,
    machine: &str,
    number: u32,
    version: i64,
) -> Result<Option<Money>> {
    let mut statement = connection.prepare_cached(
        "SELECT unit_price FROM prices WHERE version <= ?2 AND machine = ?1 ORDER BY version DESC LIMIT 1",
    )?;
    let found = statement.query_row((machine, version), |row| row.get(0));
    let one = found.optional()?.map(Money::from_nano).unwrap_or_default();
    Ok(one.times(BillableUnits::from(number)))
}

/// All rows, the oldest first.
pub(crate) fn list(connection: &Connection) -> Result<Vec<Price>> {
    let mut statement = connection.prepare(
        "SELECT version, endpoint, machine, unit_price, at FROM prices ORDER BY version",
    )?;
    let rows = statement.query_map((), price)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn price(row: &Row<'_>) -> rusqlite::Result<Price> {
    let priced = match (row.get(1)?, row.get(2)?) {
        (_, Some(machine)) => Priced::Machine(machine),
        (Some(path), None) => Priced::UnitsOf(path),
        (None, None) => Priced::Units,
    };
    Ok(Price {
        version: row.get(0)?,
        priced,
        unit_price: Money::from_nano(row.get(3)?),
        at: row.get(4)?,
    })
}
