//! Numbers within their bounds, and at them.

use serde_json::Value;

use super::random::Random;
use crate::fields::rules;
use crate::fields::{Bound, OneOf, Rules};

/// How far from its simplest value a number goes in a direction in which nothing bounds it. A method makes what is asked
/// for: nobody wants four thousand million pictures in a test.
const OPEN: i128 = 1000;

/// The whole numbers that a field may be.
pub(super) struct Whole {
    least: i128,
    most: i128,
    step: i128,
    /// What `one_of` allows.
    allowed: Option<&'static [i128]>,
    rules: Rules,
}

impl Whole {
    /// `min` and `max` are those of the Rust type.
    pub(super) fn new(min: i128, max: i128, rules: Rules) -> Self {
        let least = [
            rules.ge.map(|bound| ceil(bound, 0)),
            rules.gt.map(|bound| ceil(bound, 1)),
        ];
        let most = [
            rules.le.map(|bound| floor(bound, 0)),
            rules.lt.map(|bound| floor(bound, 1)),
        ];
        let least = least.into_iter().flatten().max();
        let most = most.into_iter().flatten().min();
        let step = match rules.multiple_of {
            Some(Bound::Integer(step)) if step > 0 => step,
            _ => 1,
        };
        let beyond = OPEN.saturating_mul(step);
        let lowest = least.unwrap_or_else(|| most.unwrap_or(0).min(0).saturating_sub(beyond));
        let lowest = lowest.max(min);
        let highest = most.unwrap_or_else(|| lowest.max(0).saturating_add(beyond));
        Self {
            least: lowest,
            most: highest.min(max),
            step,
            allowed: match rules.one_of {
                Some(OneOf::Integers(allowed)) => Some(allowed),
                _ => None,
            },
            rules,
        }
    }

    fn obeys(&self, value: i128) -> bool {
        (self.least..=self.most).contains(&value) && rules::integer(&self.rules, value).is_ok()
    }

    /// At its bounds and beside them, the simplest first.
    pub(super) fn edges(&self) -> Vec<i128> {
        let first = self.least + (-self.least).rem_euclid(self.step);
        let last = self.most - self.most.rem_euclid(self.step);
        let near = [
            0,
            self.step,
            first,
            first.saturating_add(self.step),
            last,
            last.saturating_sub(self.step),
        ];
        let mut edges = match self.allowed {
            Some(allowed) => allowed.to_vec(),
            None => near.to_vec(),
        };
        edges.retain(|value| self.obeys(*value));
        let mut distinct: Vec<i128> = Vec::new();
        for edge in edges {
            if !distinct.contains(&edge) {
                distinct.push(edge);
            }
        }
        distinct
    }

    pub(super) fn any(&self, random: &mut Random) -> Option<i128> {
        let edges = self.edges();
        if self.allowed.is_some() || !random.once_in(2) {
            return random.pick(&edges).copied();
        }
        let first = *edges.first()?;
        let steps = self.most.checked_sub(first)? / self.step;
        let value = first + i128::try_from(random.small(steps.unsigned_abs())).ok()? * self.step;
        Some(value)
            .filter(|value| self.obeys(*value))
            .or(Some(first))
    }
}

/// The least whole number at a bound, or above it by `beyond`.
fn ceil(bound: Bound, beyond: i128) -> i128 {
    match bound {
        Bound::Integer(bound) => bound.saturating_add(beyond),
        Bound::Number(bound) if bound.fract() == 0.0 => (bound as i128).saturating_add(beyond),
        Bound::Number(bound) => bound.ceil() as i128,
    }
}

fn floor(bound: Bound, beyond: i128) -> i128 {
    match bound {
        Bound::Integer(bound) => bound.saturating_sub(beyond),
        Bound::Number(bound) if bound.fract() == 0.0 => (bound as i128).saturating_sub(beyond),
        Bound::Number(bound) => bound.floor() as i128,
    }
}

/// A whole number as JSON; one that no integer of JSON holds as text, which the decoder reads as well.
pub(super) fn json(value: i128) -> Value {
    match (u64::try_from(value), i64::try_from(value)) {
        (Ok(value), _) => value.into(),
        (_, Ok(value)) => value.into(),
        _ => value.to_string().into(),
    }
}

