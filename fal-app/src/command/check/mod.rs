//! `check`: what the Marketplace asks of an app, item by item.

mod app;
mod delivery;
mod deployed;
mod endpoint;
mod fal_team;
mod ran;
mod refusals;
mod report;
mod running;
mod timings;

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use self::report::{Holds, Item, Report};
use self::timings::Measured;
use super::help;
use super::output::{Failed, print};
use super::trial::{self, ExampleRun, Trial, Tried};
use crate::program::{Program, Quote};

pub(super) fn command(program: &Program) -> Command {
    let endpoints = program.charged().map(|endpoint| endpoint.path);
    let endpoints = PossibleValuesParser::new(endpoints);
    Command::new("check")
        .about("Goes through what the Marketplace asks of an app, and says what to do")
        .args([
            Arg::new("static")
                .long("static")
                .action(ArgAction::SetTrue)
                .help("Leaves out what needs the model: looks at what is declared alone"),
            Arg::new("url")
                .long("url")
                .value_name("URL")
                .conflicts_with("static")
                .help("Asks the app that is deployed there, instead of one on this machine"),
            Arg::new("calls")
                .long("calls")
                .value_name("N")
                .requires("url")
                .value_parser(value_parser!(u32).range(1..=100))
                .help("With `--url`: how often each endpoint is called, 1 to 100 [default: 3]"),
            Arg::new("open-price")
                .long("open-price")
                .value_name("PATH")
                .value_parser(endpoints)
                .action(ArgAction::Append)
                .help("The price of this endpoint is meant to have no most; may be repeated\n"),
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("Prints JSON"),
        ])
        .after_help(help::after(&[
            "\
It looks at what is declared. Then it sets the app up, serves it on a port of this machine, and
asks it as callers do: it runs each example, holds what it cost against its quote, and what it
delivered against what it charged; it sends as many requests at once as the app takes; and it
sends what must cost nothing. An example may take as long as `request_timeout`. Nothing is
uploaded. The log of the app is on stderr. Ctrl-C stops it: the app is torn down.

Each item holds (ok), fails (FAIL, with what to do), or cannot be told here (?). At the end are
words to send to the fal team, for what only they can do.

With `--url` it asks a deployed app. Its owner or its caller pays for what its examples cost.
The key of the environment goes with each request: FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET. An
`https` URL needs the feature `https`; over `http` only this machine is asked.

With `--json` it prints {\"app\", \"holds\", \"items\": [{\"item\", \"endpoint\", \"holds\", \"seen\",
\"to_do\"}], \"for_the_fal_team\"}. `holds` of an item is null where it cannot be told.",
            &help::examples(&[
                ("check", "everything"),
                ("check --static", "without the model"),
                ("check --open-price /train", "one price has no most"),
                ("check --url https://fal.run/OWNER/APP", "the deployed app"),
            ]),
        ]))
}

/// How often each endpoint of a deployed app is called unless `--calls` says otherwise.
const CALLS: u32 = 3;

pub(super) fn run(program: Program, arguments: &ArgMatches) -> Result<ExitCode, Failed> {
    let open = arguments.get_many::<String>("open-price");
    let open: Vec<&str> = open.into_iter().flatten().map(String::as_str).collect();
    let name = program.declaration.name;
    let report = if let Some(url) = arguments.get_one::<String>("url") {
        let calls = arguments.get_one::<u32>("calls").copied().unwrap_or(CALLS);
        let target = deployed::target(url)?;
        let found = trial::ask(deployed::items(&program, &target, calls))?;
        found.map(|found| report(&program, &open, Measured::default(), found))
    } else if arguments.get_flag("static") {
        let found = vec![running::health_unasked(&program)];
        Some(report(&program, &open, Measured::default(), found))
    } else {
        on_trial(&program, &open)?
    };
    let Some(report) = report else {
        return Ok(trial::STOPPED.into());
    };
    match arguments.get_flag("json") {
        true => print(&serde_json::to_string_pretty(&report.json(name))?)?,
        false => print(&report.for_people(name))?,
    }
    Ok(match report.failures() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// All items: those of the declarations, then those that were found by asking.
fn report(program: &Program, open: &[&str], measured: Measured, found: Vec<Item>) -> Report {
    let mut items = app::items(program, measured);
    let endpoints = program.charged();
    items.extend(endpoints.flat_map(|one| endpoint::items(&program.declaration, one, open)));
    items.extend(found);
    Report {
        items,
        for_fal: fal_team::words(program),
    }
}

/// What fails of all that is asked of an example that ran; nothing where it may be shown to callers.
pub(super) async fn failures(run: &ExampleRun, quotes: &[Quote]) -> Vec<String> {
    let items = ran::items(run, quotes).await.into_iter();
    let fails = items.filter(|item| matches!(item.holds, Holds::No(_)));
    fails
        .map(|item| format!("{}: {}", item.name, item.seen))
        .collect()
}

/// `None` where it was stopped.
fn on_trial(program: &Program, open: &[&str]) -> Result<Option<Report>, Failed> {
    let tried = trial::run(program, async |trial| Ok(ask(trial, program).await))?;
    Ok(tried.map(|Tried { found, teardown }| {
        let measured = Measured {
            teardown: Some(teardown),
            ..found.measured
        };
        report(program, open, measured, found.items)
    }))
}

/// What was found by asking the app.
struct Found {
    measured: Measured,
    items: Vec<Item>,
}

async fn ask(trial: &Trial, program: &Program) -> Found {
    let (app, caller) = (&program.declaration, &trial.caller);
    let limit = app.request_timeout();
    let health = running::health(caller, program, limit).await;
    let health =
        health.unwrap_or_else(|why| Item::fails(running::HEALTH, why, running::HEALTH_TO_DO));
    let mut items = vec![
        health,
        running::document(caller, &program.document(), limit).await,
        refusals::of_app(caller, limit).await,
    ];
    let mut longest = None;
    for example in trial.examples() {
        let run = trial.run(example).await;
        // A session lasts as long as its caller wants.
        if example.endpoint.realtime.is_none() {
            longest = longest.max(run.reply.as_ref().ok().map(|reply| reply.took));
        }
        items.extend(ran::items(&run, &program.quotes).await);
    }
    items.extend(running::at_once(caller, app, trial.examples(), limit).await);
    items.extend(refusals::of_endpoints(program, caller, limit).await);
    Found {
        measured: Measured {
            setup: Some(trial.setup()),
            teardown: None,
            longest,
        },
        items,
    }
}
