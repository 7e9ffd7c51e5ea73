//! `dev margin`: what was earned beside what the machine cost.

mod report;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;

use self::report::{LOSSES, PRICES, Report, SALES};
use super::super::help;
use super::super::output::{Failed, print};
use super::ledger_file::ledger;
use super::question;
use super::table;
use crate::dev::ledger::margin;
use crate::dev::ledger::prices;
use crate::program::Program;

/// How many of the requests that were sold below cost are shown.
const WORST: usize = 10;

/// The most rows of a ledger that may be shown one by one.
const ALL: usize = 1_000_000;

pub(super) fn command() -> Command {
    Command::new("margin")
        .about("Says what requests earned beside what the machine cost, and which price would pay for it")
        .args(question::arguments())
        .args([
            Arg::new("busy")
                .long("busy")
                .value_name("PERCENT")
                .value_parser(value_parser!(u32).range(1..=100))
                .default_value("100")
                .help("Of the time that the machine is paid for, how much it works: 1 to 100"),
            Arg::new("requests")
                .long("requests")
                .action(ArgAction::SetTrue)
                .help("Rows for each request that was sold below cost, the worst first"),
        ])
        .after_help(help::after(&[
            "\
`earned` is what was charged less what was refunded. `cost` is the time that the app was at a
request, in all of its attempts, at the price that a second of the declared machine has now
(`dev price --machine`). Money is in dollars.

`no loss at` is the least price of a unit at which no request that was charged units is sold
below its cost. `suggested` is a price at which all of them together pay for failures too,
and for the time that `--busy` leaves; it is rounded up to two digits. Below the tables is
what both assume.

With `--csv` it prints the rows of the endpoints and callers, or with `--requests` those of
the requests. With `--json` it prints {\"machine\": …, \"endpoints\": […], \"below_cost\": […],
\"assumptions\": […]}, whose amounts are text.",
            &help::examples(&[
                ("dev margin", "all of it"),
                ("dev margin --busy 30", "with a machine that is idle for 70 % of its time"),
                ("dev margin --requests --csv", "each request that was sold below cost"),
            ]),
        ]))
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let question = question::of(arguments)?;
    let by_request = arguments.get_flag("requests");
    let busy = arguments.get_one("busy").copied().unwrap_or(100);
    let (machine, number) = program.declaration.billed_machine();
    let ledger = ledger(program, arguments)?;
    let most = if by_request { ALL } else { WORST };
    let (second, prices, margin) = ledger.read(|file| {
        let version = prices::version(file)?;
        let second = prices::of_machines(file, machine, number, version)?.unwrap_or_default();
        let margin = margin::of(file, &question, second, most)?;
        let prices = margin.endpoints().into_keys().map(|path| {
            let price = prices::of_endpoint(file, path, version)?;
            Ok((path.to_owned(), price))
        });
        let prices = prices.collect::<crate::dev::ledger::Result<_>>()?;
        Ok((second, prices, margin))
    })?;
    let report = Report {
        units: program
            .charged()
            .map(|endpoint| (endpoint.path, endpoint.billing.unit_name().into_owned()))
            .collect(),
        machines: match number {
            1 => machine.to_owned(),
            number => format!("{number} {machine}"),
        },
        multiplexing: program.declaration.max_multiplexing.unwrap_or(1),
        prices,
        second,
        busy,
        margin,
    };
    if arguments.get_flag("json") {
        let mut json = report.json();
        json["machine"] =
            json!({"name": machine, "number": number, "second_price": second.to_string()});
        return print(&serde_json::to_string_pretty(&json)?);
    }
    let rows = match by_request {
        true => (LOSSES.as_slice(), report.losses()),
        false => (SALES.as_slice(), report.sales()),
    };
    if arguments.get_flag("csv") {
        return print(&table::csv(rows.0, &rows.1));
    }
    let mut text = table::in_columns(rows.0, &rows.1);
    if !by_request {
        text += &format!("\n\n{}", table::in_columns(&PRICES, &report.endpoints()));
        if !report.margin.losses.is_empty() {
            let losses = table::in_columns(&LOSSES, &report.losses());
            text += &format!(
                "\n\nthe worst that were sold below cost (`--requests` shows all):\n{losses}"
            );
        }
    }
    let assumptions: Vec<String> = report.assumptions();
    text += &format!("\n\nwhat this assumes:\n- {}", assumptions.join("\n- "));
    print(&text)
}
