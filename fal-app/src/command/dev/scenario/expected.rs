//! What a line expects, and what came instead.

use std::fmt;

use http::StatusCode;
use serde_json::Value;

use super::super::super::output::Failed;
use crate::one_line::OneLine;
use crate::units::{BillableUnits, Money};

/// One thing that is expected.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expected {
    Status(StatusCode),
    /// From the first to the last, both included.
    Units(BillableUnits, BillableUnits),
    /// From the first to the last, both included.
    Cost(Money, Money),
    /// Items of a stream, or answers of a session.
    Items(usize),
    /// Attempts of the queue.
    Attempts(u32),
    /// Why units are not charged.
    Flag(String),
    /// The answer ends in the middle.
    BrokenOff,
    /// What a user has.
    Left(Money),
    /// It is not done.
    Refused,
    /// The JSON of the answer has all of this.
    Json(Value),
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) status: Option<StatusCode>,
    pub(super) units: Option<BillableUnits>,
    pub(super) cost: Option<Money>,
    pub(super) items: Option<usize>,
    pub(super) attempts: Option<u32>,
    pub(super) flag: Option<&'static str>,
    pub(super) is_broken_off: bool,
    pub(super) left: Option<Money>,
    pub(super) json: Option<Value>,
    /// Why there is no answer.
    pub(super) why: Option<String>,
}

impl Seen {
    pub(super) fn refused(why: impl fmt::Display) -> Self {
        Self {
            why: Some(why.to_string()),
            ..Self::default()
        }
    }

    /// Whether it is all that a line expects, and nothing worse.
    pub(super) fn is(&self, expected: &[Expected]) -> bool {
        let is_expected = |what| expected.contains(&what);
        expected.iter().all(|one| self.has(one))
            && (!self.is_broken_off || is_expected(Expected::BrokenOff))
            && (self.why.is_none() || is_expected(Expected::Refused))
    }

    fn has(&self, expected: &Expected) -> bool {
        match expected {
            Expected::Status(status) => self.status == Some(*status),
            Expected::Units(least, most) => self
                .units
                .is_some_and(|units| units >= *least && units <= *most),
            Expected::Cost(least, most) => self
                .cost
                .is_some_and(|cost| cost >= *least && cost <= *most),
            Expected::Items(items) => self.items == Some(*items),
            Expected::Attempts(attempts) => self.attempts == Some(*attempts),
            Expected::Flag(flag) => self.flag == Some(flag),
            Expected::BrokenOff => self.is_broken_off,
            Expected::Left(left) => self.left == Some(*left),
            Expected::Refused => self.why.is_some(),
            Expected::Json(json) => self.json.as_ref().is_some_and(|seen| contains(seen, json)),
        }
    }

    /// The same things as a line expects, as they were seen; and what it did not expect and is worse.
    pub(super) fn beside(&self, expected: &[Expected]) -> Vec<String> {
        if let Some(why) = &self.why {
            return vec![format!("refused: {}", OneLine(why))];
        }
        let mut seen: Vec<String> = expected.iter().map(|one| self.instead_of(one)).collect();
        if self.is_broken_off && !expected.contains(&Expected::BrokenOff) {
            seen.push(Expected::BrokenOff.to_string());
        }
        seen
    }

    fn instead_of(&self, expected: &Expected) -> String {
        if let (Expected::Json(_), true) = (expected, self.has(expected)) {
            // All of it may be long.
            return expected.to_string();
        }
        let seen = match expected {
            Expected::Status(_) => self.status.map(Expected::Status),
            Expected::Units(..) => self.units.map(|units| Expected::Units(units, units)),
            Expected::Cost(..) => self.cost.map(|cost| Expected::Cost(cost, cost)),
            Expected::Items(_) => self.items.map(Expected::Items),
            Expected::Attempts(_) => self.attempts.map(Expected::Attempts),
            Expected::Flag(_) => self.flag.map(|flag| Expected::Flag(flag.to_owned())),
            Expected::BrokenOff => self.is_broken_off.then_some(Expected::BrokenOff),
            Expected::Left(_) => self.left.map(Expected::Left),
            Expected::Refused => None,
            Expected::Json(_) => self.json.clone().map(Expected::Json),
        };
        seen.map_or_else(|| expected.absent().to_owned(), |seen| seen.to_string())
    }
}

impl Expected {
    /// How it is said that it is not there.
    fn absent(&self) -> &'static str {
        match self {
            Self::Status(_) => "no status",
            Self::Units(..) => "no units",
            Self::Cost(..) => "no cost",
            Self::Items(_) => "no items",
            Self::Attempts(_) => "no attempts",
            Self::Flag(_) => "no flag",
            Self::BrokenOff => "whole",
            Self::Left(_) => "nothing left",
            Self::Refused => "not refused",
            Self::Json(_) => "no JSON",
        }
    }
}

/// As a file writes it.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{}", status.as_u16()),
            Self::Units(least, most) if least != most => {
                write!(f, "{} to {} units", least.short(), most.short())
            }
            Self::Units(units, _) => counted(f, &units.short(), "unit"),
            Self::Cost(least, most) if least != most => write!(f, "${least} to ${most}"),
            Self::Cost(cost, _) => write!(f, "${cost}"),
            Self::Items(items) => counted(f, &items.to_string(), "item"),
            Self::Attempts(attempts) => counted(f, &attempts.to_string(), "attempt"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::BrokenOff => f.write_str("broken off"),
            Self::Left(left) => write!(f, "${left} left"),
            Self::Refused => f.write_str("refused"),
            Self::Json(json) => write!(f, "{}", OneLine(json)),
        }
    }
}

fn counted(f: &mut fmt::Formatter<'_>, count: &str, of: &str) -> fmt::Result {
    let s = if count == "1" { "" } else { "s" };
    write!(f, "{count} {of}{s}")
}

/// Whether a value has all of another one: an object its members, a list as many items; anything else is the same.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(name, part)| {
            let found = whole.get(name);
            found.is_some_and(|whole| contains(whole, part))
        }),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len()
                && whole
                    .iter()
                    .zip(part)
                    .all(|(whole, part)| contains(whole, part))
        }
        _ => whole == part,
    }
}

/// A failure that is seen, and not the end of the scenario.
impl From<Failed> for Seen {
    fn from(failed: Failed) -> Self {
        Self::refused(failed)
    }
}
