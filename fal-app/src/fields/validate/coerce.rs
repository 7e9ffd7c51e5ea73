//! What pydantic takes for a scalar: numbers in strings, whole floats, booleans in their spellings.

use std::borrow::Cow;

use super::problem::Problem;
use crate::fields::json::{MAX_DIGITS, Value};
use crate::fields::match_quality::MatchQuality;

/// What was taken, and whether it was converted.
pub(super) type Taken<T> = Result<(T, MatchQuality), Problem>;

/// The digits of a whole number, with its sign.
pub(super) fn integer(value: &Value<'_>) -> Taken<String> {
    match value {
        Value::Boolean(value) => Ok((u8::from(*value).to_string(), MatchQuality::LAX)),
        Value::Integer(value) => Ok((value.text(), MatchQuality::EXACT)),
        Value::Float(value) => Ok((whole(*value)?.to_string(), MatchQuality::LAX)),
        Value::String(text) if text.is_broken => Err(Problem::NO_TEXT),
        Value::String(text) => Ok((integer_text(&text.shown)?, MatchQuality::LAX)),
        _ => Err(Problem::NO_INTEGER),
    }
}

/// A float without a fraction, within `i64`.
fn whole(value: f64) -> Result<i64, Problem> {
    // 2⁶³: pydantic takes what is between it and its negative, both excluded.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if !value.is_finite() {
        Err(Problem::NOT_FINITE)
    } else if value.fract() != 0.0 {
        Err(Problem::FRACTION)
    } else if -BEYOND < value && value < BEYOND {
        Ok(value as i64)
    } else {
        Err(Problem::INTEGER_TOO_LONG)
    }
}

/// The whole number that a string says: with space around it, a `+`, leading zeros, single underscores between
/// digits, zeros as a fraction.
fn integer_text(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = without_fraction(text)
        .and_then(without_underscores)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
        .ok_or(Problem::INTEGER_PARSING)?;
    let digits = digits.trim_start_matches('0');
    if digits.len() > MAX_DIGITS {
        return Err(Problem::INTEGER_TOO_LONG);
    }
    Ok(format!("{sign}0{digits}"))
}

fn without_fraction(text: &str) -> Option<&str> {
    match text.split_once('.') {
        None => Some(text),
        Some((whole, fraction)) => {
            let is_zero = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
            is_zero.then_some(whole)
        }
    }
}

fn without_underscores(text: &str) -> Option<Cow<'_, str>> {
    if text.is_empty() || text.starts_with('_') || text.ends_with('_') || text.contains("__") {
        return None;
    }
    if text.contains('_') {
        Some(Cow::Owned(text.replace('_', "")))
    } else {
        Some(Cow::Borrowed(text))
    }
}

/// A number with a fraction, which need not be finite.
pub(super) fn number(value: &Value<'_>) -> Taken<f64> {
    match value {
        Value::Boolean(value) => Ok((f64::from(*value), MatchQuality::LAX)),
        Value::Float(value) => Ok((*value, MatchQuality::EXACT)),
        Value::Integer(value) => match value.float() {
            Some(value) => Ok((value, MatchQuality::STRICT)),
            None => Err(Problem::NO_NUMBER),
        },
        Value::String(text) if text.is_broken => Err(Problem::NO_TEXT),
        Value::String(text) => match number_text(&text.shown) {
            Some(value) => Ok((value, MatchQuality::LAX)),
            None => Err(Problem::NUMBER_PARSING),
        },
        _ => Err(Problem::NO_NUMBER),
    }
}

/// Rust's `parse`, as pydantic uses it, with single underscores.
fn number_text(text: &str) -> Option<f64> {
    without_underscores(text.trim())?.parse().ok()
}

/// A boolean.
pub(super) fn boolean(value: &Value<'_>) -> Taken<bool> {
    match value {
        Value::Boolean(value) => Ok((*value, MatchQuality::EXACT)),
        Value::Integer(value) if value.is_small() => match value.clamped() {
            0 => Ok((false, MatchQuality::LAX)),
            1 => Ok((true, MatchQuality::LAX)),
            _ => Err(Problem::BOOLEAN_PARSING),
        },
        Value::Float(value) => match whole(*value) {
            Ok(0) => Ok((false, MatchQuality::LAX)),
            Ok(1) => Ok((true, MatchQuality::LAX)),
            Ok(_) => Err(Problem::BOOLEAN_PARSING),
            Err(_) => Err(Problem::NO_BOOLEAN),
        },
        Value::String(text) if text.is_broken => Err(Problem::NO_TEXT),
        Value::String(text) => boolean_text(&text.shown)
            .map(|value| (value, MatchQuality::LAX))
            .ok_or(Problem::BOOLEAN_PARSING),
        _ => Err(Problem::NO_BOOLEAN),
    }
}

fn boolean_text(text: &str) -> Option<bool> {
    const FALSE: [&str; 6] = ["0", "off", "f", "false", "n", "no"];
    const TRUE: [&str; 6] = ["1", "on", "t", "true", "y", "yes"];
    let is_one_of = |words: [&str; 6]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(TRUE) {
        Some(true)
    } else {
        is_one_of(FALSE).then_some(false)
    }
}

/// A whole number to be chosen, which no string says.
pub(super) fn choice(value: &Value<'_>) -> Taken<Option<i128>> {
    match value {
        Value::Boolean(value) => Ok((Some(i128::from(*value)), MatchQuality::LAX)),
        Value::Integer(value) if !value.is_small() => Err(Problem::INTEGER_TOO_LONG),
        Value::Integer(value) => Ok((Some(value.clamped()), MatchQuality::EXACT)),
        Value::Float(value) => Ok((whole(*value).ok().map(i128::from), MatchQuality::LAX)),
        _ => Ok((None, MatchQuality::LAX)),
    }
}
