//! `dev keys` and `dev credit`: who may call, and what they have.

use std::io::{self, Write as _};

use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use super::super::help;
use super::super::output::{Failed, print};
use super::ledger_file::{ledger, time};
use super::table;
use crate::dev::ledger::LedgerError;
use crate::dev::ledger::keys::{self, Key};
use crate::program::Program;
use crate::units::Money;

pub(super) fn command() -> Command {
    let name = Arg::new("name").value_name("USER").required(true);
    Command::new("keys")
        .about("Makes, lists and revokes keys")
        .subcommand_required(true)
        .after_help(help::after(&[&help::examples(&[
            ("dev keys create carol --label laptop", "prints ID:SECRET"),
            ("dev keys list", "all keys without their secrets"),
            (
                "dev keys revoke KEY_ID",
                "the next request with it is a 401",
            ),
        ])]))
        .subcommands([
            Command::new("create")
                .about("Makes a key, and shows it: only now, for the ledger keeps its hash")
                .args([
                    name.help("Who calls with it; one who is new begins without credit"),
                    Arg::new("label")
                        .long("label")
                        .value_name("TEXT")
                        .help("What the list says of it"),
                ]),
            Command::new("list").about("Lists all keys, without their secrets"),
            Command::new("revoke")
                .about("Revokes a key: requests that it was accepted for go on")
                .arg(
                    Arg::new("key")
                        .value_name("KEY_ID")
                        .required(true)
                        .help("The key, or its part before the colon"),
                ),
        ])
}

pub(super) fn credit() -> Command {
    Command::new("credit")
        .about("Gives a user credit")
        .args([
            Arg::new("name")
                .value_name("USER")
                .required(true)
                .help("Who gets it"),
            Arg::new("amount")
                .value_name("DOLLARS")
                .required(true)
                .allow_negative_numbers(true)
                .value_parser(value_parser!(Money))
                .help("What is added, as 10 or 0.5"),
        ])
        .after_help(help::after(&[&help::examples(&[(
            "dev credit carol 10",
            "she has ten dollars more",
        )])]))
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    match arguments.subcommand() {
        Some(("create", arguments)) => create(program, arguments),
        Some(("revoke", arguments)) => revoke(program, arguments),
        Some((_, arguments)) => list(program, arguments),
        None => Ok(()),
    }
}

fn create(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let (name, label) = (text(arguments, "name"), text(arguments, "label"));
    let user = name.clone();
    let (key, balance) = ledger(program, arguments)?.write_now(move |file| {
        let user = keys::user(file, &name, Money::ZERO)?;
        let key = keys::create(file, &user, &label)?;
        Ok((key, keys::balance(file, user.id)?))
    })?;
    if balance.available() <= Money::ZERO {
        // The key alone is on stdout.
        let _ = writeln!(
            io::stderr(),
            "`{user}` has no credit: `dev credit {user} 10` gives ten dollars"
        );
    }
    match arguments.get_flag("json") {
        true => print(&json!({"user": user, "key": key}).to_string()),
        false => print(&key),
    }
}

fn revoke(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let key = text(arguments, "key");
    let key_id = key.split(':').next().unwrap_or_default().to_owned();
    let shown = key_id.clone();
    ledger(program, arguments)?.write_now(move |file| keys::revoke(file, &key_id))?;
    match arguments.get_flag("json") {
        true => print(&json!({"revoked": shown}).to_string()),
        false => print(&format!("{shown} is revoked")),
    }
}

fn list(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let all = ledger(program, arguments)?.read(keys::list)?;
    if arguments.get_flag("json") {
        let all: Vec<Value> = all.iter().map(as_json).collect();
        return print(&serde_json::to_string_pretty(&all)?);
    }
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|key| {
            let state = key
                .revoked_at
                .map_or("valid".to_owned(), |at| format!("revoked {}", time(at)));
            vec![
                key.key_id.clone(),
                key.user.name.clone(),
                key.label.clone(),
                time(key.created_at),
                state,
            ]
        })
        .collect();
    print(&table::in_columns(
        &["key", "user", "label", "made", "state"],
        &rows,
    ))
}

fn as_json(key: &Key) -> Value {
    json!({
        "key_id": key.key_id,
        "user": key.user.name,
        "label": key.label,
        "created_at": time(key.created_at),
        "revoked_at": key.revoked_at.map(time),
    })
}

pub(super) fn run_credit(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let name = text(arguments, "name");
    let amount: Money = arguments.get_one("amount").copied().unwrap_or_default();
    let user = name.clone();
    let balance = ledger(program, arguments)?.write_now(move |file| {
        let user = keys::find_user(file, &name)?.ok_or_else(|| {
            LedgerError::Refused(format!(
                "there is no user `{name}`\nhelp: `dev keys create {name}` makes one, with a key"
            ))
        })?;
        keys::add_credit(file, &user, amount)?;
        keys::balance(file, user.id)
    })?;
    let available = balance.available();
    match arguments.get_flag("json") {
        true => print(&json!({"user": user, "available": available.to_string()}).to_string()),
        false => print(&format!("{user} has ${available}")),
    }
}

fn text(arguments: &ArgMatches, name: &str) -> String {
    arguments
        .get_one::<String>(name)
        .cloned()
        .unwrap_or_default()
}
