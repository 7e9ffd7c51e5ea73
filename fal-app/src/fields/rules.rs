//! What one value must obey, for both passes: the one pass asks whether, the table says what was broken.

use super::table::{Bound, OneOf, Rules};

/// The first rule that a value breaks, in pydantic's order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Broken {
    MultipleOf(Bound),
    LessThanEqual(Bound),
    LessThan(Bound),
    GreaterThanEqual(Bound),
    GreaterThan(Bound),
    OneOf,
    TooShort(u64),
    TooLong(u64),
    Pattern(&'static str),
}

/// Whether a whole number obeys.
pub(crate) fn integer(rules: &Rules, value: i128) -> Result<(), Broken> {
    if let Some(OneOf::Integers(allowed)) = rules.one_of
        && !allowed.contains(&value)
    {
        return Err(Broken::OneOf);
    }
    if let Some(of) = rules.multiple_of
        && !is_multiple(value, of)
    {
        return Err(Broken::MultipleOf(of));
    }
    integer_bounds(rules, value)
}

/// Whether a whole number is within its bounds.
pub(crate) fn integer_bounds(rules: &Rules, value: i128) -> Result<(), Broken> {
    match *rules {
        Rules { le: Some(le), .. } if above(value, le) => Err(Broken::LessThanEqual(le)),
        Rules { lt: Some(lt), .. } if !below(value, lt) => Err(Broken::LessThan(lt)),
        Rules { ge: Some(ge), .. } if below(value, ge) => Err(Broken::GreaterThanEqual(ge)),
        Rules { gt: Some(gt), .. } if !above(value, gt) => Err(Broken::GreaterThan(gt)),
        _ => Ok(()),
    }
}

fn is_multiple(value: i128, of: Bound) -> bool {
    match of {
        Bound::Integer(of) => value.checked_rem(of) == Some(0),
        Bound::Number(of) => (value as f64) % of == 0.0,
    }
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
#[allow(
    clippy::neg_cmp_op_on_partial_ord,
    reason = "negated, so that NaN is within no bounds"
)]
pub(crate) fn number(rules: &Rules, value: f64) -> Result<(), Broken> {
    match *rules {
        Rules {
            multiple_of: Some(of),
            ..
        } if !is_float_multiple(value, float(of)) => Err(Broken::MultipleOf(of)),
        Rules { le: Some(le), .. } if !(value <= float(le)) => Err(Broken::LessThanEqual(le)),
        Rules { lt: Some(lt), .. } if !(value < float(lt)) => Err(Broken::LessThan(lt)),
        Rules { ge: Some(ge), .. } if !(value >= float(ge)) => Err(Broken::GreaterThanEqual(ge)),
        Rules { gt: Some(gt), .. } if !(value > float(gt)) => Err(Broken::GreaterThan(gt)),
        _ => Ok(()),
    }
}

/// As pydantic measures it: `0.3` is a multiple of `0.1`, though not to the last bit. NaN is no number to measure.
fn is_float_multiple(value: f64, of: f64) -> bool {
    let off = value - (value / of).round() * of;
    off.is_nan() || off.abs() <= 1e-9
}

pub(crate) fn float(bound: Bound) -> f64 {
    match bound {
        Bound::Integer(bound) => bound as f64,
        Bound::Number(bound) => bound,
    }
}

/// Whether a string obeys: its choices, its length in code points, its pattern.
pub(crate) fn string(rules: &Rules, value: &str) -> Result<(), Broken> {
    if let Some(OneOf::Strings(allowed)) = rules.one_of
        && !allowed.contains(&value)
    {
        return Err(Broken::OneOf);
    }
    if rules.min_length.is_some() || rules.max_length.is_some() {
        length(rules, value.chars().count())?;
    }
    match rules.pattern {
        Some((text, compiled)) if !compiled().is_match(value) => Err(Broken::Pattern(text)),
        _ => Ok(()),
    }
}

/// Whether a length obeys.
pub(crate) fn length(rules: &Rules, length: usize) -> Result<(), Broken> {
    let length = length as u64;
    match *rules {
        Rules {
            min_length: Some(least),
            ..
        } if length < least => Err(Broken::TooShort(least)),
        Rules {
            max_length: Some(most),
            ..
        } if length > most => Err(Broken::TooLong(most)),
        _ => Ok(()),
    }
}

/// The rules of an `ImageSize` that hold for its width.
pub(crate) fn of_width(rules: &Rules) -> Rules {
    of_side(rules, rules.min_width, rules.max_width)
}

/// The rules of an `ImageSize` that hold for its height.
pub(crate) fn of_height(rules: &Rules) -> Rules {
    of_side(rules, rules.min_height, rules.max_height)
}

fn of_side(rules: &Rules, least: Option<u32>, most: Option<u32>) -> Rules {
    let bound = |pixels: u32| Bound::Integer(pixels.into());
    Rules {
        multiple_of: rules.multiple_of,
        ge: least.map(bound),
        le: most.map(bound),
        ..Rules::NONE
    }
}

/// Whether a picture of this size is within the greatest area; else what that is.
pub(crate) fn area(rules: &Rules, width: u32, height: u32) -> Result<(), u64> {
    match rules.max_area {
        Some(most) if u64::from(width) * u64::from(height) > most => Err(most),
        _ => Ok(()),
    }
}

/// Whether a size in pixels obeys.
pub(crate) fn size(rules: &Rules, width: u32, height: u32) -> bool {
    integer(&of_width(rules), width.into()).is_ok()
        && integer(&of_height(rules), height.into()).is_ok()
        && area(rules, width, height).is_ok()
}
