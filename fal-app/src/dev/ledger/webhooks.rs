//! Webhooks: results that are sent to URLs of their callers, each attempt at that, and the key that signs them.

use ring::rand::SystemRandom;
use ring::signature::Ed25519KeyPair;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::requests::bytes;
use super::{LedgerError, Result};
use crate::net::Url;

/// A webhook that is to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub(crate) id: Uuid,
    pub(crate) url: String,
    /// The name of who pays for the request, and asked for the webhook.
    pub(crate) user: String,
    /// Each redelivery begins a new one.
    pub(crate) round: u32,
    /// The attempts of this round so far.
    pub(crate) tried: u32,
    /// When it is to be sent, in milliseconds since 1970.
    pub(crate) at: i64,
}

/// One attempt to send a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) round: u32,
    /// When it began, in milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) milliseconds: i64,
    /// The status of the answer, if there was one.
    pub(crate) status: Option<u16>,
    /// Why it failed; `None` where it was delivered.
    pub(crate) error: Option<String>,
    /// When it is tried again; `None` where it is not.
    pub(crate) next_at: Option<i64>,
}

/// What became of a webhook by now.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) id: Uuid,
    pub(crate) user: String,
    pub(crate) url: String,
    pub(crate) state: State,
    /// All attempts, of every round.
    pub(crate) attempts: u32,
    /// What was wrong with the last of them.
    pub(crate) error: Option<String>,
    /// When it is sent next, in milliseconds since 1970.
    pub(crate) next_at: Option<i64>,
}

/// Where a webhook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is sent at its time.
    Waiting,
    Delivered,
    /// It is not sent again, unless somebody asks for it.
    Failed,
}

impl State {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// Notes that the result of a request is to be sent to this URL. A request has one webhook.
pub(crate) fn owe(connection: &Connection, id: &Uuid, url: &str) -> Result<()> {
    let receiver = Url::parse(url).map_or_else(|_| url.to_owned(), |url| url.authority());
    connection
        .prepare_cached("INSERT INTO webhooks (request_id, url, receiver) VALUES (?1, ?2, ?3)")?
        .execute((bytes(id), url, receiver.to_ascii_lowercase()))?;
    Ok(())
}

/// Has a webhook sent again, also one that was delivered.
///
/// # Errors
/// There is no such webhook, or its result is not kept any more.
pub(crate) fn redeliver(connection: &Connection, id: &Uuid) -> Result<()> {
    let exists = |select: &str| {
        let found = connection.query_row(select, [bytes(id)], |_| Ok(()));
        found.optional().map(|found| found.is_some())
    };
    if !exists("SELECT 1 FROM webhooks WHERE request_id = ?1")? {
        return Err(unknown(id));
    }
    if !exists("SELECT 1 FROM queue WHERE request_id = ?1")? {
        return Err(LedgerError::Refused(format!(
            "the result of request `{id}` is not kept any more"
        )));
    }
    connection.execute(
        "INSERT INTO redeliveries (request_id, round)
         SELECT ?1, coalesce(max(round), 1) + 1 FROM redeliveries WHERE request_id = ?1",
        [bytes(id)],
    )?;
    Ok(())
}

/// Why there is no webhook.
pub(crate) fn unknown(id: &Uuid) -> LedgerError {
    LedgerError::Refused(format!(
        "the request `{id}` has no webhook, or is not completed\nhelp: `dev webhooks` lists all"
    ))
}

/// The receivers that something is to be sent to by now, the one that waits longest first. It costs the same whatever waits
/// for each of them.
pub(crate) fn receivers(connection: &Connection, now: i64) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE found(receiver) AS (
             SELECT min(receiver) FROM due_webhooks
             UNION ALL
             SELECT (SELECT min(receiver) FROM due_webhooks WHERE receiver > found.receiver)
             FROM found WHERE receiver IS NOT NULL
         ),
         waiting(receiver, at) AS (
             SELECT receiver, (SELECT min(at) FROM due_webhooks AS due WHERE due.receiver = found.receiver)
             FROM found WHERE receiver IS NOT NULL
         )
         SELECT receiver FROM waiting WHERE at <= ?1 ORDER BY at",
    )?;
    let receivers = statement.query_map([now], |row| row.get(0))?;
    Ok(receivers.collect::<rusqlite::Result<_>>()?)
}

/// Whose webhook it is, joined to `webhooks`: who pays for the request, as in the queue.
const OF_USER: &str = "JOIN accepted USING (request_id) JOIN users ON users.user = accepted.payer";

