//! The most that a caller lets a request cost.

use http::{HeaderMap, HeaderName};

use serde_json::{Value, json};

use super::bounds::Bounds;
use super::price::Price;
use crate::fields::Refusal;
use crate::units::BillableUnits;

/// The header in which a caller says it.
pub(crate) const CEILING: &str = "x-max-billable-units";

/// What the value of the header looks like.
const PATTERN: &str = r"^\d+(\.\d+)?$";

/// The most that a caller lets a request cost (`docs/billing.md` §4).
#[derive(Clone, Debug)]
pub(crate) struct Ceiling {
    pub(crate) most: BillableUnits,
    /// As the caller wrote it.
    pub(crate) written: String,
}

impl Ceiling {
    /// The ceiling of a request, where its caller says one.
    ///
    /// # Errors
    /// The header is not one number.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let values = headers.get_all(HeaderName::from_static(CEILING)).iter();
        // As HTTP joins the values of a header that is repeated.
        let written: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        if written.is_empty() {
            return Ok(None);
        }
        let written = written.join(", ");
        match BillableUnits::at_most(&written) {
            Some(most) => Ok(Some(Self { most, written })),
            None => Err(Refusal::of_header_pattern(CEILING, &written, PATTERN)),
        }
    }

    /// The answer to a request that may cost more.
    pub(crate) fn refusal(&self, price: &Price) -> Value {
        let written = &self.written;
        let (min, max) = match price.units {
            Some(units) => (Some(units.min), units.max),
            None => (None, None),
        };
        let message = match price.units {
            Some(_) => format!("This request may cost {price}, and its maximum is {written}"),
            None => "This request is billed by the seconds of the machine, which have no maximum"
                .to_owned(),
        };
        let text = |units: Option<BillableUnits>| units.map(|units| units.to_string());
        json!({"detail": [{
            "type": "billable_units_above_maximum",
            "loc": ["header", CEILING],
            "msg": message,
            "input": written,
            "ctx": {"min": text(min), "max": text(max), "unit": price.unit()},
        }]})
    }

    /// Whether a request of this quote may run.
    pub(crate) fn admits(&self, quoted: Option<Bounds>) -> bool {
        let most = quoted.and_then(|bounds| bounds.max);
        most.is_some_and(|most| most <= self.most)
    }
}
