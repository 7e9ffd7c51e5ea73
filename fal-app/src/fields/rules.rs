//! What one value must obey, for both passes.

use super::table::{Bound, OneOf, Rules};

/// Whether a whole number obeys.
pub(crate) fn integer(rules: &Rules, value: i128) -> bool {
    let multiple = match rules.multiple_of {
        Some(Bound::Integer(of)) => value % of == 0,
        Some(Bound::Number(of)) => (value as f64) % of == 0.0,
        None => true,
    };
    let one_of = match rules.one_of {
        Some(OneOf::Integers(allowed)) => allowed.contains(&value),
        _ => true,
    };
    multiple
        && one_of
        && rules.ge.is_none_or(|bound| !below(value, bound))
        && rules.gt.is_none_or(|bound| above(value, bound))
        && rules.le.is_none_or(|bound| !above(value, bound))
        && rules.lt.is_none_or(|bound| below(value, bound))
}

fn below(value: i128, bound: Bound) -> bool {
    match bound {
        Bound::Integer(bound) => value < bound,
        Bound::Number(bound) => (value as f64) < bound,
    }
}

fn above(value: i128, bound: Bound) -> bool {
    match bound {
        Bound::Integer(bound) => value > bound,
        Bound::Number(bound) => (value as f64) > bound,
    }
}

/// Whether a number with a fraction obeys.
pub(crate) fn number(rules: &Rules, value: f64) -> bool {
    rules.multiple_of.is_none_or(|of| value % float(of) == 0.0)
        && rules.ge.is_none_or(|bound| value >= float(bound))
        && rules.gt.is_none_or(|bound| value > float(bound))
        && rules.le.is_none_or(|bound| value <= float(bound))
        && rules.lt.is_none_or(|bound| value < float(bound))
}

fn float(bound: Bound) -> f64 {
    match bound {
        Bound::Integer(bound) => bound as f64,
        Bound::Number(bound) => bound,
    }
}

/// Whether a string obeys: its length in code points, its pattern, its choices.
pub(crate) fn string(rules: &Rules, value: &str) -> bool {
    let counted = rules.min_length.is_some() || rules.max_length.is_some();
    let one_of = match rules.one_of {
        Some(OneOf::Strings(allowed)) => allowed.contains(&value),
        _ => true,
    };
    one_of
        && (!counted || length(rules, value.chars().count()))
        && rules
            .pattern
            .is_none_or(|(_, compiled)| compiled().is_match(value))
}

/// Whether a length obeys.
pub(crate) fn length(rules: &Rules, length: usize) -> bool {
    let length = length as u64;
    rules.min_length.is_none_or(|least| length >= least)
        && rules.max_length.is_none_or(|most| length <= most)
}

/// Whether a size in pixels obeys.
pub(crate) fn size(rules: &Rules, width: u32, height: u32) -> bool {
    let multiple = match rules.multiple_of {
        Some(Bound::Integer(of)) => i128::from(width) % of == 0 && i128::from(height) % of == 0,
        _ => true,
    };
    multiple
        && rules.min_width.is_none_or(|least| width >= least)
        && rules.max_width.is_none_or(|most| width <= most)
        && rules.min_height.is_none_or(|least| height >= least)
        && rules.max_height.is_none_or(|most| height <= most)
        && rules
            .max_area
            .is_none_or(|most| u64::from(width) * u64::from(height) <= most)
}
