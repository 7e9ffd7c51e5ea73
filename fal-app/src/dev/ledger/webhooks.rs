//! Webhooks that are owed: the result of a request is to be sent to a URL.

use rusqlite::Connection;
use uuid::Uuid;

use super::Result;
use super::requests::bytes;

/// Notes that the result of a request is to be sent to this URL.
pub(crate) fn owe(connection: &Connection, id: &Uuid, url: &str) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO webhooks (request_id, url) VALUES (?1, ?2)")?
        .execute((bytes(id), url))?;
    Ok(())
}
