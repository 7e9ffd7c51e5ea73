//! The queue: what was submitted and is not answered yet, and the results of what is. Its rows change and go. What a request
//! costs stands in the records alone.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::requests::{self, Acceptance, Call, bytes};
use super::{Result, webhooks};

/// Requests that are not completed, and their bytes.
const MOST_INPUTS: i64 = 10_000;
const MOST_INPUT_BYTES: i64 = 1 << 30;

/// Results that are kept, and their bytes. The oldest go first. As many more wait for the receivers of webhooks.
const MOST_RESULTS: i64 = 10_000;
const MOST_RESULT_BYTES: i64 = 1 << 30;

/// How long a result is kept, in milliseconds: a week.
const RESULT_AGE: i64 = 7 * 24 * 60 * 60 * 1000;

/// What a caller submits.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub(crate) call: Call,
    /// Whether it goes behind all requests of normal priority.
    pub(crate) low: bool,
    /// It is refused where more than these wait.
    pub(crate) most_waiting: Option<u64>,
    pub(crate) start_by: Option<StartBy>,
    /// What is left of its retries, as the gateway writes it.
    pub(crate) retries: String,
    /// Where its result is sent.
    pub(crate) webhook: Option<String>,
    pub(crate) input: Input,
}

/// Until when a request must have started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StartBy {
    /// In milliseconds since 1970.
    pub(crate) at: i64,
    /// Whether its caller says so.
    pub(crate) is_callers: bool,
}

/// What the app is sent.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// With its query.
    pub(crate) path: String,
    /// Lines of `name: value`, as in the head of a request.
    pub(crate) headers: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

/// Whether a submission is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Submitted {
    /// Behind so many others.
    At(u32),
    NoCredit,
    /// There are more before it than its caller wants.
    TooLong,
    /// The queue holds no more.
    Full,
    /// Too many results wait for the receivers of their webhooks.
    TooManyOwed,
}

/// A request whose turn it is.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) id: Uuid,
    /// The name of the caller; `None` where nobody said who they are.
    pub(crate) caller: Option<String>,
    pub(crate) endpoint: String,
    /// From 1.
    pub(crate) attempt: u32,
    pub(crate) retries: String,
    pub(crate) start_by: Option<StartBy>,
    pub(crate) is_cancelled: bool,
    pub(crate) logs: String,
    pub(crate) input: Input,
}

/// Where a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Behind so many others.
    Queued(u32),
    Running,
    Completed {
        /// How long the attempt took that answered it; `None` where the app was not asked.
        milliseconds: Option<i64>,
        error: Option<String>,
        error_type: Option<String>,
    },
}

/// A request, for who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) state: State,
    pub(crate) logs: String,
}

/// How a request was answered, as its caller gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    /// Lines of `name: value`, as in the head of an answer.
    pub(crate) headers: Vec<u8>,
    pub(crate) body: Bytes,
}

/// The end of a request.
#[derive(Clone, Debug)]
pub(crate) struct Completion {
    pub(crate) id: Uuid,
    pub(crate) outcome: Outcome,
    /// How long the attempt took; `None` where the app was not asked.
    pub(crate) milliseconds: Option<i64>,
    /// What went wrong, where something did.
    pub(crate) error: Option<String>,
    pub(crate) error_type: Option<String>,
    pub(crate) logs: String,
}

/// What a cancel finds.
#[derive(Clone, Debug)]
pub(crate) enum Cancelled {
    /// Nothing that the caller may see.
    Unknown,
    Completed,
    /// It waited. Its turn is now, to be completed without the app.
    Queued(Box<Turn>),
    /// The app is at it.
    Running,
}

/// Lets a request in and puts it into the queue, both or neither.
pub(crate) fn submit(connection: &Connection, submission: &Submission) -> Result<Submitted> {
    if let Some(most) = submission.most_waiting
        && u64::from(waiting_before(connection, true, i64::MAX)?) > most
    {
        return Ok(Submitted::TooLong);
    }
    let waiting = waiting_before(connection, submission.low, i64::MAX)?;
    let input = &submission.input;
    let length = i64::try_from(input.headers.len() + input.body.len()).unwrap_or(i64::MAX);
    let (inputs, input_bytes) = held(connection, "inputs")?;
    if inputs >= MOST_INPUTS || input_bytes.saturating_add(length) > MOST_INPUT_BYTES {
        return Ok(Submitted::Full);
    }
    if submission.webhook.is_some() {
        let (owed, owed_bytes) = held(connection, "owed")?;
        if owed >= MOST_RESULTS || owed_bytes >= MOST_RESULT_BYTES {
            return Ok(Submitted::TooManyOwed);
        }
    }
    if requests::accept(connection, &submission.call)? == Acceptance::NoCredit {
        return Ok(Submitted::NoCredit);
    }
    connection
        .prepare_cached(
            "INSERT INTO queue (request_id, low, retries, start_by, is_callers_time, webhook)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            bytes(&submission.call.id),
            submission.low,
            &submission.retries,
            submission.start_by.map(|start_by| start_by.at),
            submission
                .start_by
                .is_some_and(|start_by| start_by.is_callers),
            &submission.webhook,
        ))?;
    connection
        .prepare_cached(
            "INSERT INTO queue_inputs (place, path, headers, body) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((
            connection.last_insert_rowid(),
            &input.path,
            &input.headers,
            &input.body,
        ))?;
    Ok(Submitted::At(waiting))
}

