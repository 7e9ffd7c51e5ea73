//! Constants as exact counts of 10⁻⁸ units, read from their decimal text (`docs/billing.md` §1.2).

use std::fmt::{self, Display};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// A count of 10⁻⁸ units, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Units(i64);

/// Why a number is not a count of units.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoUnits {
    /// Below zero.
    Negative,
    /// More decimals than eight.
    TooFine,
    /// More than a count of 10⁻⁸ units can hold.
    TooLarge,
}

impl NoUnits {
    /// What is wrong with the constant `name`, and what to write instead.
    pub(crate) fn said(self, name: impl Display) -> (String, &'static str) {
        match self {
            Self::Negative => (
                format!("`{name}` is negative"),
                "write a number of at least 0",
            ),
            Self::TooFine => (
                format!("`{name}` has more than 8 decimals"),
                "units have at most 8",
            ),
            Self::TooLarge => (
                format!("`{name}` is more units than can be billed"),
                "write at most 92233720368",
            ),
        }
    }
}

impl Units {
    /// One unit.
    pub(crate) const ONE: Self = Self(100_000_000);

    const DECIMALS: i64 = 8;

    /// Whether it is 0.
    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it has no decimals.
    pub(crate) fn is_whole(self) -> bool {
        self.0 % Self::ONE.0 == 0
    }

    /// From `digits[.digits][e[+-]digits]`, without sign.
    fn from_decimal(text: &str) -> Result<Self, NoUnits> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let digits = digits.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Ok(Self(0));
        }
        // The count is `significant` × 10^`shift`.
        let dropped =
            i64::try_from(digits.len() - significant.len()).map_err(|_| NoUnits::TooLarge)?;
        let fraction = i64::try_from(fraction.len()).map_err(|_| NoUnits::TooFine)?;
        let exponent: i64 = exponent.parse().map_err(|_| {
            if exponent.starts_with('-') {
                NoUnits::TooFine
            } else {
                NoUnits::TooLarge
            }
        })?;
        let shift = exponent.saturating_add(Self::DECIMALS + dropped - fraction);
        let shift = u32::try_from(shift).map_err(|_| {
            if shift < 0 {
                NoUnits::TooFine
            } else {
                NoUnits::TooLarge
            }
        })?;
        let count = significant.parse::<i64>().ok();
        let count = count.and_then(|count| count.checked_mul(10_i64.checked_pow(shift)?));
        count.map(Self).ok_or(NoUnits::TooLarge)
    }
}

impl Units {
    /// The product, where no digit of it is lost.
    pub(crate) fn times(self, factor: Self) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(factor.0);
        let one = i128::from(Self::ONE.0);
        let exact = (product % one == 0).then_some(product / one)?;
        i64::try_from(exact).ok().map(Self)
    }
}

/// For people: `3`, `2.5`.
impl Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / Self::ONE.0, self.0 % Self::ONE.0);
        match fraction {
            0 => write!(f, "{whole}"),
            _ => {
                let digits = format!("{fraction:08}");
                write!(f, "{whole}.{}", digits.trim_end_matches('0'))
            }
        }
    }
}

/// As the runtime's `BillableUnits`.
impl ToTokens for Units {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let count = self.0;
        tokens.extend(quote!(__p::BillableUnits::from_e8(#count)));
    }
}

/// The constant that an expression is, if it is a literal number with or without a sign.
pub(crate) fn constant(value: &Expr) -> Option<Result<Units, NoUnits>> {
    match value {
        Expr::Group(group) => constant(&group.expr),
        Expr::Paren(paren) => constant(&paren.expr),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => Some(constant(expr)?.and_then(|units| {
            if units.is_zero() {
                Ok(units)
            } else {
                Err(NoUnits::Negative)
            }
        })),
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Int(number) => Some(Units::from_decimal(number.base10_digits())),
            Lit::Float(number) => Some(Units::from_decimal(number.base10_digits())),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{NoUnits, Units};

    #[test]
    fn decimal_text_is_held_exactly_or_refused() {
        assert_eq!(Units::from_decimal("0"), Ok(Units(0)));
        assert_eq!(Units::from_decimal("0.00"), Ok(Units(0)));
        assert_eq!(Units::from_decimal("2.5"), Ok(Units(250_000_000)));
        assert_eq!(Units::from_decimal("100"), Ok(Units(10_000_000_000)));
        assert_eq!(Units::from_decimal("0.00000001"), Ok(Units(1)));
        assert_eq!(Units::from_decimal("1e-8"), Ok(Units(1)));
        assert_eq!(Units::from_decimal("10e-9"), Ok(Units(1)));
        assert_eq!(Units::from_decimal("1e-9"), Err(NoUnits::TooFine));
        assert_eq!(Units::from_decimal("0.123456789"), Err(NoUnits::TooFine));
        assert_eq!(
            Units::from_decimal("1e-99999999999999999999"),
            Err(NoUnits::TooFine)
        );
        assert_eq!(
            Units::from_decimal("92233720368.54775807"),
            Ok(Units(i64::MAX))
        );
        assert_eq!(
            Units::from_decimal("92233720368.54775808"),
            Err(NoUnits::TooLarge)
        );
        assert_eq!(Units::from_decimal("1e300"), Err(NoUnits::TooLarge));
        assert_eq!(
            Units::from_decimal("99999999999999999999999"),
            Err(NoUnits::TooLarge)
        );
    }
}
