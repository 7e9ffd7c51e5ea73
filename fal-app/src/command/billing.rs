//! `billing`: what each endpoint costs.

use std::fmt::Write;

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value, json};

use super::output::{Failed, print};
use super::quote;
use crate::declare::EndpointDeclaration;
use crate::openapi;
use crate::program::Program;

pub(super) const ABOUT: &str = "Says what each endpoint costs: its meter, its unit, and the least and the most units of one request";

pub(super) fn arguments() -> [Arg; 3] {
    [
        Arg::new("input")
            .long("input")
            .value_name("JSON")
            .help("Says what a request with this body costs, without running it; `@FILE` reads the body from a file, `-` from stdin"),
        Arg::new("endpoint")
            .long("endpoint")
            .value_name("PATH")
            .requires("input")
            .help("The endpoint of the request, where the app has several"),
        Arg::new("json")
            .long("json")
            .action(ArgAction::SetTrue)
            .help("As JSON: each endpoint with the platform's `billing_components`, or what the server answers"),
    ]
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
    let bounds = billing.bounds(endpoint.input.as_ref(), &endpoint.output);
    let mut text = format!("POST {}\n", endpoint.path);
    let charged = if endpoint.stream {
        "at the first item"
    } else {
        "when the answer is made"
    };
    let lines = [
        ("meter", billing.meter().unwrap_or("none").to_owned()),
        ("formula", billing.formula_for_people()),
        ("unit", billing.unit_name().into_owned()),
        ("request", billing.price(bounds).to_string()),
        ("charged", charged.to_owned()),
        ("declared", billing.components().to_string()),
    ];
    for (name, value) in lines {
        writeln!(text, "  {name:<9} {value}")?;
    }
    Ok(text)
}