/// How many wait before a place: those of normal priority first.
fn waiting_before(connection: &Connection, low: bool, place: i64) -> Result<u32> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*) FROM queue WHERE state = 'queued' AND (low, place) < (?1, ?2)",
    )?;
    Ok(statement.query_row((low, place), |row| row.get(0))?)
}

fn held(connection: &Connection, what: &str) -> Result<(i64, i64)> {
    let mut statement =
        connection.prepare_cached("SELECT number, bytes FROM queue_held WHERE what = ?1")?;
    Ok(statement.query_row([what], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Begins an attempt at the first that waits, and not for its next attempt.
pub(crate) fn next(connection: &Connection) -> Result<Option<Turn>> {
    let mut statement = connection.prepare_cached(
        "SELECT place FROM queue
         WHERE state = 'queued' AND not_before <= CAST(unixepoch('subsec') * 1000 AS INTEGER)
         ORDER BY low, place LIMIT 1",
    )?;
    begin_at(
        connection,
        statement.query_row((), |row| row.get(0)).optional()?,
    )
}

/// Begins with this one, if it waits.
pub(crate) fn begin(connection: &Connection, id: &Uuid) -> Result<Option<Turn>> {
    let mut statement = connection
        .prepare_cached("SELECT place FROM queue WHERE request_id = ?1 AND state = 'queued'")?;
    let place = statement.query_row([bytes(id)], |row| row.get(0));
    begin_at(connection, place.optional()?)
}

fn begin_at(connection: &Connection, place: Option<i64>) -> Result<Option<Turn>> {
    let Some(place) = place else {
        return Ok(None);
    };
    connection
        .prepare_cached(
            "UPDATE queue SET state = 'running', attempt = attempt + 1 WHERE place = ?1",
        )?
        .execute([place])?;
    let mut statement = connection.prepare_cached(
        "SELECT accepted.request_id, users.name, accepted.endpoint, attempt, retries,
                is_cancelled, logs, path, headers, body, start_by, is_callers_time
         FROM queue JOIN queue_inputs USING (place) JOIN accepted USING (request_id)
              LEFT JOIN keys ON keys.key = accepted.key LEFT JOIN users ON users.user = keys.user
         WHERE place = ?1",
    )?;
    let turn = statement.query_row([place], |row| {
        Ok(Turn {
            id: Uuid::from_bytes(row.get(0)?),
            caller: row.get(1)?,
            endpoint: row.get(2)?,
            attempt: row.get(3)?,
            retries: row.get(4)?,
            is_cancelled: row.get(5)?,
            logs: row.get(6)?,
            input: Input {
                path: row.get(7)?,
                headers: row.get(8)?,
                body: row.get(9)?,
            },
            start_by: start_by(row, 10)?,
        })
    });
    Ok(Some(turn?))
}

/// Puts a request back at its place, for one more attempt after so many milliseconds.
pub(crate) fn again(
    connection: &Connection,
    id: &Uuid,
    pause: u32,
    retries: &str,
    logs: &str,
) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE queue SET state = 'queued', retries = ?2, logs = ?3,
                    not_before = CAST(unixepoch('subsec') * 1000 AS INTEGER) + ?4
             WHERE request_id = ?1 AND state = 'running'",
        )?
        .execute((bytes(id), retries, logs, pause))?;
    Ok(())
}

/// Where a request is; `None` where this payer has none of that id.
pub(crate) fn status(connection: &Connection, id: &Uuid, payer: i64) -> Result<Option<Status>> {
    let mut statement = connection.prepare_cached(
        "SELECT state, low, place, logs, milliseconds, error, error_type
         FROM queue JOIN accepted USING (request_id) WHERE request_id = ?1 AND payer = ?2",
    )?;
    let found = statement.query_row((bytes(id), payer), |row| {
        let completed = State::Completed {
            milliseconds: row.get(4)?,
            error: row.get(5)?,
            error_type: row.get(6)?,
        };
        Ok((
            row.get::<_, String>(0)?,
            (row.get::<_, bool>(1)?, row.get::<_, i64>(2)?),
            row.get(3)?,
            completed,
        ))
    });
    let Some((state, (low, place), logs, completed)) = found.optional()? else {
        return Ok(None);
    };
    let state = match &*state {
        "queued" => State::Queued(waiting_before(connection, low, place)?),
        "running" => State::Running,
        _ => completed,
    };
    Ok(Some(Status { state, logs }))
}

/// How a completed request was answered.
pub(crate) fn outcome(connection: &Connection, id: &Uuid) -> Result<Option<Outcome>> {
    let mut statement = connection.prepare_cached(
        "SELECT status, headers, body FROM queue JOIN queue_results USING (place) WHERE request_id = ?1",
    )?;
    let outcome = statement.query_row([bytes(id)], |row| {
        Ok(Outcome {
            status: row.get(0)?,
            headers: row.get(1)?,
            body: row.get::<_, Vec<u8>>(2)?.into(),
        })
    });
    Ok(outcome.optional()?)
}

/// Notes that the payer of a request wants it no more.
pub(crate) fn cancel(connection: &Connection, id: &Uuid, payer: i64) -> Result<Cancelled> {
    let Some(Status { state, .. }) = status(connection, id, payer)? else {
        return Ok(Cancelled::Unknown);
    };
    if matches!(state, State::Completed { .. }) {
        return Ok(Cancelled::Completed);
    }
    connection
        .prepare_cached("UPDATE queue SET is_cancelled = 1 WHERE request_id = ?1")?
        .execute([bytes(id)])?;
    Ok(match begin(connection, id)? {
        Some(turn) => Cancelled::Queued(Box::new(turn)),
        None => Cancelled::Running,
    })
}

/// Keeps how a request was answered. Where a webhook was asked for, it is owed from now on.
pub(crate) fn complete(connection: &Connection, completion: &Completion) -> Result<()> {
    let Completion { id, outcome, .. } = completion;
    let mut statement = connection.prepare_cached(
        "UPDATE queue SET state = 'completed', completed_at = CAST(unixepoch('subsec') * 1000 AS INTEGER),
                milliseconds = ?2, error = ?3, error_type = ?4, logs = ?5
         WHERE request_id = ?1 AND state != 'completed' RETURNING place, webhook",
    )?;
    let completed = statement.query_row(
        (
            bytes(id),
            completion.milliseconds,
            &completion.error,
            &completion.error_type,
            &completion.logs,
        ),
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?)),
    );
    let Some((place, webhook)) = completed.optional()? else {
        return Ok(());
    };
    connection
        .prepare_cached("DELETE FROM queue_inputs WHERE place = ?1")?
        .execute([place])?;
    connection
        .prepare_cached(
            "INSERT INTO queue_results (place, status, headers, body) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((place, outcome.status, &outcome.headers, &*outcome.body))?;
    if let Some(url) = webhook {
        webhooks::owe(connection, id, &url)?;
    }
    prune(connection)
}

