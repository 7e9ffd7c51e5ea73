//! How the price of a request changes.

use std::collections::BTreeMap;

use crate::billing::Bounds;
use crate::dev::ledger::bodies::Kept;
use crate::units::Money;

/// What becomes of the price of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Dearer,
    /// Its greatest or least price is more.
    MayBeDearer,
    Same,
    /// It is cheaper, or may be.
    Cheaper,
    /// It is refused now.
    Refused,
    /// It was not possible before, or its price is not known.
    NotCompared,
}

/// A request with both prices.
#[derive(Clone, Debug)]
pub(super) struct Replayed {
    pub(super) request: Kept,
    pub(super) change: Change,
    pub(super) was: Option<Cost>,
    pub(super) is: Option<Cost>,
}

/// What a request costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) units: Bounds,
    pub(super) least: Money,
    /// `None` where there is no most.
    pub(super) most: Option<Money>,
}

/// Totals of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) requests: u64,
    pub(super) dearer: u64,
    pub(super) may_be_dearer: u64,
    pub(super) same: u64,
    pub(super) cheaper: u64,
    pub(super) refused: u64,
    pub(super) not_compared: u64,
    /// The most that those cost whose both prices have a most: nano-dollars.
    pub(super) was: i128,
    pub(super) is: i128,
    /// Those that are not in the two sums, because a price has no most.
    pub(super) open: u64,
}

impl Cost {
    /// So many units at a price of one; `None` where it is more than can be counted.
    pub(super) fn of(units: Bounds, price: Money) -> Option<Self> {
        Some(Self {
            units,
            least: price.times(units.min)?,
            most: match units.max {
                Some(max) => Some(price.times(max)?),
                None => None,
            },
        })
    }

    fn is_exact(self) -> bool {
        self.most == Some(self.least)
    }
}

/// For people: `4 units, $0.1` or `1 to 4 units, $0.025 to $0.1`.
impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Bounds { min, max } = self.units;
        match max {
            Some(max) if max == min => write!(f, "{} units, ", min.short())?,
            Some(max) => write!(f, "{} to {} units, ", min.short(), max.short())?,
            None => write!(f, "{} units or more, ", min.short())?,
        }
        match self.most {
            Some(most) if most == self.least => write!(f, "${most}"),
            Some(most) => write!(f, "${} to ${most}", self.least),
            None => write!(f, "${} or more", self.least),
        }
    }
}

/// What becomes of a price.
pub(super) fn change(was: Cost, is: Cost) -> Change {
    if was.is_exact() && is.is_exact() {
        return match is.least.cmp(&was.least) {
            std::cmp::Ordering::Greater => Change::Dearer,
            std::cmp::Ordering::Equal => Change::Same,
            std::cmp::Ordering::Less => Change::Cheaper,
        };
    }
    let is_above = |one: Option<Money>, other: Option<Money>| match (one, other) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(one), Some(other)) => one > other,
    };
    if was.most.is_some_and(|most| is.least > most) {
        Change::Dearer
    } else if is_above(is.most, was.most) || is.least > was.least {
        Change::MayBeDearer
    } else if is.most == was.most && is.least == was.least {
        Change::Same
    } else {
        Change::Cheaper
    }
}

impl Replayed {
    /// How much more it may cost: `None` is without end.
    fn more(&self) -> Option<i128> {
        let most = |cost: Option<Cost>| cost.and_then(|cost| cost.most).map(Money::to_nano);
        match (most(self.was), most(self.is)) {
            (_, None) => None,
            (was, Some(is)) => Some(i128::from(is) - i128::from(was.unwrap_or(i64::MAX))),
        }
    }
}

/// The totals by endpoint and caller.
pub(super) fn totals(all: &[Replayed]) -> BTreeMap<(String, Option<String>), Totals> {
    let mut totals: BTreeMap<_, Totals> = BTreeMap::new();
    for one in all {
        let of = (one.request.endpoint.clone(), one.request.caller.clone());
        let row = totals.entry(of).or_default();
        row.requests += 1;
        *match one.change {
            Change::Dearer => &mut row.dearer,
            Change::MayBeDearer => &mut row.may_be_dearer,
            Change::Same => &mut row.same,
            Change::Cheaper => &mut row.cheaper,
            Change::Refused => &mut row.refused,
            Change::NotCompared => &mut row.not_compared,
        } += 1;
        if let (Some(was), Some(is)) = (one.was, one.is) {
            match (was.most, is.most) {
                (Some(was), Some(is)) => {
                    row.was += i128::from(was.to_nano());
                    row.is += i128::from(is.to_nano());
                }
                _ => row.open += 1,
            }
        }
    }
    totals
}

/// The request whose price rises most: one that is dearer, else one that may be.
pub(super) fn worst(all: &[Replayed]) -> Option<&Replayed> {
    let of = |change: Change| {
        let those = all.iter().filter(move |one| one.change == change);
        those.max_by_key(|one| one.more().unwrap_or(i128::MAX))
    };
    of(Change::Dearer).or_else(|| of(Change::MayBeDearer))
}

impl Change {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Dearer => "dearer",
            Self::MayBeDearer => "may be dearer",
            Self::Same => "same",
            Self::Cheaper => "cheaper",
            Self::Refused => "refused",
            Self::NotCompared => "not compared",
        }
    }
}
