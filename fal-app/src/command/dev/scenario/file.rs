//! Reads the file of a scenario: what is done, in its order. `docs/scenarios.md` has its grammar.

use std::collections::BTreeSet;

use super::super::super::trial::Example;
use super::expected::Expected;
use super::scan::{Scan, Wrong};
use super::steps::{Line, Step};
use crate::declare::EndpointDeclaration;
use crate::dev::ledger::prices::Priced;

/// The word for who has no key.
pub(super) const NOBODY: &str = "nobody";

/// Reads a file.
///
/// # Errors
/// A line is wrong: what is, and what to write.
pub(super) fn read(
    text: &str,
    examples: &[Example],
    endpoints: &[&EndpointDeclaration],
) -> Result<Vec<Line>, Wrong> {
    let mut reader = Reader {
        scan: Scan::new(text),
        examples,
        endpoints,
        callers: BTreeSet::new(),
        is_called: false,
    };
    let mut lines = Vec::new();
    loop {
        reader.scan.pass_lines();
        if reader.scan.is_at_end() {
            return Ok(lines);
        }
        lines.push(reader.line()?);
    }
}

pub(super) struct Reader<'t> {
    pub(super) scan: Scan<'t>,
    pub(super) examples: &'t [Example],
    pub(super) endpoints: &'t [&'t EndpointDeclaration],
    /// Who was named so far.
    callers: BTreeSet<String>,
    /// Whether there was a request that can be refunded.
    is_called: bool,
}

impl Reader<'_> {
    fn line(&mut self) -> Result<Line, Wrong> {
        let (begin, number) = (self.scan, self.scan.line());
        let (step, expected) = match self.scan.word() {
            "price" => (self.price()?, None),
            "refund" => (self.refund()?, None),
            "->" => {
                return Err(
                    begin.wrong("`->` begins this line, and nothing stands before it that is done")
                );
            }
            name => self.of_user(name, &begin)?,
        };
        let written = self.scan.since(&begin).to_owned();
        let expected = match expected {
            Some(expected) => expected,
            None if matches!(step, Step::Price(..) | Step::Has(..) | Step::Gets(..)) => Vec::new(),
            None => self.scan.expected()?,
        };
        if !self.scan.is_at_line_end() {
            let word = self.scan.next_word();
            return Err(self
                .scan
                .wrong(format!("`{word}` is too much on this line")));
        }
        Ok(Line {
            number,
            written,
            step,
            expected,
        })
    }

    /// `price $0.025`, `price /film $0.5`, `price GPU-H100 $0.0005`
    fn price(&mut self) -> Result<Step, Wrong> {
        let what = self.scan.next_word();
        let priced = match what.chars().next() {
            Some('$' | '0'..='9') | None => Priced::Units,
            Some('/') => {
                let paths: Vec<&str> = self
                    .endpoints
                    .iter()
                    .map(|endpoint| endpoint.path)
                    .collect();
                if !paths.contains(&what) {
                    let paths = paths.join("`, `");
                    return Err(self.scan.wrong(format!(
                        "the app has no endpoint `{what}`: it has `{paths}`"
                    )));
                }
                Priced::UnitsOf(self.scan.word().to_owned())
            }
            Some(_) => Priced::Machine(self.scan.word().to_owned()),
        };
        Ok(Step::Price(priced, self.scan.money()?))
    }

    /// `refund`, `refund 2 units`
    fn refund(&mut self) -> Result<Step, Wrong> {
        if !self.is_called {
            return Err(self
                .scan
                .wrong("`refund` is of the request before it, and there is none"));
        }
        if self.scan.next_word() == "->" || self.scan.is_at_line_end() {
            return Ok(Step::Refund(None));
        }
        let units = self
            .scan
            .number("units that are given back, as `refund 2 units`")?;
        if !self.scan.passes("units") && !self.scan.passes("unit") {
            return Err(self.scan.wrong("write `refund`, or `refund 2 units`"));
        }
        Ok(Step::Refund(Some(units)))
    }

    /// `alice has $1`, `alice gets $1`, `alice has $1 left`, or a call.
    fn of_user(
        &mut self,
        name: &str,
        begin: &Scan<'_>,
    ) -> Result<(Step, Option<Vec<Expected>>), Wrong> {
        let is_plain = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
        };
        if !name.chars().all(is_plain) || name.len() > 64 {
            return Err(begin.wrong(format!(
                "`{name}` is not a caller: a line begins with a name in small letters, `{NOBODY}`, `price` or `refund`"
            )));
        }
        let is_new = self.callers.insert(name.to_owned());
        let money = self.scan.next_word();
        if matches!(money, "has" | "gets") && name == NOBODY {
            return Err(begin.wrong("`nobody` calls without a key, and has nothing"));
        }
        if self.scan.passes("gets") {
            return Ok((Step::Gets(name.to_owned(), self.scan.money()?), None));
        }
        if self.scan.passes("has") {
            let money = self.scan.money()?;
            if self.scan.passes("left") {
                return Ok((
                    Step::Left(name.to_owned()),
                    Some(vec![Expected::Left(money)]),
                ));
            }
            if !is_new {
                return Err(begin.wrong(format!(
                    "`{name}` has something already: write `{name} gets $…` for more, or `{name} has $… left` to look at it"
                )));
            }
            return Ok((Step::Has(name.to_owned(), money), None));
        }
        let call = self.call(name)?;
        self.is_called = true;
        Ok((Step::Call(Box::new(call)), None))
    }
}
