//! What an expression may be, by what is known of it.

use std::borrow::Cow;

use super::between::{Between, Number};
use super::bounds::Bounds;
use crate::fields::{Bound, Choices, OneOf, Rules, Shape, rules};
use crate::units::BillableUnits;

/// The values that an expression may have.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// Any.
    Unknown,
    /// Whole numbers, of a type between two others where that is known.
    Whole(Between<i128>, Option<(i128, i128)>),
    /// `f64`
    Double(Between<f64>),
    /// `f32`
    Single(Between<f32>),
    /// The digits of a literal, which is an `f64` or an `f32`.
    Fraction(Cow<'static, str>),
    /// What counts as so many units.
    Units(Bounds),
    /// A text of so many code points.
    Text(usize),
    /// A width and a height in pixels.
    Size(u32, u32),
    /// Two whole numbers, as a width and a height.
    Pair(Between<i128>, Between<i128>),
    /// Any other value of that shape and those rules.
    Field(Shape, Box<Rules>),
    /// One of these.
    AnyOf(Vec<Values>),
}

/// What an expression may be, for generated code.
#[derive(Clone, Debug)]
pub struct Range(pub(super) Values);

impl Range {
    /// A whole number of a type between two others.
    pub(super) fn whole(number: Option<i128>, of: (i128, i128)) -> Self {
        Self(match number {
            Some(number) => Values::Whole(Between::exactly(number), Some(of)),
            None => Values::Unknown,
        })
    }

    /// What counts as so many units.
    pub(super) fn units(units: Option<BillableUnits>) -> Self {
        Self(units.map_or(Values::Unknown, |units| {
            Values::Units(Bounds::exactly(units))
        }))
    }
}

impl Values {
    /// Those of a field.
    pub(super) fn of(shape: Shape, rules: Rules) -> Self {
        match shape {
            Shape::Integer { min, max } => Self::Whole(integer(&rules, min), Some((min, max))),
            Shape::Number { single: false } => Self::Double(number(&rules)),
            Shape::Number { single: true } => {
                // Bounds are rounded as values are, so that a value within them stays within them.
                Self::Single(number(&rules).map(|bound| bound as f32))
            }
            Shape::Tuple(
                [
                    Shape::Integer { min, .. },
                    Shape::Integer { min: other, .. },
                ],
            ) => {
                let of_items = rules.of_items();
                Self::Pair(integer(&of_items, *min), integer(&of_items, *other))
            }
            Shape::Choice(choices) if !choices().amounts.is_empty() => {
                Self::Units(amounts(choices()))
            }
            shape => Self::Field(shape, Box::new(rules)),
        }
    }

    /// One of these.
    pub(super) fn any_of(values: Vec<Self>) -> Self {
        let values = Self::settled(values);
        let mut others = values.iter();
        let first = others.next().cloned();
        match first.and_then(|first| others.try_fold(first, Self::or)) {
            Some(joined) => joined,
            None if values.iter().any(|value| matches!(value, Self::Unknown)) => Self::Unknown,
            // The arms are of one type: what is computed of literals alone is `f32` too.
            None if values.iter().any(|value| matches!(value, Self::Double(_)))
                && values.iter().any(|value| matches!(value, Self::Single(_))) =>
            {
                Self::Unknown
            }
            None => Self::AnyOf(values),
        }
    }

    /// Both, where they are of one kind.
    fn or(self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Whole(a, of), Self::Whole(b, or)) => Self::Whole(a.or(*b), of.or(*or)),
            (Self::Double(a), Self::Double(b)) => Self::Double(a.or(*b)),
            (Self::Single(a), Self::Single(b)) => Self::Single(a.or(*b)),
            (Self::Units(a), Self::Units(b)) => Self::Units(a.or(*b)),
            _ => return None,
        })
    }

    /// Values of one type, so that it is known which literals are `f32`.
    pub(super) fn settled(values: Vec<Self>) -> Vec<Self> {
        let is_single = values.iter().any(|value| matches!(value, Self::Single(_)));
        let settle = |value| match value {
            Self::Fraction(digits) if is_single => digits
                .parse()
                .map_or(Self::Unknown, |value| Self::Single(Between::exactly(value))),
            Self::Fraction(digits) => digits
                .parse()
                .map_or(Self::Unknown, |value| Self::Double(Between::exactly(value))),
            value => value,
        };
        values.into_iter().map(settle).collect()
    }
}

