//! How texts, units and money are shown.

use std::fmt::{self, Write};

use askama::filters::{Escaper, Html};

use jiff::Timestamp;
use uuid::Uuid;

use crate::dev::ledger::usage::time_of;
use crate::dev::table::decimal;
use crate::units::{BillableUnits, Money};

/// Escapes for HTML, and shows what would change the text around it: control characters, and those that turn the direction
/// of the text, as symbols.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown;

impl Escaper for Shown {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(is_unseen) {
            let (plain, from) = rest.split_at(at);
            Html.write_escaped_str(&mut dest, plain)?;
            let mut letters = from.chars();
            if let Some(letter) = letters.next() {
                symbol(letter, &mut dest)?;
            }
            rest = letters.as_str();
        }
        Html.write_escaped_str(dest, rest)
    }
}

fn symbol(letter: char, dest: &mut impl Write) -> fmt::Result {
    let code = u32::from(letter);
    match code {
        // The pictures of control characters.
        0..=0x1f => dest.write_char(char::from_u32(0x2400 + code).unwrap_or('�')),
        0x7f => dest.write_char('␡'),
        _ => write!(dest, "⟨U+{code:04X}⟩"),
    }
}

pub(super) fn is_unseen(letter: char) -> bool {
    let is_space = letter == '\n' || letter == '\t';
    (letter.is_control() && !is_space)
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// Dollars with at least two decimals, never rounded: `$0.10`, `$0.025`, `-$3.00`.
pub(super) fn dollars(amount: Money) -> String {
    let text = amount.to_string();
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", &*text),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    format!("{sign}${whole}.{decimals:0<2}")
}

/// Totals of nano-dollars in a column: all with as many decimals as the longest needs, and at least two.
pub(super) fn dollars_in_column(amounts: &[i128]) -> Vec<String> {
    let needed = |amount: &i128| {
        let text = decimal(*amount, 9);
        text.split_once('.')
            .map_or(0, |(_, decimals)| decimals.len())
    };
    let width = amounts.iter().map(needed).max().unwrap_or_default().max(2);
    let shown = amounts.iter().map(|amount| {
        let text = decimal(amount.abs(), 9);
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let sign = if *amount < 0 { "-" } else { "" };
        format!("{sign}${whole}.{decimals:0<width$}")
    });
    shown.collect()
}

/// `4 units`, `1 unit`, `2.5 units`.
pub(super) fn units(units: BillableUnits) -> String {
    match units == BillableUnits::ONE {
        true => "1 unit".to_owned(),
        false => format!("{} units", units.short()),
    }
}

/// A size for people: `214 kB`.
pub(super) fn bytes(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_999 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// A whole number with commas: `2,143`.
pub(super) fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time in UTC: of this day `14:32:04`, of another one `27 Nov 14:32:04`.
pub(super) fn time(milliseconds: i64) -> String {
    let day = |milliseconds| in_format("%-d %b", milliseconds);
    let clock = in_format("%H:%M:%S", milliseconds);
    match day(milliseconds) == day(Timestamp::now().as_millisecond()) {
        true => clock,
        false => format!("{} {clock}", day(milliseconds)),
    }
}

/// A time in UTC, as the format of `strftime` says.
pub(super) fn in_format(format: &str, milliseconds: i64) -> String {
    let time = Timestamp::from_millisecond(milliseconds);
    time.map_or_else(|_| "?".to_owned(), |time| time.strftime(format).to_string())
}

/// When a request came.
pub(super) fn came_at(id: &Uuid) -> i64 {
    time_of(id.as_bytes()).as_millisecond()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use askama::filters::Escaper as _;

    use super::{Shown, dollars, dollars_in_column, thousands};
    use crate::units::Money;

    #[test]
    fn money_has_two_decimals_and_is_not_rounded() {
        for (nano, text) in [
            (100_000_000, "$0.10"),
            (25_000_000, "$0.025"),
            (0, "$0.00"),
            (21_710_000_000, "$21.71"),
            (1, "$0.000000001"),
            (-3_000_000_000, "-$3.00"),
        ] {
            assert_eq!(dollars(Money::from_nano(nano)), text);
        }
    }

    #[test]
    fn a_column_of_money_has_one_number_of_decimals() {
        let column = |amounts: &[i128]| dollars_in_column(amounts).join(" ");
        assert_eq!(column(&[]), "");
        assert_eq!(column(&[0, 1_500_000_000]), "$0.00 $1.50");
        assert_eq!(
            column(&[25_000_000, 100_000_000, -3_000_000_000]),
            "$0.025 $0.100 -$3.000"
        );
        assert_eq!(
            column(&[i128::from(i64::MAX) * 2]),
            "$18446744073.709551614"
        );
    }

    #[test]
    fn large_counts_are_grouped() {
        let all = [0, 999, 1000, 1_234_567].map(thousands);
        assert_eq!(all.join(" "), "0 999 1,000 1,234,567");
    }

    #[test]
    fn what_would_change_the_text_around_it_is_a_symbol() {
        let shown = |text: &str| {
            let mut shown = String::new();
            Shown.write_escaped_str(&mut shown, text).unwrap();
            shown
        };
        assert_eq!(shown("a\n<b>\t狐"), "a\n&#60;b&#62;\t狐");
        assert_eq!(shown("a\0\u{1b}[2J\u{7f}"), "a␀␛[2J␡");
        assert_eq!(shown("\u{202e}gnp\u{85}"), "⟨U+202E⟩gnp⟨U+0085⟩");
    }
}
