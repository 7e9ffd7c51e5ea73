//! Whether a value obeys its rules. The first reading only asks whether it does; the second reports the broken rule.

use super::table::{Bound, OneOf, Rules, Shape};

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

/// No message is made of parts when compiling: each is whole.
macro_rules! broken {
    (@ $what:literal, $one:literal, $rule:literal) => {
        concat!("the ", $what, " breaks `", $rule, "`\nhelp: write ", $one, " that a caller may send")
    };
    ($broken:expr, $what:literal, $one:literal) => {
        match $broken {
            Self::MultipleOf(_) => broken!(@ $what, $one, "multiple_of"),
            Self::LessThanEqual(_) => broken!(@ $what, $one, "le"),
            Self::LessThan(_) => broken!(@ $what, $one, "lt"),
            Self::GreaterThanEqual(_) => broken!(@ $what, $one, "ge"),
            Self::GreaterThan(_) => broken!(@ $what, $one, "gt"),
            Self::OneOf => broken!(@ $what, $one, "one_of"),
            Self::TooShort(_) => broken!(@ $what, $one, "min_length"),
            Self::TooLong(_) => broken!(@ $what, $one, "max_length"),
            Self::Pattern(_) => broken!(@ $what, $one, "pattern"),
        }
    };
}

impl Broken {
    /// What is wrong with a default that breaks the rule, where the const evaluation finds it.
    pub(crate) const fn of_a_default(self) -> &'static str {
        broken!(self, "default", "a default")
    }

    /// As [`Broken::of_a_default`], of an example.
    pub(crate) const fn of_an_example(self) -> &'static str {
        broken!(self, "example", "an example")
    }
}

/// Whether a whole number obeys.
pub(crate) const fn integer(rules: &Rules, value: i128) -> Result<(), Broken> {
    if let Some(OneOf::Integers(mut allowed)) = rules.one_of {
        loop {
            match allowed {
                [] => return Err(Broken::OneOf),
                [one, ..] if *one == value => break,
                [_, rest @ ..] => allowed = rest,
            }
        }
    }
    if let Some(of) = rules.multiple_of
        && !is_multiple(value, of)
    {
        return Err(Broken::MultipleOf(of));
    }
    integer_bounds(rules, value)
}

/// Whether a whole number is within its bounds.
pub(crate) const fn integer_bounds(rules: &Rules, value: i128) -> Result<(), Broken> {
    match *rules {
        Rules { le: Some(le), .. } if above(value, le) => Err(Broken::LessThanEqual(le)),
        Rules { lt: Some(lt), .. } if !below(value, lt) => Err(Broken::LessThan(lt)),
        Rules { ge: Some(ge), .. } if below(value, ge) => Err(Broken::GreaterThanEqual(ge)),
        Rules { gt: Some(gt), .. } if !above(value, gt) => Err(Broken::GreaterThan(gt)),
        _ => Ok(()),
    }
}

const fn is_multiple(value: i128, of: Bound) -> bool {
    match of {
        Bound::Integer(of) => matches!(value.checked_rem(of), Some(0)),
        Bound::Number(of) => (value as f64) % of == 0.0,
    }
}

const fn below(value: i128, bound: Bound) -> bool {
    match bound {
        Bound::Integer(bound) => value < bound,
        Bound::Number(bound) => (value as f64) < bound,
    }
}

const fn above(value: i128, bound: Bound) -> bool {
    match bound {
        Bound::Integer(bound) => value > bound,
        Bound::Number(bound) => (value as f64) > bound,
    }
}

/// Whether a field may be a whole number below zero.
pub(crate) const fn may_be_negative(shape: &Shape, rules: &Rules) -> bool {
    if let Some(OneOf::Integers(mut allowed)) = rules.one_of {
        while let [one, rest @ ..] = allowed {
            if *one < 0 {
                return true;
            }
            allowed = rest;
        }
        return false;
    }
    let is_bounded = match *rules {
        Rules { ge: Some(ge), .. } => below(-1, ge),
        Rules { gt: Some(gt), .. } => !above(-1, gt),
        _ => false,
    };
    matches!(shape, Shape::Integer { min, .. } if *min < 0) && !is_bounded
}

