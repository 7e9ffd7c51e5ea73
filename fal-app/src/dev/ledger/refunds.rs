//! What was given back.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::requests::{Charge, bytes, charge};
use super::{LedgerError, Result};
use crate::units::{BillableUnits, Money};

/// Gives back what a request cost, or what some of its units cost. Once for each request.
///
/// # Errors
/// The request was not charged that much, or was refunded before.
pub(crate) fn refund(
    connection: &Connection,
    id: &Uuid,
    some: Option<BillableUnits>,
) -> Result<Charge> {
    let refused = |why: &str| LedgerError::Refused(format!("the request `{id}` {why}"));
    let charge = charge(connection, id)?.ok_or_else(|| refused("is not settled"))?;
    let was_refunded = connection
        .query_row(
            "SELECT 1 FROM refunded WHERE request_id = ?1",
            [bytes(id)],
            |_| Ok(()),
        )
        .optional()?;
    if was_refunded.is_some() {
        return Err(refused("was refunded before"));
    }
    if charge.amount == Money::ZERO {
        return Err(refused("was charged nothing"));
    }
    let units = some.unwrap_or(charge.units);
    if units > charge.units {
        return Err(refused(&format!(
            "was charged {} units, not {units}",
            charge.units
        )));
    }
    let mut amount = charge.amount;
    if units < charge.units {
        let price = connection.query_row(
            "SELECT unit_price FROM settled WHERE request_id = ?1",
            [bytes(id)],
            |row| row.get(0).map(Money::from_nano),
        )?;
        // No more than the amount, whichever way the two were rounded.
        amount = price.times(units).unwrap_or(amount).min(amount);
    }
    connection.execute(
        "INSERT INTO refunded (request_id, units, amount) VALUES (?1, ?2, ?3)",
        (bytes(id), units.to_e8(), amount.to_nano()),
    )?;
    Ok(Charge {
        units,
        amount,
        flag: None,
        quoted: None,
    })
}
