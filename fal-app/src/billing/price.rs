//! The price of a request, as callers and people read it.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Value, json};

use super::bounds::Bounds;
use super::meter::Billing;
use super::meter_table::Unit;
use crate::units::BillableUnits;

/// What a success of a request may cost.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    /// `None` for `per_compute_second`.
    pub(crate) units: Option<Bounds>,
    unit: UnitName,
}

/// What one unit is.
#[derive(Clone, Debug)]
struct UnitName {
    one: Cow<'static, str>,
    /// Whether it is a word that takes an `s`, unlike `1000 characters`.
    is_word: bool,
}

impl UnitName {
    /// Of several.
    fn plural(&self) -> String {
        match self.is_word {
            true => format!("{}s", self.one),
            false => self.one.clone().into_owned(),
        }
    }
}

impl Billing {
    /// The price of so many units.
    pub(crate) fn price_of(&self, units: BillableUnits) -> Price {
        self.price(Some(Bounds::exactly(units)))
    }

    /// A price in its unit.
    pub(crate) fn price(&self, units: Option<Bounds>) -> Price {
        let is_word = self.unit.is_none() && matches!(self.meter.row().unit, Unit::Named(_));
        let one = self.unit_name();
        Price {
            units,
            unit: UnitName { one, is_word },
        }
    }
}

impl Price {
    /// The answer of a quote.
    pub(crate) fn json(&self) -> Value {
        json!({"billable_units": self.units.map(Bounds::json), "unit": self.unit.plural()})
    }

    /// The name of the unit, of several.
    pub(crate) fn unit(&self) -> String {
        self.unit.plural()
    }
}

/// For people: `1 to 4 images`.
impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Bounds { min, max }) = self.units else {
            return f.write_str("no units: the platform bills the seconds of the machine");
        };
        let least = min.short();
        match max {
            None => write!(f, "{least} or more ")?,
            Some(max) if max == min => write!(f, "{least} ")?,
            Some(max) => write!(f, "{least} to {} ", max.short())?,
        }
        let is_one = max == Some(BillableUnits::ONE);
        match (self.unit.is_word, is_one) {
            (true, true) => f.write_str(&self.unit.one),
            (true, false) => f.write_str(&self.unit.plural()),
            (false, true) => write!(f, "unit of {}", self.unit.one),
            (false, false) => write!(f, "units of {}", self.unit.one),
        }
    }
}
