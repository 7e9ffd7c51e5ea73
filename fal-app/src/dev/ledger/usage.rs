//! What was used, and what it cost: sums over the settled requests of a window.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::Result;
use crate::units::Money;

/// Which requests are summed, and what tells their rows apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Question {
    /// Requests from this time on.
    pub(crate) start: Option<Timestamp>,
    /// Requests before this time.
    pub(crate) end: Option<Timestamp>,
    /// Of this caller alone.
    pub(crate) caller: Option<String>,
    /// Paid by this user alone.
    pub(crate) payer: Option<i64>,
    /// Of these endpoints alone; of all where it is empty.
    pub(crate) endpoints: Vec<String>,
    /// With this tag alone: its name and its value.
    pub(crate) tag: Option<(String, String)>,
    /// Whether each caller has rows of their own.
    pub(crate) by_caller: bool,
    /// Whether each label of keys has rows of its own.
    pub(crate) by_key: bool,
    /// The tag of which each value has rows of its own.
    pub(crate) by_tag: Option<String>,
    /// The span of time that has rows of its own.
    pub(crate) by_span: Option<Span>,
}

/// A span of time, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    Minute,
    Hour,
    Day,
    /// From Monday on.
    Week,
    Month,
}

/// Requests of one row are alike in all of this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    /// When the span began, where spans are told apart.
    pub(crate) span: Option<Timestamp>,
    /// The caller, where callers are told apart; `None` also for one who did not say who they are.
    pub(crate) caller: Option<String>,
    /// The label of the key, where keys are told apart; `None` also for one who did not say who they are.
    pub(crate) key: Option<String>,
    /// The value of the tag, where tags are told apart.
    pub(crate) tag: Option<String>,
    pub(crate) endpoint: String,
    /// `header`, `machine_seconds`, `report`, `timings`, `session`, `none` for what costs nothing, or `waiting` for what a report will
    /// bill.
    pub(crate) source: String,
    pub(crate) unit_price: Money,
}

/// Totals of the requests of one kind. They may be more than one amount can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) requests: u64,
    /// Charged, less what was refunded: a count of 10⁻⁸ units.
    pub(crate) units: i128,
    /// Charged, less what was refunded: nano-dollars.
    pub(crate) amount: i128,
    /// Nano-dollars.
    pub(crate) refunded: i128,
}

/// Answers the question. It reads each settled request of the window, and each that waits for its report.
pub(crate) fn of(connection: &Connection, question: &Question) -> Result<BTreeMap<Kind, Used>> {
    let mut usage = BTreeMap::new();
    for state in [SETTLED, WAITING] {
        add(connection, question, state, &mut usage)?;
    }
    Ok(usage)
}

/// What is selected of requests in a state, and from where.
pub(super) type State = (&'static str, &'static str);

const SETTLED: State = (
    "source, unit_price, settled.units, settled.amount,
     coalesce(refunded.units, 0), coalesce(refunded.amount, 0), flag IS NULL",
    "accepted JOIN settled USING (request_id) LEFT JOIN refunded USING (request_id)",
);

const WAITING: State = (
    "'waiting', 0, 0, 0, 0, 0, TRUE",
    "in_flight JOIN deferred USING (request_id) JOIN accepted USING (request_id)",
);

fn add(
    connection: &Connection,
    question: &Question,
    state: State,
    usage: &mut BTreeMap<Kind, Used>,
) -> Result<()> {
    let (select, parameters) = question.select(state);
    let mut statement = connection.prepare_cached(&select)?;
    let mut rows = statement.query(params_from_iter(parameters))?;
    while let Some(row) = rows.next()? {
        let id: Vec<u8> = row.get(0)?;
        let kind = Kind {
            span: question.by_span.map(|span| span.start(time_of(&id))),
            caller: row.get(1)?,
            key: row.get(11)?,
            tag: row.get(2)?,
            endpoint: row.get(3)?,
            source: row.get(4)?,
            unit_price: Money::from_nano(row.get(5)?),
        };
        let [units, amount, less_units, refunded] =
            [6, 7, 8, 9].map(|column| row.get::<_, i64>(column));
        // Units that are flagged are not charged.
        let is_charged: bool = row.get(10)?;
        let used = usage.entry(kind).or_default();
        used.requests += 1;
        if is_charged {
            used.units += i128::from(units?) - i128::from(less_units?);
        }
        let refunded = i128::from(refunded?);
        used.amount += i128::from(amount?) - refunded;
        used.refunded += refunded;
    }
    Ok(())
}

