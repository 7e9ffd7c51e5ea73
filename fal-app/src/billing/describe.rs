//! What `#[billable]` declares, for people and for the platform.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::bounds::Bounds;
use super::meter::{Billing, Operand};
use super::meter_table::{Charged, Formula, Shown, Term, Unit};
use crate::checksum::fnv1a;
use crate::units::{BillableUnits, Round};

impl Billing {
    /// The meter's word in `#[billable]`; `None` where nothing is said.
    pub(crate) fn meter(&self) -> Option<&'static str> {
        self.meter.row().name
    }

    /// What one unit is, as the price names it: `image`, `1000 characters`.
    pub(crate) fn unit_name(&self) -> Cow<'static, str> {
        if let Some(unit) = self.unit {
            return unit.into();
        }
        match self.meter.row().unit {
            Unit::Named(unit) => unit.into(),
            Unit::Characters(1) => "character".into(),
            Unit::Characters(chars) => format!("{chars} characters").into(),
        }
    }

    /// One unit, as a price names it: `one megapixel`, `1000 tokens`.
    pub(crate) fn one_unit(&self) -> String {
        let name = self.unit_name();
        match name.starts_with(|letter: char| letter.is_ascii_digit()) {
            true => name.into_owned(),
            false => format!("one {name}"),
        }
    }

    /// How the units of a request are computed, in words.
    pub(crate) fn formula(&self) -> String {
        self.formula_with(|units| units.to_string())
    }

    /// As [`Self::formula`], with its numbers as people write them.
    pub(crate) fn formula_for_people(&self) -> String {
        self.formula_with(BillableUnits::short)
    }

    fn formula_with(&self, number: fn(BillableUnits) -> String) -> String {
        let row = self.meter.row();
        let terms = row.formula.terms();
        // Megapixels are those of each item, and are added. All else is added, and then measured.
        let of_each = match row.formula {
            Formula::Product((_, Operand::Output(_)), _) => self.deferred,
            _ => false,
        };
        let items = match (self.deferred, of_each) {
            (false, _) => "",
            (true, true) => " of each delivered item",
            (true, false) => " of all delivered items",
        };
        let mut terms = terms.iter().map(|term| show(term, items, number));
        let mut parts = row.words.split("{}");
        let mut words = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            words += &terms.next().unwrap_or_default();
            words += part;
        }
        let reads_items = |(_, operand): Term<'_>| matches!(operand, Operand::Output(_));
        if of_each {
            words += ", added";
        } else if self.deferred && !self.operands().any(reads_items) {
            words += ", once an item was delivered";
        }
        if let Some(times) = &self.times {
            words += &format!(", times {}", show(&Shown::Operand(times), items, number));
        }
        if let Some(round) = self.round {
            words += match round {
                Round::Up => ", rounded up to a whole number",
                Round::Down => ", rounded down to a whole number",
                Round::Nearest => ", rounded to the nearest whole number",
            };
        }
        if let Some(min) = self.min {
            words += &format!(", at least {}", number(min));
        }
        if let Some(max) = self.max {
            words += &format!(", at most {}", number(max));
        }
        words
    }

    /// The name of this declaration. A declaration with another formula or unit has another name.
    pub(crate) fn schema_id(&self) -> String {
        let meter = self.meter().unwrap_or("unstated");
        let hash = fnv1a(format!("{} {}", self.unit_name(), self.formula()).bytes());
        format!("{meter}.{hash:016x}")
    }

    /// The declaration as the platform's `billing_components` (`docs/platform.md` §1.5): the units, under the name of one.
    pub(crate) fn components(&self) -> Value {
        let metric = self
            .unit_name()
            .replace(|letter: char| !letter.is_alphanumeric(), "_");
        let properties = match self.meter.row().charged {
            Charged::Nothing | Charged::ComputeSeconds => json!({}),
            Charged::Units => {
                json!({metric: {"type": "number", "minimum": 0, "description": self.formula()}})
            }
        };
        json!({
            "version": 1,
            "schema_id": self.schema_id(),
            "app": {"type": "object", "properties": properties},
        })
    }
}

impl Bounds {
    /// As a quote writes them.
    pub(crate) fn json(self) -> Value {
        json!({
            "min": self.min.to_string(),
            "max": self.max.map(|max| max.to_string()),
        })
    }
}

/// `items` says of what an operand over the output is.
fn show(term: &Shown<'_>, items: &str, number: fn(BillableUnits) -> String) -> String {
    match term {
        Shown::Number(whole) => whole.to_string(),
        Shown::Units(units) | Shown::Operand(Operand::Constant(units)) => number(*units),
        Shown::Operand(Operand::Input(expression)) => format!("`{}`", expression.text),
        Shown::Operand(Operand::Output(expression)) => format!("`{}`{items}", expression.text),
    }
}
