//! `contract`: what callers rely on, in a file, and what would break it.

mod change;
mod compare;
mod declared;
mod file;
mod held;
mod price;
mod requests;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};

use self::change::{Change, Class};
use super::help;
use super::output::{Failed, print, wrong_arguments};
use crate::program::Program;

pub(super) fn command() -> Command {
    Command::new("contract")
        .about("Writes what callers rely on into a file, or says what would break it")
        .args([
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .help("Compares the code with the file and writes nothing: exit code 1 where a change breaks"),
            Arg::new("allow")
                .long("allow")
                .value_name("NAME")
                .action(ArgAction::Append)
                .requires("check")
                .help("Takes a breaking change, by the name that `--check` says; may be repeated"),
            Arg::new("file")
                .long("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(format!(
                    "The file [default: {} in the folder of the package]",
                    file::NAME
                )),
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("Prints JSON"),
        ])
        .after_help(help::after(&[
            DETAILS,
            &help::examples(&[
                ("contract", "writes the file, to be committed"),
                ("contract --check", "compares, as a test does"),
                (
                    "contract --check --allow /:price",
                    "takes that requests of `/` cost more",
                ),
            ]),
        ]))
}

const DETAILS: &str = "\
The contract holds of each endpoint its path, how it is asked, the fields and rules of its
input and output, its meter, unit and formula, the statuses that may be charged, and a list
of requests with their prices, which the code quotes. The app is not set up.

`--check` prints a line for each change, with a name. Changes are
  breaking  a request that was possible is refused, or what is sent in it is lost: a field is
            gone or must be sent now, a bound, a length, a pattern or a type is narrower, a
            choice or another name is gone. An answer is not as before: a field is gone, may
            be null, or may hold what it never held. An endpoint is gone, or is asked in
            another way; fewer may call (`auth`). The meter or the unit is another, or `max`
            is greater. A request that was possible may cost more, also by a new default: the
            line shows the request and both prices. `{\"letters\": 5000, \"repeat\": \"a\"}` stands for
            a long text.
  cheaper   a request costs less.
  new       what was not possible is: an endpoint, a field, a wider bound. Other defaults.

After a change that is meant, write the file again, and commit it with the code. Its diff is
what callers will notice.

With `--json`, `--check` prints {\"app\": …, \"breaking\": 1, \"changes\": [{\"class\": \"breaking\",
\"name\": \"/:price\", \"says\": …, \"allowed\": false, \"request\": …, \"was\": …, \"is\": …}]}, where the
last three are there for a price. Without `--check` it prints the contract, and writes no file.";

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<ExitCode, Failed> {
    let path = arguments.get_one::<PathBuf>("file").cloned();
    let path = path.unwrap_or_else(file::default_path);
    let as_json = arguments.get_flag("json");
    let new = declared::contract(program)?;
    if arguments.get_flag("check") {
        let Some(old) = file::read(&path)? else {
            return Err(format!(
                "there is no contract `{}`\nhelp: write it with `contract`, and commit it; `--file` names another file",
                path.display()
            )
            .into());
        };
        let changes = compare::changes(program, &old, &new);
        let allowed = allowed(arguments, &changes)?;
        return told(program, &changes, &allowed, as_json);
    }
    let text = file::text(&new);
    if as_json {
        print(text.trim_end())?;
        return Ok(ExitCode::SUCCESS);
    }
    // One that cannot be read is written anew.
    let old = file::read(&path).unwrap_or_default();
    let shown = path.display();
    fs::write(&path, text).map_err(|error| format!("`{shown}` cannot be written: {error}"))?;
    let changes = old.map(|old| compare::changes(program, &old, &new));
    print(&match changes {
        Some(changes) => format!("wrote {shown}: {}", counted(&changes)),
        None => format!("wrote {shown}"),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The names that are allowed. One that names no change is a mistake, where another change may be meant.
fn allowed<'a>(arguments: &'a ArgMatches, changes: &[Change]) -> Result<Vec<&'a str>, Failed> {
    let names = arguments.get_many::<String>("allow");
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    let breaking = changes
        .iter()
        .filter(|change| change.class == Class::Breaking);
    let breaking: Vec<&str> = breaking.map(|change| &*change.name).collect();
    let unknown = names.iter().find(|name| !breaking.contains(name));
    match unknown {
        Some(name) if !breaking.is_empty() => Err(wrong_arguments(format!(
            "no breaking change has the name `{name}`\nhelp: {}",
            nearest(name, &breaking)
        ))),
        _ => Ok(names),
    }
}

/// The name that is most like one that is not known, or all that there are.
fn nearest(name: &str, known: &[&str]) -> String {
    let alike = |one: &&str| strsim::jaro(name, one);
    let best = known
        .iter()
        .copied()
        .max_by(|one, other| alike(one).total_cmp(&alike(other)));
    match best.filter(|best| alike(best) > 0.7) {
        Some(best) => format!("did you mean `{best}`"),
        None => format!("the breaking changes are `{}`", known.join("`, `")),
    }
}

fn told(
    program: &Program,
    changes: &[Change],
    allowed: &[&str],
    as_json: bool,
) -> Result<ExitCode, Failed> {
    let is_breaking = |change: &Change| change.class == Class::Breaking;
    let is_allowed = |change: &Change| is_breaking(change) && allowed.contains(&&*change.name);
    let breaks = |change: &&Change| is_breaking(change) && !is_allowed(change);
    let breaking = changes.iter().filter(breaks).count();
    if as_json {
        let all = changes.iter().map(|change| change.json(is_allowed(change)));
        let report = json!({
            "app": program.declaration.name,
            "breaking": breaking,
            "changes": all.collect::<Vec<Value>>(),
        });
        print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        for change in changes {
            let class = match is_allowed(change) {
                true => "allowed",
                false => change.class.name(),
            };
            print(&format!("{class:<8}  {}  {}", change.name, change.says))?;
        }
        print(&match (changes.len(), breaking) {
            (0, _) => "the contract holds: nothing has changed".to_owned(),
            (_, 0) => format!(
                "the contract holds, with {}: write it again with `contract`",
                counted(changes)
            ),
            (_, _) => format!(
                "the contract is broken: {}\nhelp: take it back, or allow it by its name and write the contract again with `contract`",
                counted(changes)
            ),
        })?;
    }
    Ok(match breaking {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// `2 breaking changes and 1 new one`
fn counted(changes: &[Change]) -> String {
    let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
    for change in changes {
        *counts.entry(change.class).or_default() += 1;
    }
    let counts = counts.iter();
    let counts: Vec<String> = counts
        .map(|(class, count)| format!("{count} {}", class.name()))
        .collect();
    match counts.is_empty() {
        true => "nothing has changed".to_owned(),
        false => counts.join(", "),
    }
}
