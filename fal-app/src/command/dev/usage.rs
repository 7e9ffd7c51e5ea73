//! `dev usage`: what was used and what it cost.

use std::collections::BTreeMap;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};

use super::super::help;
use super::super::output::{Failed, print};
use super::ledger_file::ledger;
use super::question;
use super::table::{self, decimal};
use crate::dev::ledger::keys::{self, Balance, User};
use crate::dev::ledger::usage::{self, Kind, Question, Span, Used};
use crate::program::Program;

pub(super) fn command() -> Command {
    Command::new("usage")
        .about("Says what was used and what it cost, by caller, endpoint and price")
        .args(question::arguments())
        .args([
            Arg::new("by-tag")
                .long("by-tag")
                .value_name("NAME")
                .help("Rows for each value of this tag"),
            Arg::new("by-time")
                .long("by-time")
                .value_name("SPAN")
                .help("Rows for each span of time, in UTC")
                .value_parser(PossibleValuesParser::new(Span::NAMES.map(|(name, _)| name))),
        ])
        .after_help(help::after(&[
            "\
Money is in dollars. `cost` is what was charged less what was refunded. Requests that cost
nothing are counted too. With `--json` it prints {\"usage\": […], \"balances\": […]}, whose
amounts are text; `cost_nano_usd` is whole nano-dollars.",
            &help::examples(&[
                ("dev usage", "all of it, and what each user has left"),
                ("dev usage --by-time day --csv", "for a spreadsheet"),
                ("dev usage --tag team=red", "of requests with this tag"),
            ]),
        ]))
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let question = Question {
        by_tag: arguments.get_one::<String>("by-tag").cloned(),
        by_span: arguments.get_one::<String>("by-time").and_then(|name| {
            let span = Span::NAMES.iter().find(|(known, _)| *known == name);
            span.map(|(_, span)| *span)
        }),
        ..question::of(arguments)?
    };
    let ledger = ledger(program, arguments)?;
    let (used, balances) =
        ledger.read(|file| Ok((usage::of(file, &question)?, keys::users(file)?)))?;
    let units: BTreeMap<&str, String> = program
        .charged()
        .map(|endpoint| (endpoint.path, endpoint.billing.unit_name().into_owned()))
        .collect();
    let rows: Vec<Row<'_>> = used
        .iter()
        .map(|(kind, used)| Row {
            kind,
            used,
            unit: match kind.source.as_str() {
                "machine_seconds" | "timings" => "second of the machine",
                _ => units
                    .get(kind.endpoint.as_str())
                    .map_or("unit", String::as_str),
            },
        })
        .collect();
    if arguments.get_flag("json") {
        let usage: Vec<Value> = rows.iter().map(Row::json).collect();
        let balances: Vec<Value> = balances.iter().map(balance_json).collect();
        return print(&serde_json::to_string_pretty(
            &json!({"usage": usage, "balances": balances}),
        )?);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(&question)).collect();
    let titles = titles(&question);
    if arguments.get_flag("csv") {
        return print(&table::csv(&titles, &cells));
    }
    let balances: Vec<Vec<String>> = balances.iter().map(balance_cells).collect();
    print(&format!(
        "{}\n\n{}",
        table::in_columns(&titles, &cells),
        table::in_columns(
            &["user", "left", "reserved", "charged", "refunded", "credit"],
            &balances
        )
    ))
}

struct Row<'u> {
    kind: &'u Kind,
    used: &'u Used,
    unit: &'u str,
}

fn titles(question: &Question) -> Vec<&'static str> {
    let mut titles = Vec::new();
    if question.by_span.is_some() {
        titles.push("from");
    }
    if question.by_tag.is_some() {
        titles.push("tag");
    }
    titles.extend([
        "caller",
        "endpoint",
        "requests",
        "units",
        "unit",
        "unit price",
        "source",
        "cost",
        "refunded",
    ]);
    titles
}

impl Row<'_> {
    fn cells(&self, question: &Question) -> Vec<String> {
        let Self { kind, used, unit } = self;
        let mut cells = Vec::new();
        if question.by_span.is_some() {
            cells.push(kind.span.map_or(String::new(), |span| span.to_string()));
        }
        if question.by_tag.is_some() {
            cells.push(kind.tag.clone().unwrap_or_default());
        }
        cells.extend([
            kind.caller.clone().unwrap_or_else(|| "anyone".to_owned()),
            kind.endpoint.clone(),
            used.requests.to_string(),
            decimal(used.units, 8),
            (*unit).to_owned(),
            kind.unit_price.to_string(),
            kind.source.clone(),
            decimal(used.amount, 9),
            decimal(used.refunded, 9),
        ]);
        cells
    }

    fn json(&self) -> Value {
        let Self { kind, used, unit } = self;
        json!({
            "from": kind.span.map(|span| span.to_string()),
            "tag": kind.tag,
            "caller": kind.caller,
            "endpoint": kind.endpoint,
            "source": kind.source,
            "requests": used.requests,
            "units": decimal(used.units, 8),
            "unit": unit,
            "unit_price": kind.unit_price.to_string(),
            "cost": decimal(used.amount, 9),
            "cost_nano_usd": used.amount.to_string(),
            "refunded": decimal(used.refunded, 9),
        })
    }
}

fn balance_json((user, balance): &(User, Balance)) -> Value {
    json!({
        "user": user.name,
        "available": balance.available().to_string(),
        "credited": balance.credited.to_string(),
        "reserved": balance.reserved.to_string(),
        "charged": balance.charged.to_string(),
        "refunded": balance.refunded.to_string(),
    })
}

fn balance_cells((user, balance): &(User, Balance)) -> Vec<String> {
    let amounts = [
        balance.available(),
        balance.reserved,
        balance.charged,
        balance.refunded,
        balance.credited,
    ];
    let amounts = amounts.map(|amount| format!("${amount}"));
    [user.name.clone()].into_iter().chain(amounts).collect()
}