/// The first that are to be sent to a receiver, now or later.
pub(crate) fn due(connection: &Connection, receiver: &str, most: usize) -> Result<Vec<Due>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT request_id, url, users.name, round, due_webhooks.at,
                (SELECT count(*) FROM webhook_attempts AS tried
                 WHERE tried.request_id = due_webhooks.request_id AND tried.round = due_webhooks.round)
         FROM due_webhooks JOIN webhooks USING (request_id) {OF_USER}
         WHERE due_webhooks.receiver = ?1 ORDER BY due_webhooks.at LIMIT ?2"
    ))?;
    let due = statement.query_map((receiver, i64::try_from(most).unwrap_or(i64::MAX)), |row| {
        Ok(Due {
            id: Uuid::from_bytes(row.get(0)?),
            url: row.get(1)?,
            user: row.get(2)?,
            round: row.get(3)?,
            at: row.get(4)?,
            tried: row.get(5)?,
        })
    })?;
    Ok(due.collect::<rusqlite::Result<_>>()?)
}

/// Notes an attempt, and with it when the webhook is sent again, if at all.
pub(crate) fn record(connection: &Connection, id: &Uuid, attempt: &Attempt) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO webhook_attempts (request_id, attempt, round, at, milliseconds, status, error, next_at)
             SELECT ?1, coalesce(max(attempt), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7
             FROM webhook_attempts WHERE request_id = ?1",
        )?
        .execute((
            bytes(id),
            attempt.round,
            attempt.at,
            attempt.milliseconds,
            attempt.status,
            &attempt.error,
            attempt.next_at,
        ))?;
    Ok(())
}

const SELECT: &str = "
    SELECT request_id, users.name, url, due_webhooks.at,
           (SELECT count(*) FROM webhook_attempts AS all_of WHERE all_of.request_id = webhooks.request_id),
           (SELECT error FROM webhook_attempts AS last WHERE last.request_id = webhooks.request_id
            ORDER BY attempt DESC LIMIT 1)
    FROM webhooks LEFT JOIN due_webhooks USING (request_id)";

/// The last webhooks, the newest first.
pub(crate) fn list(connection: &Connection, most: u32) -> Result<Vec<Webhook>> {
    let mut statement = connection.prepare(&format!(
        "{SELECT} {OF_USER} ORDER BY webhooks.request_id DESC LIMIT ?1"
    ))?;
    let webhooks = statement.query_map([most], webhook)?;
    Ok(webhooks.collect::<rusqlite::Result<_>>()?)
}

/// The webhook of a request, with its attempts from the first on; `None` where there is none, or where it is not this
/// user's.
pub(crate) fn find(
    connection: &Connection,
    id: &Uuid,
    user: Option<i64>,
) -> Result<Option<(Webhook, Vec<Attempt>)>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} {OF_USER} WHERE webhooks.request_id = ?1 AND (?2 IS NULL OR users.user = ?2)"
    ))?;
    let found = statement.query_row((bytes(id), user), webhook).optional()?;
    let Some(found) = found else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(
        "SELECT round, at, milliseconds, status, error, next_at FROM webhook_attempts
         WHERE request_id = ?1 ORDER BY attempt",
    )?;
    let attempts = statement.query_map([bytes(id)], |row| {
        Ok(Attempt {
            round: row.get(0)?,
            at: row.get(1)?,
            milliseconds: row.get(2)?,
            status: row.get(3)?,
            error: row.get(4)?,
            next_at: row.get(5)?,
        })
    })?;
    Ok(Some((found, attempts.collect::<rusqlite::Result<_>>()?)))
}

fn webhook(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    let (next_at, error): (Option<i64>, Option<String>) = (row.get(3)?, row.get(5)?);
    Ok(Webhook {
        id: Uuid::from_bytes(row.get(0)?),
        user: row.get(1)?,
        url: row.get(2)?,
        state: match (next_at, &error) {
            (Some(_), _) => State::Waiting,
            (None, None) => State::Delivered,
            (None, Some(_)) => State::Failed,
        },
        attempts: row.get(4)?,
        error,
        next_at,
    })
}

/// Makes the key that webhooks are signed with, once for each file.
pub(super) fn make_signing_key(connection: &Connection) -> Result<()> {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map_err(|_| LedgerError::Refused("the system gives no random numbers".to_owned()))?;
    connection.execute(
        "INSERT INTO signing_keys (pkcs8) VALUES (?1)",
        [key.as_ref()],
    )?;
    Ok(())
}

/// The key that webhooks are signed with, in PKCS #8.
pub(crate) fn signing_key(connection: &Connection) -> Result<Vec<u8>> {
    let key = connection.query_row("SELECT pkcs8 FROM signing_keys", (), |row| row.get(0));
    Ok(key?)
}
