//! Numbers in JSON: whole numbers of any size, and floats as Python writes them.

/// A whole number of any size, kept as its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Integer<'a> {
    is_negative: bool,
    /// Without leading zeros. Zero is one digit.
    digits: &'a str,
}

impl<'a> Integer<'a> {
    /// From decimal digits, with an optional `-`.
    pub(crate) fn new(text: &'a str) -> Self {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let digits = match digits.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        Self {
            is_negative: is_negative && digits != "0",
            digits,
        }
    }

    /// The digits, after a `-` where it is negative.
    pub(crate) fn text(&self) -> String {
        let sign = if self.is_negative { "-" } else { "" };
        format!("{sign}{}", self.digits)
    }

    /// The number. Where it does not fit, the least or the greatest `i128`: both are outside of every declared bound.
    pub(crate) fn clamped(&self) -> i128 {
        let size = self.digits.parse().unwrap_or(i128::MAX);
        if self.is_negative { -size } else { size }
    }

    /// Whether it fits an `i64`. Pydantic handles larger numbers in another way.
    pub(crate) fn is_small(&self) -> bool {
        i64::try_from(self.clamped()).is_ok()
    }

    /// Whether it is a multiple of `of`, which must fit 64 bits.
    pub(crate) fn is_multiple_of(&self, of: i128) -> bool {
        let Ok(of @ 1..) = u64::try_from(of.unsigned_abs()) else {
            return false;
        };
        let digits = self.digits.bytes().map(|digit| u128::from(digit - b'0'));
        digits.fold(0, |rest, digit| (rest * 10 + digit) % u128::from(of)) == 0
    }

    /// The nearest `f64`. `None` where it is beyond all of them: Python raises an `OverflowError`.
    pub(crate) fn float(&self) -> Option<f64> {
        let float: f64 = self.text().parse().ok()?;
        float.is_finite().then_some(float)
    }
}

/// Python's `repr` of a float. The digits are those of Rust, the exponent is written as in Python.
pub(crate) fn python_float(value: f64) -> String {
    let text = format!("{value:?}");
    match text.split_once('e') {
        None => text.to_lowercase(),
        Some((digits, exponent)) => {
            let (sign, exponent) = match exponent.strip_prefix('-') {
                Some(exponent) => ('-', exponent),
                None => ('+', exponent),
            };
            format!("{digits}e{sign}{exponent:0>2}")
        }
    }
}

/// Reads the number at `start`: its form, and the index after its last byte. `None` where there is no number.
pub(super) fn scan(text: &[u8], start: usize) -> Option<(Number, usize)> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let whole = start + usize::from(text.get(start) == Some(&b'-'));
    let mut end = match text.get(whole)? {
        b'0' => whole + 1,
        b'1'..=b'9' => digits(whole),
        _ => return None,
    };
    let mut number = Number::Integer {
        digits: end - whole,
    };
    if text.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
        number = Number::Float;
        end = digits(end + 1);
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let exponent = end + 1 + usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        if digits(exponent) > exponent {
            number = Number::Float;
            end = digits(exponent);
        }
    }
    Some((number, end))
}

/// The form of a number.
pub(super) enum Number {
    /// Without a fraction or an exponent.
    Integer { digits: usize },
    /// With a fraction or an exponent.
    Float,
}
