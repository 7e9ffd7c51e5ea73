//! What was asked, and what it cost.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::bodies::Body;
use super::{Result, bodies, keys, prices};
use crate::units::{BillableUnits, Money};

/// A call that asks to be let in.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// A UUID of version 7: the time is in it.
    pub(crate) id: Uuid,
    /// The key of the caller; `None` where nobody said who they are.
    pub(crate) key: Option<i64>,
    pub(crate) payer: i64,
    /// The path of the endpoint.
    pub(crate) endpoint: String,
    pub(crate) quote: Quote,
    pub(crate) tags: Vec<(String, String)>,
    /// What was sent, where it is to be kept.
    pub(crate) body: Option<Body>,
}

/// What a success may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quote {
    /// At most these units.
    AtMost(BillableUnits),
    /// At least these units; there is no most.
    Open(BillableUnits),
}

/// Whether a call is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acceptance {
    Accepted,
    /// What it may cost does not fit into what the payer has left.
    NoCredit,
}

/// What a request cost, as the gateway measured it.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) source: Source,
    pub(crate) units: BillableUnits,
    /// Why nothing is charged, where the answer says units and is not charged.
    pub(crate) flag: Option<Flag>,
}

/// Where units come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The answer says none, and nothing is charged.
    None,
    /// The header `x-fal-billable-units`.
    Header,
    /// Seconds of this machine, of which the app has so many.
    MachineSeconds { machine: String, number: u32 },
    /// What the app reported after its answer.
    Report,
    /// What the app told in a session: seconds of this machine.
    Timings { machine: String, number: u32 },
    /// A session of an endpoint whose price counts units is one unit.
    Session,
}

/// Why nothing is charged although an answer speaks of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    /// The header is not one number of the form `digits[.digits]`.
    MalformedUnits,
    /// The answer has units, and says that a report will.
    UnitsAndWebhook,
    /// The status is one that is never billed.
    UnbilledStatus,
    /// The amount is more than can be counted.
    TooLarge,
    /// The marketplace ended before there was an answer.
    Interrupted,
}

impl Flag {
    const ALL: [Self; 5] = [
        Self::MalformedUnits,
        Self::UnitsAndWebhook,
        Self::UnbilledStatus,
        Self::TooLarge,
        Self::Interrupted,
    ];

    /// As it stands in the file.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::MalformedUnits => "malformed_units",
            Self::UnitsAndWebhook => "units_and_webhook",
            Self::UnbilledStatus => "unbilled_status",
            Self::TooLarge => "too_large",
            Self::Interrupted => "interrupted",
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.as_str() == text)
    }
}

impl Source {
    pub(super) const fn as_str(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Header => "header",
            Self::MachineSeconds { .. } => "machine_seconds",
            Self::Report => "report",
            Self::Timings { .. } => "timings",
            Self::Session => "session",
        }
    }
}

/// How one attempt at a request was answered.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) id: Uuid,
    /// From 1.
    pub(crate) attempt: u32,
    pub(crate) status: u16,
    pub(crate) milliseconds: u64,
    pub(crate) measured: Measured,
}

/// What a request is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charge {
    pub(crate) units: BillableUnits,
    pub(crate) amount: Money,
    pub(crate) flag: Option<Flag>,
    /// The most units by its quote, where it is charged more.
    pub(crate) quoted: Option<BillableUnits>,
}

impl Charge {
    /// Of a request that was never accepted.
    pub(crate) const NOTHING: Self = Self {
        units: BillableUnits::ZERO,
        amount: Money::ZERO,
        flag: None,
        quoted: None,
    };
}

/// Accepts a call, and reserves what it may cost, in one step: of a hundred calls at once only those are let in that the
/// payer can pay together.
pub(crate) fn accept(connection: &Connection, call: &Call) -> Result<Acceptance> {
    let price_version = prices::version(connection)?;
    let price = prices::of_endpoint(connection, &call.endpoint, price_version)?.unwrap_or_default();
    let available = keys::balance(connection, call.payer)?.available();
    let (units, most) = match call.quote {
        Quote::AtMost(units) => (units, Some(units)),
        Quote::Open(units) => (units, None),
    };
    let reserve = price.times(units);
    let Some(reserve) = reserve
        .filter(|reserve| *reserve <= available && (most.is_some() || available > Money::ZERO))
    else {
        return Ok(Acceptance::NoCredit);
    };
    connection
        .prepare_cached("INSERT INTO accepted VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute((
            bytes(&call.id),
            call.key,
            call.payer,
            &call.endpoint,
            price_version,
            reserve.to_nano(),
            most.map(BillableUnits::to_e8),
        ))?;
    for (name, value) in &call.tags {
        connection
            .prepare_cached("INSERT INTO tags VALUES (?1, ?2, ?3)")?
            .execute((bytes(&call.id), name, value))?;
    }
    if let Some(body) = &call.body {
        bodies::keep(connection, bytes(&call.id), body)?;
    }
    Ok(Acceptance::Accepted)
}

