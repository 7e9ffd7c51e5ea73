//! `dev --scenario`: calls, and what each must answer and cost, played on a ledger of its own.

mod expected;
mod file;
mod play;
mod read_call;
mod read_expected;
mod scan;
mod steps;
mod values;

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use self::expected::Seen;
use self::play::Stage;
use self::steps::{Line, Step};
use super::super::output::{Failed, print, wrong_arguments};
use super::super::trial::examples;
use crate::dev::Started;
use crate::one_line::OneLine;
use crate::program::Program;
use crate::units::Money;

/// What a file may hold, in short.
pub(super) const GRAMMAR: &str = "\
A scenario is a file of lines, each done before the next one, on a new ledger in memory:
  price $0.025 | price /film $0.5 | price GPU-H100 $0.0005
  alice has $1 | alice gets $1 | alice has $0.90 left
  alice POST PATH [JSON] [with NAME: VALUE]… [but [N times] the app FAULT]… -> EXPECTED, …
  refund [N units] -> EXPECTED, …
POST may be another method of HTTP, QUEUE for the queue, or WS for a session, which sends
several JSON. `nobody` has no key. JSON may be `example`, or `example 2`, of the endpoint.
  FAULT      fails [with STATUS] | is killed | answers after 2 s | sends NAME: VALUE
             | sends no NAME
  EXPECTED   200 | 4 units | 1 to 4 units | $0.10 | $0 to $0.10 | 3 items | 2 attempts
             | flag NAME | JSON | broken off | refused
`#` begins a comment. JSON, and what stands before `->` or follows a comma after it, may go
on in the next line. A line that does not hold is shown with what it expects and what it
got, and the exit code is 1. docs/scenarios.md says all of it.";

/// The longest file, in bytes.
const LONGEST: u64 = 16 << 20;

/// A scenario that is read and not played yet.
pub(super) struct Scenario {
    lines: Vec<Line>,
    limit: std::time::Duration,
    as_json: bool,
}

impl Scenario {
    /// Reads the file at a path.
    ///
    /// # Errors
    /// It cannot be read, or a line of it is wrong.
    pub(super) fn read(program: &Program, path: &str, as_json: bool) -> Result<Self, Failed> {
        let unreadable = |why: String| wrong_arguments(format!("`{path}` cannot be read: {why}"));
        let length = fs::metadata(path)
            .map_err(|error| unreadable(error.to_string()))?
            .len();
        if length > LONGEST {
            return Err(unreadable(format!(
                "it is longer than {} MiB",
                LONGEST >> 20
            )));
        }
        let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        let endpoints: Vec<_> = program.charged().collect();
        let lines = file::read(&text, &examples(program)?, &endpoints)
            .map_err(|wrong| wrong_arguments(format!("{path}:{}: {wrong}", wrong.line)))?;
        let app = &program.declaration;
        Ok(Self {
            lines,
            limit: app.startup_timeout() + app.request_timeout(),
            as_json,
        })
    }

    /// Who calls, with what each has at first, where the file says it.
    pub(super) fn credit(&self) -> Vec<(String, Money)> {
        let mut users: BTreeMap<&str, Money> = BTreeMap::new();
        for line in &self.lines {
            match &line.step {
                Step::Has(name, credit) => {
                    users.insert(name, *credit);
                }
                Step::Gets(name, _) | Step::Left(name) => {
                    users.entry(name).or_insert(crate::dev::CREDIT);
                }
                Step::Call(call) => {
                    if let Some(name) = &call.caller {
                        users.entry(name).or_insert(crate::dev::CREDIT);
                    }
                }
                Step::Price(..) | Step::Refund(_) => {}
            }
        }
        let users = users.into_iter();
        users
            .map(|(name, credit)| (name.to_owned(), credit))
            .collect()
    }

    /// Plays it, once the marketplace has started, and prints what came of each line. `None` where it does not start.
    ///
    /// # Errors
    /// A line does not hold, or nothing could be printed.
    pub(super) async fn play(
        &self,
        started: oneshot::Receiver<Started>,
    ) -> Option<Result<(), Failed>> {
        let market = started.await.ok()?;
        Some(self.play_in(&market).await)
    }

    async fn play_in(&self, market: &Started) -> Result<(), Failed> {
        let mut stage = Stage {
            market,
            limit: self.limit,
            last: None,
        };
        let (mut wrong, mut told) = (0, Vec::new());
        for line in &self.lines {
            let seen = stage.play(&line.step).await;
            let holds = seen.is(&line.expected);
            wrong += usize::from(!holds);
            match self.as_json {
                true => told.push(as_json(line, &seen, holds)),
                false => print(&for_people(line, &seen, holds))?,
            }
        }
        if self.as_json {
            let all = json!({"holds": wrong == 0, "lines": told});
            print(&serde_json::to_string_pretty(&all)?)?;
        }
        match wrong {
            0 if self.as_json => Ok(()),
            0 => print(&format!("{} hold", counted(self.lines.len()))),
            wrong => Err(format!("{wrong} of {} do not hold", counted(self.lines.len())).into()),
        }
    }
}

fn counted(lines: usize) -> String {
    match lines {
        1 => "1 line".to_owned(),
        lines => format!("{lines} lines"),
    }
}

fn expected(line: &Line) -> Vec<String> {
    line.expected.iter().map(ToString::to_string).collect()
}

fn for_people(line: &Line, seen: &Seen, holds: bool) -> String {
    let written = line
        .written
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let (number, written) = (line.number, OneLine(shortened(&written)).to_string());
    let expected = expected(line).join(", ");
    let got = seen.beside(&line.expected).join(", ");
    match (holds, line.expected.is_empty()) {
        (true, true) => format!("ok    {number:>4}  {written}"),
        (true, false) => format!("ok    {number:>4}  {written} -> {got}"),
        (false, _) => format!(
            "WRONG {number:>4}  {written}\n            expected  {expected}\n            got       {got}"
        ),
    }
}

/// The beginning of a long text.
fn shortened(text: &str) -> String {
    const MOST: usize = 100;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn as_json(line: &Line, seen: &Seen, holds: bool) -> Value {
    json!({
        "line": line.number,
        "written": line.written,
        "holds": holds,
        "expected": expected(line),
        "got": seen.beside(&line.expected),
    })
}