/// Whether a number with a fraction obeys.
#[allow(
    clippy::neg_cmp_op_on_partial_ord,
    reason = "negated, so that NaN is within no bounds"
)]
pub(crate) const fn number(rules: &Rules, value: f64) -> Result<(), Broken> {
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

/// How far a number may be off a multiple that it is taken for.
pub(crate) const OFF_A_MULTIPLE: f64 = 1e-9;

/// As pydantic measures it: `0.3` is a multiple of `0.1`, though not to the last bit. NaN is no number to measure.
const fn is_float_multiple(value: f64, of: f64) -> bool {
    let off = value - (value / of).round() * of;
    off.is_nan() || off.abs() <= OFF_A_MULTIPLE
}

pub(crate) const fn float(bound: Bound) -> f64 {
    match bound {
        Bound::Integer(bound) => bound as f64,
        Bound::Number(bound) => bound,
    }
}

/// Whether a string obeys: its choices, its length in code points, its pattern.
pub(crate) fn string(rules: &Rules, value: &str) -> Result<(), Broken> {
    one_of_strings(rules, value)?;
    if rules.min_length.is_some() || rules.max_length.is_some() {
        length(rules, code_points(value))?;
    }
    match rules.pattern {
        Some((text, compiled)) if !compiled().is_match(value) => Err(Broken::Pattern(text)),
        _ => Ok(()),
    }
}

/// Whether a string is one of its choices.
pub(crate) const fn one_of_strings(rules: &Rules, value: &str) -> Result<(), Broken> {
    if let Some(OneOf::Strings(mut allowed)) = rules.one_of {
        loop {
            match allowed {
                [] => return Err(Broken::OneOf),
                [one, ..] if is_equal(one.as_bytes(), value.as_bytes()) => break,
                [_, rest @ ..] => allowed = rest,
            }
        }
    }
    Ok(())
}

/// As `==`, which the const evaluation does not know of slices.
pub(super) const fn is_equal(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, one_rest @ ..], [b, other_rest @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}

/// How many code points a string has: the bytes that begin one.
pub(crate) const fn code_points(text: &str) -> usize {
    let (mut bytes, mut count) = (text.as_bytes(), 0);
    while let [byte, rest @ ..] = bytes {
        if *byte & 0b1100_0000 != 0b1000_0000 {
            count += 1;
        }
        bytes = rest;
    }
    count
}

/// Whether a length obeys.
pub(crate) const fn length(rules: &Rules, length: usize) -> Result<(), Broken> {
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
pub(crate) const fn of_width(rules: &Rules) -> Rules {
    of_side(rules, rules.min_width, rules.max_width)
}

/// The rules of an `ImageSize` that hold for its height.
pub(crate) const fn of_height(rules: &Rules) -> Rules {
    of_side(rules, rules.min_height, rules.max_height)
}

const fn of_side(rules: &Rules, least: Option<u32>, most: Option<u32>) -> Rules {
    Rules {
        multiple_of: rules.multiple_of,
        ge: bound(least),
        le: bound(most),
        ..Rules::NONE
    }
}

const fn bound(pixels: Option<u32>) -> Option<Bound> {
    match pixels {
        Some(pixels) => Some(Bound::Integer(pixels as i128)),
        None => None,
    }
}

/// Whether a picture of this size is within the greatest area; else what that is.
pub(crate) const fn area(rules: &Rules, width: u32, height: u32) -> Result<(), u64> {
    match rules.max_area {
        Some(most) if width as u64 * height as u64 > most => Err(most),
        _ => Ok(()),
    }
}

/// Whether a size in pixels obeys.
pub(crate) const fn size(rules: &Rules, width: u32, height: u32) -> bool {
    integer(&of_width(rules), width as i128).is_ok()
        && integer(&of_height(rules), height as i128).is_ok()
        && area(rules, width, height).is_ok()
}