fn amounts(choices: &Choices) -> Bounds {
    let amounts = choices.amounts.iter().copied();
    Bounds {
        min: amounts.clone().min().unwrap_or_default(),
        max: amounts.max(),
    }
}

/// The whole numbers that obey, of a type whose least is `min`.
fn integer(rules: &Rules, min: i128) -> Between<i128> {
    let least = [
        rules.ge.map(ceiling),
        rules.gt.map(|bound| floor(bound).saturating_add(1)),
    ];
    let most = [
        rules.le.map(floor),
        rules.lt.map(|bound| ceiling(bound).saturating_sub(1)),
    ];
    let least = least.into_iter().flatten().fold(min, i128::max);
    let most = most.into_iter().flatten().min();
    let (least, most) = if let Some(OneOf::Integers(allowed)) = rules.one_of {
        let allowed = allowed
            .iter()
            .filter(|value| **value >= least && most.is_none_or(|most| **value <= most));
        (
            allowed.clone().min().copied().unwrap_or(least),
            allowed.max().copied().or(most),
        )
    } else if let Some(Bound::Integer(of)) = rules.multiple_of
        && of > 0
    {
        let above = (of - least.rem_euclid(of)) % of;
        (
            least.saturating_add(above),
            most.map(|most| most - most.rem_euclid(of)),
        )
    } else {
        (least, most)
    };
    Between {
        least: Some(least),
        most,
    }
}

/// The least whole number that is not below a bound.
fn ceiling(bound: Bound) -> i128 {
    match bound {
        Bound::Integer(bound) => bound,
        Bound::Number(bound) => bound.ceil() as i128,
    }
}

/// The greatest whole number that is not above a bound.
fn floor(bound: Bound) -> i128 {
    match bound {
        Bound::Integer(bound) => bound,
        Bound::Number(bound) => bound.floor() as i128,
    }
}

/// The floats that obey.
fn number(rules: &Rules) -> Between<f64> {
    let step = rules.multiple_of.map(rules::float);
    let least = [rules.ge, rules.gt].into_iter().flatten().map(rules::float);
    let most = [rules.le, rules.lt].into_iter().flatten().map(rules::float);
    Between {
        least: least.reduce(f64::max).map(|least| first(least, step)),
        most: most.reduce(f64::min).map(|most| -first(-most, step)),
    }
}

/// The first value from a bound on that is taken for a multiple of `step`. Where the bound itself is excluded, values come
/// as close to it as units tell.
fn first(bound: f64, step: Option<f64>) -> f64 {
    let Some(step) = step else { return bound };
    let steps = ((bound - rules::OFF_A_MULTIPLE) / step).ceil();
    (steps * step - rules::OFF_A_MULTIPLE).max(bound)
}

impl<T: Number> Between<T> {
    /// As units. A negative number is a metering failure, and so is one that cannot be billed.
    pub(super) fn units<E>(self, units: impl Fn(T) -> Result<BillableUnits, E>) -> Bounds {
        let least = self.least.filter(|least| *least > T::ZERO);
        let most = self
            .most
            .map(|most| if most < T::ZERO { T::ZERO } else { most });
        Bounds {
            min: least.map_or(BillableUnits::ZERO, |least| {
                units(least).unwrap_or(BillableUnits::MAX)
            }),
            max: most.and_then(|most| units(most).ok()),
        }
    }
}
