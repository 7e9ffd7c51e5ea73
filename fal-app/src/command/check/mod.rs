//! `check`: what the Marketplace asks of an app, item by item.

mod ran;
mod report;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use self::report::{Item, Report};
use super::help;
use super::output::{Failed, print};
use super::trial::{self, Trial};
use crate::declare::{AppDeclaration, Auth};
use crate::program::Program;
use crate::server::GRACE_SECONDS;

/// The platform's default of `startup_timeout`, in seconds (`docs/platform.md` §2.6).
const STARTUP_TIMEOUT: u32 = 600;

pub(super) fn command() -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    Command::new("check")
        .about("Goes through what the Marketplace asks of an app, and says what to do")
        .args([
            flag("static", "Runs nothing: looks at what is declared alone"),
            flag("json", "Prints JSON"),
        ])
        .after_help(help::after(&[
            "\
It sets the app up, serves it on loopback, and runs each example. Nothing is uploaded. The log
is on stderr.",
            &help::examples(&[
                ("check", "everything"),
                ("check --static", "without the model"),
            ]),
        ]))
}

pub(super) fn run(program: Program, arguments: &ArgMatches) -> Result<ExitCode, Failed> {
    let app = program.declaration;
    let mut report = Report::default();
    report.items.extend([declared(), auth(&app)]);
    if !arguments.get_flag("static") {
        let tried = trial::run(program, async |trial| Ok(ran(trial, &app).await))?;
        let Some(tried) = tried else {
            return Ok(trial::STOPPED.into());
        };
        report.items.push(teardown(&app, tried.teardown));
        report.items.extend(tried.found);
    }
    let failures = report.failures();
    if arguments.get_flag("json") {
        let report = json!({"app": app.name, "holds": failures == 0, "items": report.json()});
        print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        print(report.for_people().trim_end())?;
    }
    Ok(match failures {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// No command runs for an app that refuses its own defaults or examples.
fn declared() -> Item {
    Item::holds(
        "declaration",
        "every default and every example is one that a caller may send",
    )
}

fn auth(app: &AppDeclaration) -> Item {
    const NAME: &str = "shared mode";
    match app.auth {
        Auth::Shared => Item::holds(NAME, "`auth` is \"shared\": callers pay with their own key"),
        Auth::Public | Auth::Private => Item::fails(
            NAME,
            "`auth` is not \"shared\": you pay for every call",
            "write `auth = \"shared\"` in `#[fal_app(…)]`",
        ),
    }
}

fn startup(app: &AppDeclaration, took: Duration) -> Item {
    const NAME: &str = "startup";
    let most = app.startup_timeout.unwrap_or(STARTUP_TIMEOUT);
    let seen = format!("the setup took {took:.1?}, and may take {most} s");
    match took <= Duration::from_secs(most.into()) {
        true => Item::holds(NAME, seen),
        false => Item::fails(
            NAME,
            seen,
            "make the setup faster, or `startup_timeout` longer",
        ),
    }
}

fn teardown(app: &AppDeclaration, took: Duration) -> Item {
    const NAME: &str = "teardown";
    let most = app
        .termination_grace_period_seconds
        .unwrap_or(GRACE_SECONDS);
    let seen = format!("the teardown took {took:.1?}, and may take {most} s");
    match took < Duration::from_secs(most.into()) {
        true => Item::holds(NAME, seen),
        false => Item::fails(
            NAME,
            seen,
            "make the teardown faster, or `termination_grace_period_seconds` longer",
        ),
    }
}

async fn ran(trial: &Trial, app: &AppDeclaration) -> Vec<Item> {
    let mut items = vec![startup(app, trial.setup)];
    for example in trial.examples() {
        items.extend(ran::of_run(&trial.run(example).await));
    }
    items
}