/// Settles an accepted request by the prices of its acceptance. A request is settled once: whatever is said later, the
/// first charge is returned and stays.
pub(crate) fn settle(connection: &Connection, answered: &Answered) -> Result<Charge> {
    if let Some(charge) = charge(connection, &answered.id)? {
        return Ok(charge);
    }
    let mut statement = connection.prepare_cached(
        "SELECT payer, endpoint, price_version, most FROM accepted WHERE request_id = ?1",
    )?;
    let (payer, endpoint, version, most) = statement.query_row([bytes(&answered.id)], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, i64>(2)?,
            row.get::<_, Option<i64>>(3)?,
        ))
    })?;
    let Measured {
        source,
        units,
        mut flag,
    } = answered.measured.clone();
    let counts_units = matches!(source, Source::Header | Source::Report | Source::Session);
    let price = match &source {
        Source::None => Some(Money::ZERO),
        Source::Header | Source::Report | Source::Session => {
            prices::of_endpoint(connection, &endpoint, version)?.or(Some(Money::ZERO))
        }
        Source::MachineSeconds { machine, number } | Source::Timings { machine, number } => {
            prices::of_machines(connection, machine, *number, version)?
        }
    };
    // All that a payer was ever charged is an amount too.
    let charged = keys::balance(connection, payer)?.charged;
    let amount = price
        .and_then(|price| price.times(units))
        .filter(|amount| charged.checked_add(*amount).is_some());
    if flag.is_none() && amount.is_none() {
        flag = Some(Flag::TooLarge);
    }
    let amount = amount.filter(|_| flag.is_none()).unwrap_or_default();
    connection
        .prepare_cached("INSERT INTO settled (request_id, attempt, status, milliseconds, source, units, unit_price, amount, flag)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
        .execute((
            bytes(&answered.id),
            answered.attempt,
            answered.status,
            i64::try_from(answered.milliseconds).unwrap_or(i64::MAX),
            source.as_str(),
            units.to_e8(),
            price.unwrap_or_default().to_nano(),
            amount.to_nano(),
            flag.map(Flag::as_str),
        ))?;
    let most = most.filter(|_| counts_units && flag.is_none());
    Ok(Charge {
        units,
        amount,
        flag,
        quoted: most.map(self::units).filter(|most| units > *most),
    })
}

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It was not accepted.
    Unknown,
    InFlight,
    /// It is settled: by the answer of this attempt.
    Settled(u32, Charge),
}

/// Says where a request is.
pub(crate) fn state(connection: &Connection, id: &Uuid) -> Result<State> {
    let mut statement = connection.prepare_cached(
        "SELECT attempt FROM accepted LEFT JOIN settled USING (request_id) WHERE request_id = ?1",
    )?;
    let attempt = statement.query_row([bytes(id)], |row| row.get::<_, Option<u32>>(0));
    Ok(match (attempt.optional()?, charge(connection, id)?) {
        (None, _) => State::Unknown,
        (Some(Some(attempt)), Some(charge)) => State::Settled(attempt, charge),
        (Some(_), _) => State::InFlight,
    })
}

/// The charge of a settled request.
pub(super) fn charge(connection: &Connection, id: &Uuid) -> Result<Option<Charge>> {
    let mut statement = connection
        .prepare_cached("SELECT units, amount, flag FROM settled WHERE request_id = ?1")?;
    let charge = statement.query_row([bytes(id)], |row| {
        let flag: Option<String> = row.get(2)?;
        Ok(Charge {
            units: units(row.get(0)?),
            amount: Money::from_nano(row.get(1)?),
            flag: flag.as_deref().and_then(Flag::read),
            quoted: None,
        })
    });
    Ok(charge.optional()?)
}

/// Notes what an attempt answered after it was given up. Nobody pays for it.
pub(crate) fn late(connection: &Connection, answered: &Answered) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO late (request_id, attempt, status, units) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((
            bytes(&answered.id),
            answered.attempt,
            answered.status,
            answered.measured.units.to_e8(),
        ))?;
    Ok(())
}

/// Settles at nothing what was in flight when the last marketplace on this file ended, and returns how many these were.
/// What waits for a report goes on waiting, and what is in the queue will run again.
pub(crate) fn recover(connection: &Connection) -> Result<usize> {
    let settled = connection.execute(
        "INSERT INTO settled (request_id, attempt, source, units, unit_price, amount, flag)
         SELECT request_id, 1, 'none', 0, 0, 0, ?1 FROM in_flight
         WHERE request_id NOT IN (SELECT request_id FROM deferred)
           AND request_id NOT IN (SELECT request_id FROM queue)",
        [Flag::Interrupted.as_str()],
    )?;
    Ok(settled)
}

/// A count of the file. The file holds none below 0.
pub(super) fn units(e8: i64) -> BillableUnits {
    BillableUnits::from_count(u128::try_from(e8).unwrap_or_default()).unwrap_or_default()
}

pub(super) fn bytes(id: &Uuid) -> &[u8] {
    id.as_bytes()
}
