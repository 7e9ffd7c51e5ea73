//! `billing`: what each endpoint costs.

use std::fmt::Write;

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value, json};

use super::output::{Failed, print};
use crate::billing::Bounds;
use crate::declare::EndpointDeclaration;
use crate::openapi;
use crate::program::Program;

pub(super) const ABOUT: &str = "Says what each endpoint costs: its meter, its unit, and the least and the most units of one request";

pub(super) fn arguments() -> [Arg; 1] {
    [Arg::new("json")
        .long("json")
        .action(ArgAction::SetTrue)
        .help("As JSON, with the declarations as the platform's `billing_components`")]
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    // The platform asks health checks, and they cost nothing.
    let charged: Vec<_> = program
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.health_check.is_none())
        .collect();
    if arguments.get_flag("json") {
        return print(&serde_json::to_string_pretty(&as_json(program, &charged))?);
    }
    let said: Result<Vec<_>, _> = charged
        .iter()
        .map(|endpoint| for_people(endpoint))
        .collect();
    print(said?.join("\n").trim_end())
}

fn as_json(program: &Program, endpoints: &[&EndpointDeclaration]) -> Value {
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
    let bounds = billing.bounds(endpoint.input.as_ref(), &endpoint.output);
    let mut text = format!("POST {}\n", endpoint.path);
    let charged = if endpoint.stream {
        "at the first item"
    } else {
        "when the answer is made"
    };
    let lines = [
        ("meter", billing.meter().unwrap_or("none").to_owned()),
        ("formula", billing.formula()),
        ("unit", billing.unit_name().into_owned()),
        ("request", range(bounds)),
        ("charged", charged.to_owned()),
        ("declared", billing.components().to_string()),
    ];
    for (name, value) in lines {
        writeln!(text, "  {name:<9} {value}")?;
    }
    Ok(text)
}

fn range(bounds: Option<Bounds>) -> String {
    match bounds {
        None => "no units: the platform bills the seconds of the machine".to_owned(),
        Some(Bounds { min, max: None }) => format!("{min} or more units"),
        Some(Bounds {
            min,
            max: Some(max),
        }) if min == max => format!("{min} units"),
        Some(Bounds {
            min,
            max: Some(max),
        }) => format!("{min} to {max} units"),
    }
}