/// Removes results that are too old or too many. That of the last request always stays, and those that a webhook is owed.
fn prune(connection: &Connection) -> Result<()> {
    loop {
        let (number, bytes) = held(connection, "results")?;
        let is_over = number > MOST_RESULTS || bytes > MOST_RESULT_BYTES;
        let mut statement = connection.prepare_cached(
            "SELECT place FROM queue WHERE state = 'completed' AND NOT is_owed
               AND (?1 OR completed_at < CAST(unixepoch('subsec') * 1000 AS INTEGER) - ?2)
             ORDER BY completed_at LIMIT 1",
        )?;
        let oldest = statement.query_row((is_over, RESULT_AGE), |row| row.get::<_, i64>(0));
        let Some(place) = oldest.optional()?.filter(|_| number > 1) else {
            return Ok(());
        };
        for remove in [
            "DELETE FROM queue_results WHERE place = ?1",
            "DELETE FROM queue WHERE place = ?1",
        ] {
            connection.prepare_cached(remove)?.execute([place])?;
        }
    }
}

/// Puts back what was running when the last marketplace on this file ended.
pub(crate) fn recover(connection: &Connection) -> Result<()> {
    connection.execute(
        "UPDATE queue SET state = 'queued', not_before = 0 WHERE state != 'completed'",
        (),
    )?;
    Ok(())
}

/// What waits, in no order: each request, and until when it must have started.
pub(crate) fn waiting(connection: &Connection) -> Result<Vec<(Uuid, Option<StartBy>)>> {
    let mut statement = connection.prepare(
        "SELECT request_id, start_by, is_callers_time FROM queue WHERE state = 'queued'",
    )?;
    let rows = statement.query_map((), |row| {
        Ok((Uuid::from_bytes(row.get(0)?), start_by(row, 1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A time and whose it is, from this column on.
fn start_by(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<StartBy>> {
    let is_callers = row.get(at + 1)?;
    let at: Option<i64> = row.get(at)?;
    Ok(at.map(|at| StartBy { at, is_callers }))
}
