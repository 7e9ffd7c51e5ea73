//! Values of a scenario, as each is written.

use std::str::FromStr;
use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderName, HeaderValue};

use super::scan::{Scan, Wrong};
use crate::units::{BillableUnits, Money};

/// What ends the value of a header.
const AFTER_VALUE: [&str; 3] = [" with ", " but ", "->"];

impl Scan<'_> {
    pub(super) fn number(&mut self, wrong: &str) -> Result<BillableUnits, Wrong> {
        let word = self.word();
        word.parse()
            .map_err(|_| self.wrong(format!("`{word}` is not a number: {wrong}")))
    }

    pub(super) fn status(&mut self) -> Result<StatusCode, Wrong> {
        let word = self.word();
        let status = word
            .parse()
            .ok()
            .and_then(|status: u16| StatusCode::from_u16(status).ok());
        status.ok_or_else(|| {
            self.wrong(format!(
                "`{word}` is not a status of HTTP: write a number as 200"
            ))
        })
    }

    pub(super) fn money(&mut self) -> Result<Money, Wrong> {
        let word = self.word();
        let Some(dollars) = word.strip_prefix('$') else {
            return Err(self.wrong(format!(
                "`{word}` is not an amount of money: write `$0.025`"
            )));
        };
        dollars
            .parse()
            .map_err(|why| self.wrong(format!("`{word}`: {why}")))
    }

    /// `NAME: VALUE`
    pub(super) fn header(&mut self) -> Result<(HeaderName, HeaderValue), Wrong> {
        let text = self.text_before(&AFTER_VALUE);
        let header = text.split_once(':').and_then(|(name, value)| {
            let name = HeaderName::from_str(name.trim()).ok()?;
            Some((name, HeaderValue::from_str(value.trim()).ok()?))
        });
        header.ok_or_else(|| self.wrong(format!("`{text}` is not a header: write `name: value`")))
    }

    pub(super) fn time(&mut self) -> Result<Duration, Wrong> {
        let number = self.word().parse::<f64>().ok();
        let in_seconds = match self.word() {
            "s" => Some(1.0),
            "ms" => Some(0.001),
            _ => None,
        };
        let seconds = number.zip(in_seconds).map(|(number, one)| number * one);
        let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        time.filter(|time| *time <= Duration::from_secs(3600))
            .ok_or_else(|| self.wrong("write a time of at most an hour, as `2 s` or `50 ms`"))
    }
}
