//! Money: exact amounts in dollars.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use super::text::is_digits;
use super::{BillableUnits, E8, divided};

/// Nano-dollars in a dollar.
const E9: u128 = 1_000_000_000;

/// The decimals of a dollar that are kept.
const DECIMALS: usize = 9;

/// An amount of money: a count of nano-dollars. It is negative only as a balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Money(i64);

impl Money {
    /// What units cost at this price of one unit: one product, rounded once, ties to even. `None` beyond what an amount
    /// can hold.
    pub(crate) fn times(self, units: BillableUnits) -> Option<Self> {
        let price = u128::try_from(self.0).ok()?;
        // Both factors are below 2⁶³.
        let nano = divided(price * units.count(), E8);
        i64::try_from(nano).ok().map(Self)
    }

    /// The nearest float, for the numbers of the platform's JSON.
    pub(crate) fn to_f64(self) -> f64 {
        // Read from its decimals, it is the nearest, and is written with the fewest digits.
        self.to_string().parse().unwrap_or_default()
    }
}

/// What the ledger and the tests need.
#[cfg(any(feature = "dev", test))]
impl Money {
    /// From a count of nano-dollars.
    pub(crate) const fn from_nano(count: i64) -> Self {
        Self(count)
    }

    /// The count of nano-dollars.
    pub(crate) const fn to_nano(self) -> i64 {
        self.0
    }
}

/// What the ledger needs.
#[cfg(feature = "dev")]
impl Money {
    /// Nothing.
    pub(crate) const ZERO: Self = Self(0);

    /// The sum; `None` beyond what an amount can hold.
    pub(crate) fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` beyond what an amount can hold.
    pub(crate) fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

/// Dollars without a sign of their currency, and without zeros at the end: `0.025`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nano = u128::from(self.0.unsigned_abs());
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", nano / E9)?;
        match nano % E9 {
            0 => Ok(()),
            rest => write!(f, ".{}", format!("{rest:09}").trim_end_matches('0')),
        }
    }
}

/// `digits` or `digits.digits` with at most nine decimals. A price is never rounded: what does not fit is refused.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(MoneyError::NotANumber);
        }
        if fraction.len() > DECIMALS {
            return Err(MoneyError::TooManyDecimals);
        }
        let nano = format!("{whole}{fraction:0<DECIMALS$}");
        nano.parse().map(Self).map_err(|_| MoneyError::TooLarge)
    }
}

/// Why a text is not an amount of dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MoneyError {
    /// It is not `digits` or `digits.digits`.
    NotANumber,
    /// It has more than nine decimals.
    TooManyDecimals,
    /// It is more than can be counted.
    TooLarge,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => {
                "not an amount of dollars: write digits, or digits, a point and digits, as `0.025`"
            }
            Self::TooManyDecimals => {
                "more than nine decimals: the smallest amount is a nano-dollar, `0.000000001`"
            }
            Self::TooLarge => {
                "more money than can be counted, which is at most 9223372036.854775807"
            }
        })
    }
}

impl Error for MoneyError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::{Money, MoneyError};
    use crate::units::BillableUnits;

    fn cost(units: &str, price: &str) -> Option<i64> {
        let price: Money = price.parse().unwrap();
        price.times(units.parse().unwrap()).map(Money::to_nano)
    }

    /// `docs/billing.md`, the vectors of money.
    #[test]
    fn vectors() {
        assert_eq!(cost("764", "0.025"), Some(19_100_000_000));
        assert_eq!(cost("0.5", "0.000000001"), Some(0));
        assert_eq!(cost("0.5", "0.000000003"), Some(2));
        assert_eq!(cost("8.04166667", "0.05"), Some(402_083_334));
        assert_eq!(cost("92233720368.54775807", "0.1"), Some(i64::MAX));
        assert_eq!(cost("92233720368.54775807", "0.100000001"), None);
    }

    #[test]
    fn a_price_is_decimal_text_of_at_most_nine_decimals() {
        let read = |text: &str| text.parse::<Money>().map(Money::to_nano);
        assert_eq!(read("0.025"), Ok(25_000_000));
        assert_eq!(read("3"), Ok(3_000_000_000));
        assert_eq!(read("0.000000001"), Ok(1));
        assert_eq!(read("9223372036.854775807"), Ok(i64::MAX));
        assert_eq!(read("9223372036.854775808"), Err(MoneyError::TooLarge));
        assert_eq!(read("0.0000000010"), Err(MoneyError::TooManyDecimals));
        for text in [
            "", ".5", "1.", "-1", "+1", "1e3", "1,5", " 1", "$1", "NaN", "١",
        ] {
            assert_eq!(read(text), Err(MoneyError::NotANumber), "{text}");
        }
    }

    /// The count of nano-dollars times 10⁸, rounded by another way: the rest of the product says where it lies.
    fn nearest(units: i64, price: i64) -> Option<i64> {
        let product = i128::from(units) * i128::from(price);
        let (whole, rest) = (
            product.div_euclid(100_000_000),
            product.rem_euclid(100_000_000),
        );
        let up = match rest.cmp(&50_000_000) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => whole % 2,
            std::cmp::Ordering::Greater => 1,
        };
        i64::try_from(whole + up).ok()
    }

    /// Numbers where errors are likely: small ones, whose products are ties, and the largest.
    fn counts() -> impl Strategy<Value = i64> {
        prop_oneof![
            0..=1_000_i64,
            0..=i64::MAX,
            Just(i64::MAX),
            (0..=1_000_i64).prop_map(|n| n * 50_000_000)
        ]
    }

    proptest! {
        #[test]
        fn an_amount_is_the_nearest_to_the_product(units in counts(), price in counts()) {
            let amount = Money::from_nano(price).times(BillableUnits::from_e8(units));
            prop_assert_eq!(amount.map(Money::to_nano), nearest(units, price));
        }

        #[test]
        fn what_is_written_is_read_again(nano in counts()) {
            let money = Money::from_nano(nano);
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }
    }
}