impl Used {
    pub(crate) fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.units += other.units;
        self.amount += other.amount;
        self.refunded += other.refunded;
    }
}

/// Reads a time in UTC: RFC 3339, or a date, which is its beginning.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let date: Date = text.parse().ok()?;
        Some(date.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp())
    })
}

impl Question {
    /// The statement that reads its requests, and its parameters.
    pub(super) fn select(&self, (columns, tables): State) -> (String, Vec<Value>) {
        let mut parameters: Vec<Value> = Vec::new();
        let mut is_asked = |value: Value| {
            parameters.push(value);
            format!("?{}", parameters.len())
        };
        let mut conditions = vec!["TRUE".to_owned()];
        if let Some(start) = self.start {
            conditions.push(format!("request_id >= {}", is_asked(first_id(start))));
        }
        if let Some(end) = self.end {
            conditions.push(format!("request_id < {}", is_asked(first_id(end))));
        }
        if let Some(caller) = &self.caller {
            conditions.push(format!("users.name = {}", is_asked(caller.clone().into())));
        }
        if let Some(payer) = self.payer {
            conditions.push(format!("payer = {}", is_asked(payer.into())));
        }
        if !self.endpoints.is_empty() {
            let one_of: Vec<String> = self
                .endpoints
                .iter()
                .map(|path| is_asked(path.clone().into()))
                .collect();
            conditions.push(format!("endpoint IN ({})", one_of.join(", ")));
        }
        if let Some((name, value)) = &self.tag {
            let (name, value) = (
                is_asked(name.clone().into()),
                is_asked(value.clone().into()),
            );
            conditions.push(format!(
                "EXISTS (SELECT 1 FROM tags WHERE request_id = accepted.request_id AND name = {name} AND value = {value})"
            ));
        }
        let tag = self.by_tag.as_ref().map_or("NULL".to_owned(), |name| {
            let name = is_asked(name.clone().into());
            format!(
                "(SELECT value FROM tags WHERE request_id = accepted.request_id AND name = {name})"
            )
        });
        let caller = if self.by_caller { "users.name" } else { "NULL" };
        let key = if self.by_key { "keys.label" } else { "NULL" };
        let select = format!(
            "SELECT request_id, {caller}, {tag}, endpoint, {columns}, {key}
             FROM {tables} LEFT JOIN keys USING (key) LEFT JOIN users USING (user)
             WHERE {}",
            conditions.join(" AND ")
        );
        (select, parameters)
    }
}

impl Span {
    /// All, by the platform's words.
    pub(crate) const NAMES: [(&str, Self); 5] = [
        ("minute", Self::Minute),
        ("hour", Self::Hour),
        ("day", Self::Day),
        ("week", Self::Week),
        ("month", Self::Month),
    ];

    /// When the span began that a time is in.
    pub(crate) fn start(self, time: Timestamp) -> Timestamp {
        let time = time.to_zoned_datetime(TimeZone::UTC);
        let start = match self {
            Self::Minute => time.with().second(0).subsec_nanosecond(0).build(),
            Self::Hour => time.with().minute(0).second(0).subsec_nanosecond(0).build(),
            Self::Day => time.start_of_day(),
            Self::Week => time.start_of_day().and_then(|day| {
                day.checked_sub(i64::from(day.weekday().since(Weekday::Monday)).days())
            }),
            Self::Month => time.first_of_month().and_then(|day| day.start_of_day()),
        };
        // Only at the end of all times is there no such time.
        start.map_or(Timestamp::MIN, |start| start.timestamp())
    }
}

/// The least id of a time.
fn first_id(time: Timestamp) -> Value {
    let time = u64::try_from(time.as_millisecond())
        .unwrap_or_default()
        .to_be_bytes();
    let mut id = vec![0; 16];
    id[..6].copy_from_slice(&time[2..]);
    id.into()
}

/// The time of an id: its first six bytes.
pub(crate) fn time_of(id: &[u8]) -> Timestamp {
    let milliseconds = id
        .iter()
        .take(6)
        .fold(0, |time, byte| time << 8 | i64::from(*byte));
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
}
