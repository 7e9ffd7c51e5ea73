//! `dev price` and `dev refund`: what units cost, and what is given back.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::help;
use super::super::output::{Failed, print};
use super::ledger_file::{ledger, time};
use super::table;
use crate::dev::ledger::prices::{self, Price, Priced};
use crate::dev::ledger::refunds;
use crate::program::Program;
use crate::units::{BillableUnits, Money};

pub(super) fn command(program: &Program) -> Command {
    let endpoints = program.charged().map(|endpoint| endpoint.path);
    let endpoints = PossibleValuesParser::new(endpoints);
    Command::new("price")
        .about("Says what units cost, or sets it: for requests that are accepted from then on")
        .args([
            Arg::new("price")
                .value_name("DOLLARS")
                .allow_negative_numbers(true)
.value_parser(value_parser!(Money))
                .help("The new price of a unit, as 0.025; without it all prices are listed"),
            Arg::new("endpoint")
                .long("endpoint")
                .value_name("PATH")
                .requires("price")
                .value_parser(endpoints)
                // The list may be long. The error for a wrong path shows it.
                .hide_possible_values(true)
                .help("Of this endpoint alone [default: every endpoint]"),
            Arg::new("machine")
                .long("machine")
                .value_name("MACHINE")
                .requires("price")
                .conflicts_with("endpoint")
                .help("Of a second of this machine, as GPU-H100"),
        ])
        .after_help(help::after(&[
            "The prices of machines that are there from the start are examples, not the platform's.",
            &help::examples(&[
                ("dev price", "all prices there ever were"),
                ("dev price 0.03", "of a unit of every endpoint"),
                ("dev price 0.5 --endpoint /film", "of a unit of one endpoint"),
                ("dev price 0.0005 --machine GPU-H100", "of a second of a machine"),
            ]),
        ]))
}

pub(super) fn refund() -> Command {
    Command::new("refund")
        .about("Gives back what a request cost, once: both stay in the ledger")
        .args([
            Arg::new("request")
                .value_name("REQUEST")
                .required(true)
                .value_parser(value_parser!(Uuid))
                .help("The id of the request, which is in its answer's `x-fal-request-id`"),
            Arg::new("units")
                .long("units")
                .value_name("NUMBER")
                .allow_negative_numbers(true)
                .value_parser(value_parser!(BillableUnits))
                .help("How many of its units [default: all]"),
        ])
        .after_help(help::after(&[&help::examples(&[
            ("dev refund REQUEST", "all that it cost"),
            ("dev refund REQUEST --units 1.5", "a part of it"),
        ])]))
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let ledger = ledger(program, arguments)?;
    let as_json = arguments.get_flag("json");
    let text = |name| arguments.get_one::<String>(name).cloned();
    if let Some(price) = arguments.get_one::<Money>("price").copied() {
        let priced = match (text("endpoint"), text("machine")) {
            (Some(path), _) => Priced::UnitsOf(path),
            (None, Some(machine)) => Priced::Machine(machine),
            (None, None) => Priced::Units,
        };
        let what = what(&priced);
        let version = ledger.write_now(move |file| prices::add(file, &priced, price))?;
        return match as_json {
            true => {
                print(&json!({"version": version, "unit_price": price.to_string()}).to_string())
            }
            false => print(&format!(
                "{what} costs ${price} from now on (version {version})"
            )),
        };
    }
    let all = ledger.read(prices::list)?;
    if as_json {
        let all: Vec<Value> = all.iter().map(price_json).collect();
        return print(&serde_json::to_string_pretty(&all)?);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|row| {
            vec![
                row.version.to_string(),
                what(&row.priced),
                format!("${}", row.unit_price),
                time(row.at),
            ]
        })
        .collect();
    print(&table::in_columns(
        &["version", "what", "price", "since"],
        &rows,
    ))
}

fn what(priced: &Priced) -> String {
    match priced {
        Priced::Units => "a unit of every endpoint".to_owned(),
        Priced::UnitsOf(path) => format!("a unit of {path}"),
        Priced::Machine(name) => format!("a second of {name}"),
    }
}

fn price_json(row: &Price) -> Value {
    let (endpoint, machine) = match &row.priced {
        Priced::Units => (None, None),
        Priced::UnitsOf(path) => (Some(path), None),
        Priced::Machine(name) => (None, Some(name)),
    };
    json!({
        "version": row.version,
        "endpoint": endpoint,
        "machine": machine,
        "unit_price": row.unit_price.to_string(),
        "at": time(row.at),
    })
}

pub(super) fn run_refund(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let id = arguments
        .get_one::<Uuid>("request")
        .copied()
        .unwrap_or_default();
    let units = arguments.get_one::<BillableUnits>("units").copied();
    let refunded =
        ledger(program, arguments)?.write_now(move |file| refunds::refund(file, &id, units))?;
    let (units, amount) = (refunded.units, refunded.amount);
    match arguments.get_flag("json") {
        true => print(
            &json!({"request_id": id.to_string(), "units": units.to_string(), "cost_nano_usd": amount.to_nano()})
                .to_string(),
        ),
        false => print(&format!("${amount} for {units} units are given back")),
    }
}
