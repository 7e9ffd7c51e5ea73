//! `dev replay`: what requests that were kept would cost now, beside what they cost before.

mod change;
mod contract;
mod old;
mod report;

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;
use tokio::runtime::Builder;

use self::change::{Change, Cost, Replayed, change};
use self::old::{Before, Old};
use self::report::Report;
use super::super::help;
use super::super::output::{Failed, print};
use super::super::quote::price;
use super::ledger_file::ledger;
use super::question;
use crate::dev::ledger::bodies::{self, Kept};
use crate::dev::ledger::prices;
use crate::program::Program;
use crate::units::Money;

pub(super) fn command() -> Command {
    Command::new("replay")
        .about("Says who would pay more: quotes what `dev --record` kept, as before and as now")
        .args(question::arguments())
        .args([
            Arg::new("against")
                .long("against")
                .value_name("WHAT")
                .help("A revision of git, a contract, or an older build of the app [default: what was charged]"),
            Arg::new("unit-price")
                .long("unit-price")
                .value_name("DOLLARS")
                .value_parser(value_parser!(Money))
                .help("What a unit costs now, where its price changes too [default: as `dev price` says]"),
            Arg::new("requests")
                .long("requests")
                .action(ArgAction::SetTrue)
                .help("Rows for each request, not for each caller"),
            Arg::new("forget")
                .long("forget")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["against", "requests", "unit-price", "csv"])
                .help("Removes all bodies that were kept"),
        ])
        .after_help(help::after(&[
            "\
`dev --record` keeps the bodies of requests: the newest 10000, within so many MiB. Those that
succeeded are quoted by this build, and no method runs. `--against HEAD~1` compares with the
fal-app.contract.json of that revision, as `contract` wrote it, `--against FILE` with such a
file or with an older build of the app, which quotes each request itself. Without it they are
compared with what was charged.

A request is `dearer` where it is certain, and `may be dearer` where its least or its greatest
price is more: a price that reads the answer is known within bounds. So is one that the
contract does not hold exactly; it says how many these are. `was` and `is` add up the most
that requests may cost. Those without a most are `open` and not in these sums.

With `--json` it prints {\"against\": …, \"rows\": […], \"worst\": …, \"notes\": […]}, and with
`--requests` {\"requests\": […]} too. The worst request is shown with its body.",
            &help::examples(&[
                ("dev replay", "beside what was charged"),
                ("dev replay --against HEAD~1", "beside the contract of the commit before the last"),
                ("dev replay --against ./painter-old", "beside an older build"),
                ("dev replay --requests --csv", "each request, for a spreadsheet"),
            ]),
        ]))
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let as_json = arguments.get_flag("json");
    let ledger = ledger(program, arguments)?;
    if arguments.get_flag("forget") {
        let forgotten = ledger.write_now(bodies::forget)?;
        return match as_json {
            true => print(&json!({"forgotten": forgotten}).to_string()),
            false => print(&format!("{forgotten} bodies are removed")),
        };
    }
    let question = question::of(arguments)?;
    let named = arguments.get_one::<String>("against").map(String::as_str);
    let old = named.map_or(Ok(Old::Charged), Old::find)?;
    let new_price = arguments.get_one::<Money>("unit-price").copied();
    let (kept, old_prices) = ledger.read(|file| {
        let version = prices::version(file)?;
        let kept = bodies::of(file, &question)?;
        let mut unit_prices: BTreeMap<String, Money> = BTreeMap::new();
        for request in &kept {
            if !unit_prices.contains_key(&request.endpoint) {
                let price = prices::of_endpoint(file, &request.endpoint, version)?;
                unit_prices.insert(request.endpoint.clone(), price.unwrap_or_default());
            }
        }
        Ok((kept, unit_prices))
    })?;
    if kept.is_empty() {
        return Err(
            "no request that succeeded was kept\nhelp: `dev --record` keeps what callers send"
                .into(),
        );
    }
    let replay = Replay {
        program,
        old: &old,
        old_prices,
        new_price,
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut inexact = 0;
    let all = kept.into_iter().map(|request| {
        let (replayed, is_exact) = runtime.block_on(replay.of(request))?;
        inexact += u64::from(!is_exact);
        Ok(replayed)
    });
    let all: Vec<Replayed> = all.collect::<Result<_, Failed>>()?;
    let report = Report {
        against: old.shown(named),
        notes: notes(&all, inexact, &old),
        all,
    };
    report.print(arguments)
}

struct Replay<'p> {
    program: &'p Program,
    old: &'p Old,
    /// What a unit of each endpoint costs.
    old_prices: BTreeMap<String, Money>,
    new_price: Option<Money>,
}

impl Replay<'_> {
    /// Quotes a request, and says whether the old price is as exact as the new one.
    async fn of(&self, request: Kept) -> Result<(Replayed, bool), Failed> {
        let mut quotes = self.program.quotes.iter();
        let quote = quotes.find(|quote| quote.endpoint.path == request.endpoint);
        let unit_price = self.old_prices.get(&request.endpoint).copied();
        let unit_price = unit_price.unwrap_or_default();
        let was = match self.old.price(&request)? {
            Before::Units(units) => Cost::of(units, unit_price),
            Before::Nothing | Before::Unknown => None,
        };
        let quoted = match quote {
            Some(quote) => price(quote, quote.endpoint, request.body.clone()).await,
            None => None,
        };
        let (change, is) = match quoted {
            None => (Change::Refused, None),
            Some(quoted) => {
                let is = quoted
                    .units
                    .and_then(|units| Cost::of(units, self.new_price.unwrap_or(unit_price)));
                match (was, is) {
                    (Some(was), Some(is)) => (change(was, is), Some(is)),
                    _ => (Change::NotCompared, is),
                }
            }
        };
        let is_exact =
            |cost: Option<Cost>| cost.is_none_or(|cost| cost.units.max == Some(cost.units.min));
        let as_exact = is_exact(was) || !is_exact(is);
        Ok((
            Replayed {
                request,
                change,
                was,
                is,
            },
            as_exact,
        ))
    }
}

fn notes(all: &[Replayed], inexact: u64, old: &Old) -> Vec<String> {
    let count = |change: Change| all.iter().filter(|one| one.change == change).count();
    let mut notes = Vec::new();
    if inexact > 0 && matches!(old, Old::Contract(_)) {
        notes.push(format!(
            "of {inexact} requests the contract does not say the price exactly: its bounds are taken; an older build says it"
        ));
    }
    match count(Change::NotCompared) {
        0 => {}
        some => notes.push(format!(
            "{some} requests are not compared: their endpoint is new, or a price counts the seconds of the machine"
        )),
    }
    match count(Change::Refused) {
        0 => {}
        some => notes.push(format!("{some} requests are refused now, which succeeded")),
    }
    notes
}
