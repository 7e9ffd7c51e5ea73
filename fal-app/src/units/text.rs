//! Units as text.

use std::fmt;
use std::str::FromStr;

use super::{BillableUnits, E8, UnitsError};

/// As in the header (`docs/billing.md` §1.1): a whole number has no decimals, any other has eight. There is no exponent.
impl fmt::Display for BillableUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.count() / E8, self.count() % E8) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, fraction) => write!(f, "{whole}.{fraction:08}"),
        }
    }
}

impl BillableUnits {
    /// For people: without the zeros at the end, as `2.5`.
    pub(crate) fn short(self) -> String {
        let text = self.to_string();
        match text.contains('.') {
            true => text.trim_end_matches('0').to_owned(),
            false => text,
        }
    }
}

/// `digits` or `digits.digits`, to the nearest 10⁻⁸, ties to even. No sign, exponent, blank or separator.
impl FromStr for BillableUnits {
    type Err = UnitsError;

    fn from_str(text: &str) -> Result<Self, UnitsError> {
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, fraction),
            None => (text, "0"),
        };
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(UnitsError::NotANumber);
        }
        let (held, rest) = fraction.split_at(fraction.len().min(8));
        let count = number(whole)?
            .checked_mul(E8)
            .and_then(|count| count.checked_add(number(&format!("{held:0<8}")).ok()?))
            .ok_or(UnitsError::TooLarge)?;
        Self::from_count(count.saturating_add(u128::from(rounds_up(rest, count))))
    }
}

impl BillableUnits {
    /// The most units that are not above a number, which has the form that units are read from.
    pub(crate) fn at_most(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        if !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let held: String = fraction.chars().take(8).collect();
        let read = format!("{whole}.{held}").parse();
        // What is too large is above all units.
        Some(read.unwrap_or(Self::MAX))
    }
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits are always a number. It may be too large.
fn number(digits: &str) -> Result<u128, UnitsError> {
    digits.parse().map_err(|_| UnitsError::TooLarge)
}

/// Whether the digits that do not fit round the count up.
fn rounds_up(rest: &str, count: u128) -> bool {
    let rest = rest.trim_end_matches('0');
    match rest.as_bytes() {
        [] => false,
        [b'5'] => count % 2 == 1,
        [first, ..] => *first >= b'5',
    }
}
