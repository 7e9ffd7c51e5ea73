//! `dev margin`: what was earned beside what the machine cost.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use super::super::help;
use super::super::output::{Failed, print};
use super::ledger_file::ledger;
use super::question;
use super::table::{self, decimal};
use crate::dev::ledger::margin::{self, Loss, Margin, Sales};
use crate::dev::ledger::prices;
use crate::program::Program;
use crate::units::Money;

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

With `--csv` it prints the rows of the endpoints and callers, with `--requests` too those
of the requests. With `--json` it prints {\"machine\": …, \"endpoints\": […], \"below_cost\": […],
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

struct Report<'p> {
    /// The unit of each endpoint.
    units: BTreeMap<&'p str, String>,
    machines: String,
    multiplexing: u32,
    /// What a unit of each endpoint costs now.
    prices: BTreeMap<String, Option<Money>>,
    /// What a second of the machines costs now.
    second: Money,
    busy: u32,
    margin: Margin,
}

const SALES: [&str; 11] = [
    "endpoint",
    "caller",
    "requests",
    "units",
    "unit",
    "earned",
    "seconds",
    "cost",
    "margin",
    "unpaid",
    "below cost",
];

const PRICES: [&str; 8] = [
    "endpoint",
    "unit",
    "unit price",
    "earned",
    "cost",
    "margin",
    "no loss at",
    "suggested",
];

const LOSSES: [&str; 8] = [
    "request",
    "caller",
    "endpoint",
    "units",
    "earned",
    "seconds",
    "cost",
    "no loss at",
];

impl Report<'_> {
    fn sales(&self) -> Vec<Vec<String>> {
        let rows = self.margin.sales.iter().map(|((endpoint, caller), sales)| {
            vec![
                endpoint.clone(),
                caller.clone().unwrap_or_else(|| "anyone".to_owned()),
                sales.requests.to_string(),
                decimal(sales.units, 8),
                self.unit(endpoint).to_owned(),
                decimal(sales.earned, 9),
                decimal(sales.seconds, 8),
                decimal(sales.cost, 9),
                decimal(sales.earned - sales.cost, 9),
                sales.unpaid.to_string(),
                sales.below_cost.to_string(),
            ]
        });
        rows.collect()
    }

    fn endpoints(&self) -> Vec<Vec<String>> {
        let rows = self
            .margin
            .endpoints()
            .into_iter()
            .map(|(endpoint, sales)| {
                vec![
                    endpoint.to_owned(),
                    self.unit(endpoint).to_owned(),
                    shown(self.price(endpoint)),
                    decimal(sales.earned, 9),
                    decimal(sales.cost, 9),
                    decimal(sales.earned - sales.cost, 9),
                    shown(sales.price),
                    shown(sales.suggested_price(self.busy)),
                ]
            });
        rows.collect()
    }

    fn losses(&self) -> Vec<Vec<String>> {
        let rows = self.margin.losses.iter().map(|loss| {
            vec![
                loss.id.to_string(),
                loss.caller.clone().unwrap_or_else(|| "anyone".to_owned()),
                loss.endpoint.clone(),
                loss.units.short(),
                loss.earned.to_string(),
                loss.seconds.short(),
                loss.cost.to_string(),
                shown(loss.price),
            ]
        });
        rows.collect()
    }

    fn unit(&self, endpoint: &str) -> &str {
        self.units.get(endpoint).map_or("unit", String::as_str)
    }

    fn price(&self, endpoint: &str) -> Option<Money> {
        self.prices.get(endpoint).copied().flatten()
    }

    fn assumptions(&self) -> Vec<String> {
        let Self {
            machines,
            second,
            busy,
            ..
        } = self;
        let mut all = vec![
            format!("a second of {machines} costs ${second}, as `dev price` says now: an example, until you set it with `--machine`"),
            "the app takes as long there as it took on this machine".to_owned(),
            match busy {
                100 => "the machine is always at work: no time is in it in which it waits, starts or stops (`--busy`)".to_owned(),
                busy => format!("of its time the machine works {busy} %: that is in `suggested` alone"),
            },
        ];
        if self.multiplexing > 1 {
            all.push(format!(
                "each request bears all of its time, also where up to {} were at work at once (`max_multiplexing`): then it cost less",
                self.multiplexing
            ));
        }
        let sum = |count: fn(&Sales) -> u64| self.margin.sales.values().map(count).sum::<u64>();
        match sum(|sales| sales.unpaid) {
            0 => {}
            unpaid => all.push(format!("{unpaid} requests worked and were charged no units, as failures: no price makes them pay, and `suggested` lets the others pay for them")),
        }
        match sum(|sales| sales.unmeasured) {
            0 => {}
            unmeasured => all.push(format!("{unmeasured} requests never reached the app, or were interrupted with the marketplace: they have no seconds")),
        }
        all.push(
            "later requests are like these, and what the platform keeps of the price is not in it"
                .to_owned(),
        );
        all
    }

    fn json(&self) -> Value {
        let endpoints = self
            .margin
            .endpoints()
            .into_iter()
            .map(|(endpoint, sales)| {
                let callers = self
                    .margin
                    .sales
                    .iter()
                    .filter(|((path, _), _)| path == endpoint);
                let callers: Vec<Value> = callers
                    .map(|((_, caller), sales)| {
                        let mut json = sales_json(sales);
                        json["caller"] = json!(caller);
                        json
                    })
                    .collect();
                let mut json = sales_json(&sales);
                json["endpoint"] = endpoint.into();
                json["unit"] = self.unit(endpoint).into();
                json["unit_price"] = json!(self.price(endpoint).map(|price| price.to_string()));
                json["suggested_unit_price"] = json!(
                    sales
                        .suggested_price(self.busy)
                        .map(|price| price.to_string())
                );
                json["callers"] = callers.into();
                json
            });
        let endpoints: Vec<Value> = endpoints.collect();
        let losses: Vec<Value> = self.margin.losses.iter().map(loss_json).collect();
        json!({"endpoints": endpoints, "below_cost": losses, "assumptions": self.assumptions()})
    }
}

fn shown(price: Option<Money>) -> String {
    price.map_or_else(|| "-".to_owned(), |price| price.to_string())
}

fn sales_json(sales: &Sales) -> Value {
    json!({
        "requests": sales.requests,
        "unmeasured": sales.unmeasured,
        "unpaid": sales.unpaid,
        "below_cost": sales.below_cost,
        "units": decimal(sales.units, 8),
        "earned": decimal(sales.earned, 9),
        "seconds": decimal(sales.seconds, 8),
        "cost": decimal(sales.cost, 9),
        "margin": decimal(sales.earned - sales.cost, 9),
        "no_loss_unit_price": sales.price.map(|price| price.to_string()),
    })
}

fn loss_json(loss: &Loss) -> Value {
    json!({
        "request_id": loss.id.to_string(),
        "caller": loss.caller,
        "endpoint": loss.endpoint,
        "units": loss.units.to_string(),
        "earned": loss.earned.to_string(),
        "seconds": loss.seconds.to_string(),
        "cost": loss.cost.to_string(),
        "no_loss_unit_price": loss.price.map(|price| price.to_string()),
    })
}
