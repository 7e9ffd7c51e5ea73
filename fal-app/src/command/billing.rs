//! `billing`: what each endpoint costs.

use std::fmt::Write;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::output::{Failed, print};
use super::{help, quote};
use crate::declare::EndpointDeclaration;
use crate::openapi;
use crate::program::Program;

pub(super) fn command(program: &Program) -> Command {
    // A session is told that it has no quote, and is not offered.
    let endpoints = program
        .charged()
        .map(|endpoint| PossibleValue::new(endpoint.path).hide(endpoint.realtime.is_some()));
    let endpoints = PossibleValuesParser::new(endpoints);
    Command::new("billing")
        .about("Says what each endpoint costs, or what one request costs")
        .args([
            Arg::new("input")
                .long("input")
                .value_name("JSON")
                .help("Says what a request with this body costs; `@FILE` reads it from a file, `-` from stdin"),
            Arg::new("endpoint")
                .long("endpoint")
                .value_name("PATH")
                .requires("input")
                .value_parser(endpoints)
                .help("The endpoint of the request [default: the only one]"),
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("Prints JSON"),
        ])
        .after_help(help::after(&[
            "\
Without `--input` it says of each endpoint its meter, its formula, its unit, and the least and
the most units that one success costs. These are known for constants, for fields with bounds,
for choices whose variants have an `amount`, and for what is computed of them; else there is
no most.

With `--input` it says what a success of that one request costs, as POST PATH/quote answers.
The app is not set up, and no method runs. A request that the app refuses has no price: each
error is told, and the exit code is 1.

With `--json` it prints, by the path of each endpoint, what the document has in
`x-fal-billing`, and the formula as the platform's `billing_components`; of one request, what
the server answers: {\"billable_units\": {\"min\": \"4\", \"max\": \"4\"}, \"unit\": \"megapixels\"}, or
{\"detail\": […]} where it is refused. `billable_units` is null where the platform bills the
seconds of the machine, `max` where there is no most.",
            &help::examples(&[
                ("billing", "every endpoint"),
                (r#"billing --input '{"prompt": "a fox"}'"#, "one request"),
                ("billing --input @request.json --json", "one request, as JSON"),
            ]),
        ]))
}

pub(super) fn run(program: Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let as_json = arguments.get_flag("json");
    if let Some(input) = arguments.get_one::<String>("input") {
        let path = arguments.get_one::<String>("endpoint");
        return quote::run(program, input, path.map(String::as_str), as_json);
    }
    let charged: Vec<_> = program.charged().collect();
    if as_json {
        return print(&serde_json::to_string_pretty(&all_as_json(
            &program, &charged,
        ))?);
    }
    let said: Result<Vec<_>, _> = charged
        .iter()
        .map(|endpoint| for_people(endpoint))
        .collect();
    print(said?.join("\n").trim_end())
}

fn all_as_json(program: &Program, endpoints: &[&EndpointDeclaration]) -> Value {
    let by_path = |value: fn(&EndpointDeclaration) -> Value| -> Map<String, Value> {
        let values = endpoints
            .iter()
            .map(|endpoint| (endpoint.path.to_owned(), value(endpoint)));
        values.collect()
    };
    json!({
        "app": program.declaration.name,
        "endpoints": by_path(openapi::billing),
        "billing_components": by_path(|endpoint| endpoint.billing.components()),
    })
}

fn for_people(endpoint: &EndpointDeclaration) -> Result<String, Failed> {
    let billing = &endpoint.billing;
    let bounds = endpoint.bounds();
    let mut text = format!("{} {}\n", endpoint.asked_by(), endpoint.path);
    let lines = [
        ("meter", billing.meter().unwrap_or("none").to_owned()),
        ("formula", billing.formula_for_people()),
        ("unit", billing.unit_name().into_owned()),
        ("request", billing.price(bounds).to_string()),
        ("charged", endpoint.charged_when().to_owned()),
        ("declared", billing.components().to_string()),
    ];
    for (name, value) in lines {
        writeln!(text, "  {name:<9} {value}")?;
    }
    Ok(text)
}