/// The numbers with a fraction that a field may be.
pub(super) struct Fraction {
    single: bool,
    rules: Rules,
}

impl Fraction {
    pub(super) fn new(single: bool, rules: Rules) -> Self {
        Self { single, rules }
    }

    fn bounds(&self) -> (f64, f64) {
        let float = |bound: Option<Bound>| bound.map(rules::float);
        let least = float(self.rules.ge).or(float(self.rules.gt));
        let most = float(self.rules.le).or(float(self.rules.lt));
        let least = least.unwrap_or_else(|| most.unwrap_or(0.0).min(0.0) - 1.0);
        (least, most.unwrap_or_else(|| least.max(0.0) + OPEN as f64))
    }

    fn obeying(&self, value: f64) -> Option<f64> {
        let value = match self.rules.multiple_of.map(rules::float) {
            Some(step) => (value / step).round() * step,
            None => value,
        };
        // As people write it, without the dust of a computation.
        let value = (value * 1e6).round() / 1e6;
        let value = if self.single {
            f64::from(value as f32)
        } else {
            value
        };
        rules::number(&self.rules, value).is_ok().then_some(value)
    }

    /// At its bounds and beside them, the simplest first.
    pub(super) fn edges(&self) -> Vec<f64> {
        let (least, most) = self.bounds();
        let near = [
            0.0,
            1.0,
            least,
            most,
            least + 0.5,
            least + 1.0,
            least + 0.001,
            most - 1.0,
            most - 0.001,
            least.midpoint(most),
        ];
        let mut distinct: Vec<f64> = Vec::new();
        for edge in near.into_iter().filter_map(|value| self.obeying(value)) {
            if !distinct.contains(&edge) {
                distinct.push(edge);
            }
        }
        distinct
    }

    pub(super) fn any(&self, random: &mut Random) -> Option<f64> {
        let edges = self.edges();
        let edge = random.pick(&edges).copied()?;
        if !random.once_in(2) {
            return Some(edge);
        }
        let (least, most) = self.bounds();
        let thousandths = ((most - least) * 1000.0) as u128;
        let value = least + random.small(thousandths) as f64 / 1000.0;
        Some(self.obeying(value).unwrap_or(edge))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const U32: (i128, i128) = (0, u32::MAX as i128);

    #[test]
    fn edges_are_at_the_bounds_and_obey_all_rules() {
        let rules = Rules {
            gt: Some(Bound::Integer(0)),
            lt: Some(Bound::Number(64.5)),
            multiple_of: Some(Bound::Integer(8)),
            ..Rules::NONE
        };
        assert_eq!(Whole::new(U32.0, U32.1, rules).edges(), [8, 16, 64, 56]);
        assert_eq!(
            Whole::new(U32.0, U32.1, Rules::NONE).edges(),
            [0, 1, 1000, 999]
        );
        let negative = Rules {
            le: Some(Bound::Integer(-3)),
            ..Rules::NONE
        };
        let edges = Whole::new(i64::MIN.into(), i64::MAX.into(), negative).edges();
        assert!(edges.contains(&-3) && edges.contains(&-1003), "{edges:?}");

        let fraction = Rules {
            gt: Some(Bound::Integer(0)),
            le: Some(Bound::Integer(2)),
            ..Rules::NONE
        };
        let edges = Fraction::new(false, fraction).edges();
        assert!(edges.contains(&2.0) && edges.contains(&0.001) && !edges.contains(&0.0));
    }

    #[test]
    fn any_number_obeys_its_rules() {
        let rules = Rules {
            ge: Some(Bound::Integer(16)),
            le: Some(Bound::Integer(4096)),
            multiple_of: Some(Bound::Integer(16)),
            ..Rules::NONE
        };
        let mut random = Random::of_seed(3);
        for _ in 0..500 {
            let value = Whole::new(U32.0, U32.1, rules).any(&mut random);
            assert!(value.is_some_and(|value| rules::integer(&rules, value).is_ok()));
            let value = Fraction::new(true, rules).any(&mut random);
            assert!(value.is_some_and(|value| rules::number(&rules, value).is_ok()));
        }
    }
}
