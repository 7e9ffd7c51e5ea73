//! Reads what is expected.

use super::expected::Expected;
use super::scan::{Scan, Wrong};

/// What follows a number that is no status.
const QUANTITIES: [&str; 7] = [
    "to", "unit", "units", "item", "items", "attempt", "attempts",
];

impl Scan<'_> {
    /// `->` and what is expected.
    pub(super) fn expected(&mut self) -> Result<Vec<Expected>, Wrong> {
        let before = *self;
        self.pass_lines();
        if !self.passes("->") {
            let found = match self.next_word() {
                "" => String::new(),
                word => format!(", not `{word}`"),
            };
            return Err(before.wrong(format!(
                "`->` and what is expected follow here{found}: `-> 200, 4 units, $0.10`"
            )));
        }
        let mut expected = vec![self.one_expected()?];
        while self.passes_comma() {
            self.pass_lines();
            expected.push(self.one_expected()?);
        }
        Ok(expected)
    }

    fn one_expected(&mut self) -> Result<Expected, Wrong> {
        if self.is_at_json() {
            let begin = *self;
            let json = self.json()?;
            return serde_json::from_str(json)
                .map(Expected::Json)
                .map_err(|error| begin.wrong(error));
        }
        if self.passes("flag") {
            return Ok(Expected::Flag(self.word().to_owned()));
        }
        if self.passes("broken off") {
            return Ok(Expected::BrokenOff);
        }
        if self.passes("refused") {
            return Ok(Expected::Refused);
        }
        if self.next_word().starts_with('$') {
            let least = self.money()?;
            let most = if self.passes("to") {
                self.money()?
            } else {
                least
            };
            return Ok(Expected::Cost(least, most));
        }
        let mut ahead = *self;
        let is_status = ahead.word().len() == 3 && !QUANTITIES.contains(&ahead.next_word());
        if is_status {
            return Ok(Expected::Status(self.status()?));
        }
        let wrong = "what is expected is a status, `4 units`, `1 to 4 units`, `$0.10`, `3 items`, `2 attempts`, `flag NAME`, `broken off`, `refused` or JSON";
        let number = self.next_word();
        let least = self.number(wrong)?;
        let most = if self.passes("to") {
            self.number(wrong)?
        } else {
            least
        };
        match self.word() {
            "unit" | "units" => Ok(Expected::Units(least, most)),
            "item" | "items" => number
                .parse()
                .map(Expected::Items)
                .map_err(|_| self.wrong(wrong)),
            "attempt" | "attempts" => number
                .parse()
                .map(Expected::Attempts)
                .map_err(|_| self.wrong(wrong)),
            word => Err(self.wrong(format!("`{number} {word}` is not known: {wrong}"))),
        }
    }
}
