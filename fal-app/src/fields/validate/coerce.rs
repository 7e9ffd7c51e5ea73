//! The values that pydantic converts: numbers in strings, whole floats, the spellings of booleans.

use std::borrow::Cow;

use super::problem::Problem;
use crate::fields::json::{JsonValue, MAX_DIGITS};
use crate::fields::match_quality::MatchQuality;

/// The value, and whether it was converted.
pub(super) type Coerced<T> = Result<(T, MatchQuality), Problem>;

/// Bytes as the text that they are: so pydantic reads numbers and booleans in them.
fn bytes_as_text(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|_| Problem::NO_TEXT)
}

/// The digits of a whole number, with its sign.
pub(super) fn integer(value: &JsonValue<'_>) -> Coerced<String> {
    match value {
        JsonValue::Boolean(value) => Ok((u8::from(*value).to_string(), MatchQuality::LAX)),
        JsonValue::Integer(value) => Ok((value.text(), MatchQuality::EXACT)),
        JsonValue::Float(value) => Ok((whole(*value)?.to_string(), MatchQuality::LAX)),
        JsonValue::String(text) if text.is_broken => Err(Problem::NO_TEXT),
        JsonValue::String(text) => Ok((integer_text(&text.shown)?, MatchQuality::LAX)),
        JsonValue::Bytes(bytes) => Ok((integer_text(bytes_as_text(bytes)?)?, MatchQuality::LAX)),
        _ => Err(Problem::NO_INTEGER),
    }
}

/// A float without a fraction, in the range of `i64`.
fn whole(value: f64) -> Result<i64, Problem> {
    // 2⁶³. Pydantic accepts what is below it and above its negative.
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

/// A whole number in a string. It may have space around it, a `+`, leading zeros, single underscores between digits, and a
/// fraction of zeros.
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

/// A float, finite or not.
pub(super) fn number(value: &JsonValue<'_>) -> Coerced<f64> {
    match value {
        JsonValue::Boolean(value) => Ok((f64::from(*value), MatchQuality::LAX)),
        JsonValue::Float(value) => Ok((*value, MatchQuality::EXACT)),
        JsonValue::Integer(value) => match value.float() {
            Some(value) => Ok((value, MatchQuality::STRICT)),
            None => Err(Problem::NO_NUMBER),
        },
        JsonValue::String(text) if text.is_broken => Err(Problem::NO_TEXT),
        JsonValue::String(text) => lax_number(&text.shown),
        JsonValue::Bytes(bytes) => lax_number(bytes_as_text(bytes)?),
        _ => Err(Problem::NO_NUMBER),
    }
}

fn lax_number(text: &str) -> Coerced<f64> {
    let value = number_text(text).ok_or(Problem::NUMBER_PARSING)?;
    Ok((value, MatchQuality::LAX))
}

/// Pydantic uses Rust's `parse`, and allows single underscores.
fn number_text(text: &str) -> Option<f64> {
    without_underscores(text.trim())?.parse().ok()
}

/// A boolean, or one of its spellings.
pub(super) fn boolean(value: &JsonValue<'_>) -> Coerced<bool> {
    match value {
        JsonValue::Boolean(value) => Ok((*value, MatchQuality::EXACT)),
        JsonValue::Integer(value) if value.is_small() => match value.clamped() {
            0 => Ok((false, MatchQuality::LAX)),
            1 => Ok((true, MatchQuality::LAX)),
            _ => Err(Problem::BOOLEAN_PARSING),
        },
        JsonValue::Float(value) => match whole(*value) {
            Ok(0) => Ok((false, MatchQuality::LAX)),
            Ok(1) => Ok((true, MatchQuality::LAX)),
            Ok(_) => Err(Problem::BOOLEAN_PARSING),
            Err(_) => Err(Problem::NO_BOOLEAN),
        },
        JsonValue::String(text) if text.is_broken => Err(Problem::NO_TEXT),
        JsonValue::String(text) => boolean_text(&text.shown)
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

/// A whole number for `one_of`. A string does not count as one.
pub(super) fn choice(value: &JsonValue<'_>) -> Coerced<Option<i128>> {
    match value {
        JsonValue::Boolean(value) => Ok((Some(i128::from(*value)), MatchQuality::LAX)),
        JsonValue::Integer(value) if !value.is_small() => Err(Problem::INTEGER_TOO_LONG),
        JsonValue::Integer(value) => Ok((Some(value.clamped()), MatchQuality::EXACT)),
        JsonValue::Float(value) => Ok((whole(*value).ok().map(i128::from), MatchQuality::LAX)),
        _ => Ok((None, MatchQuality::LAX)),
    }
}
