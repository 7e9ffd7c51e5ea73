//! `dev webhooks`: what became of the webhooks, and sending one again.

use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::help;
use super::super::output::{Failed, print};
use super::ledger_file::{ledger, time};
use super::table;
use crate::dev::ledger::webhooks::{self, Attempt, Webhook};
use crate::dev::webhooks::{as_json, attempts_as_json};
use crate::one_line::OneLine;
use crate::program::Program;

/// How many are listed.
const LIMIT: &str = "100";

pub(super) fn command() -> Command {
    let request = || {
        Arg::new("request")
            .value_name("REQUEST")
            .required(true)
            .value_parser(value_parser!(Uuid))
            .help("The id of the request")
    };
    Command::new("webhooks")
        .about("Lists webhooks, shows the attempts of one, and sends it again")
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("NUMBER")
                .value_parser(value_parser!(u32))
                .default_value(LIMIT)
                .help("How many are listed, the newest first"),
        )
        .args_conflicts_with_subcommands(true)
        .subcommands([
            Command::new("show")
                .about("Shows each attempt to send a webhook")
                .arg(request()),
            Command::new("redeliver")
                .about("Sends a webhook again, also one that was delivered: at once, while `dev` runs")
                .arg(request()),
        ])
        .after_help(help::after(&[
            "A webhook is the `fal_webhook` of a request of the queue. It is waiting, delivered or failed.\n\
             Its URL is shown whole.",
            &help::examples(&[
                ("dev webhooks", "the last 100"),
                ("dev webhooks show REQUEST", "when each attempt was, and what came of it"),
                ("dev webhooks redeliver REQUEST", "sends it again"),
            ]),
        ]))
}

/// Reads `--webhook-delay`.
pub(super) fn delay(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok();
    let delay = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let day = Duration::from_secs(24 * 60 * 60);
    delay
        .filter(|delay| *delay >= Duration::from_millis(1) && *delay <= day)
        .ok_or_else(|| "write a number of seconds from 0.001 to 86400".to_owned())
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let request = |arguments: &ArgMatches| {
        let request = arguments.get_one::<Uuid>("request");
        request.copied().unwrap_or_default()
    };
    match arguments.subcommand() {
        Some(("show", arguments)) => show(program, arguments, request(arguments)),
        Some((_, arguments)) => redeliver(program, arguments, request(arguments)),
        None => list(program, arguments),
    }
}

fn list(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let limit = arguments.get_one("limit").copied().unwrap_or_default();
    let ledger = ledger(program, arguments)?;
    let all = ledger.read(|file| webhooks::list(file, limit))?;
    if arguments.get_flag("json") {
        let all: Vec<Value> = all.iter().map(as_json).collect();
        return print(&serde_json::to_string_pretty(&all)?);
    }
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    print(&table::in_columns(
        &["request", "user", "url", "state", "attempts", "next"],
        &rows,
    ))
}

fn row(webhook: &Webhook) -> Vec<String> {
    vec![
        webhook.id.to_string(),
        webhook.user.clone(),
        OneLine(&webhook.url).to_string(),
        webhook.state.as_str().to_owned(),
        webhook.attempts.to_string(),
        webhook.next_at.map_or_else(String::new, time),
    ]
}

fn show(program: &Program, arguments: &ArgMatches, request: Uuid) -> Result<(), Failed> {
    let ledger = ledger(program, arguments)?;
    let found = ledger.read(|file| webhooks::find(file, &request, None))?;
    let Some((webhook, attempts)) = found else {
        return Err(webhooks::unknown(&request).into());
    };
    if arguments.get_flag("json") {
        let mut all = as_json(&webhook);
        all["log"] = attempts_as_json(&attempts);
        return print(&serde_json::to_string_pretty(&all)?);
    }
    let attempts: Vec<Vec<String>> = attempts.iter().map(attempt).collect();
    let titles = &["request", "user", "url", "state", "attempts", "next"];
    print(&format!(
        "{}\n\n{}",
        table::in_columns(titles, &[row(&webhook)]),
        table::in_columns(&["when", "ms", "status", "error", "next"], &attempts)
    ))
}

fn attempt(attempt: &Attempt) -> Vec<String> {
    let status = attempt.status.map(|status| status.to_string());
    vec![
        time(attempt.at),
        attempt.milliseconds.to_string(),
        status.unwrap_or_else(|| "-".to_owned()),
        attempt
            .error
            .clone()
            .unwrap_or_else(|| "delivered".to_owned()),
        attempt.next_at.map_or_else(String::new, time),
    ]
}

fn redeliver(program: &Program, arguments: &ArgMatches, request: Uuid) -> Result<(), Failed> {
    ledger(program, arguments)?.write_now(move |file| webhooks::redeliver(file, &request))?;
    match arguments.get_flag("json") {
        true => print(&json!({"request_id": request.to_string(), "state": "waiting"}).to_string()),
        false => print(&format!("the webhook of {request} is sent again")),
    }
}
