//! `card`: the listing to send to the fal team, with its examples run for real.

mod contents;
mod json;
mod limits;
mod listing;
mod markdown;
mod media;
mod price;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use self::contents::Card;
use self::listing::Listing;
use self::media::Made;
use self::price::{PriceFor, Prices};
use super::help;
use super::output::{Failed, print};
use super::trial;
use crate::program::Program;

/// The files of `--out`, beside those of media.
const MARKDOWN: &str = "card.md";
const JSON: &str = "card.json";

pub(super) fn command() -> Command {
    Command::new("card")
        .about("Writes the listing to send to the fal team, with its examples run for real")
        .args([
            Arg::new("unit-price")
                .long("unit-price")
                .value_name("DOLLARS")
                .action(ArgAction::Append)
                .allow_negative_numbers(true)
                .value_parser(value_parser!(PriceFor))
                .help("The price of one unit that you propose: 0 to 9223372036.854775807, with at most\n9 decimals. `PATH=DOLLARS` is that of one endpoint [default: no price is proposed]"),
            Arg::new("owner")
                .long("owner")
                .value_name("NAME")
                .value_parser(owner)
                .help("Your name on fal: an endpoint is called NAME/APP [default: it is left open]"),
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Writes card.md, card.json and the media of the examples into this folder\n[default: prints the text of card.md, and writes nothing]"),
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("Prints card.json"),
        ])
        .after_help(help::after(&[
            "\
It sets the app up, serves it on loopback, and runs the examples of each endpoint that is not
`unlisted`. Nothing is uploaded. The log of the app is on stderr.

The card says of each endpoint its name, description, category, license, tags and thumbnail;
what one unit is, the formula, the least and the most that one success costs, and what these
and the examples cost at the proposed price; each example with what the app answered, how long
it took and what it cost; the limits, and the machine. If an example fails, the card says so
in its first line, and the exit code is 1: such a card is not to be sent.

With `--json` it prints one object. `models` has the endpoints: `endpoint_id`, `metadata` and
`pricing` in the field names of the platform's API, then `billing`, `examples`, `limits` and
`machine`. Units are decimal text, exact to the last digit; money is in US dollars. Without
`--out`, media are data URIs in the `output` of an example; with it, their files.",
            &help::examples(&[
                ("card", "a first look"),
                ("card --out card --unit-price 0.025 --owner you", "a folder to send"),
                ("card --unit-price 0.025 --unit-price /film=0.10", "two units"),
            ]),
        ]))
}

/// A name on fal is a part of a path.
fn owner(name: &str) -> Result<String, String> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    match !name.is_empty() && name.chars().all(is_plain) {
        true => Ok(name.to_owned()),
        false => Err("write your name on fal alone: letters, digits, `-`, `_` and `.`".to_owned()),
    }
}

pub(super) fn run(program: Program, arguments: &ArgMatches) -> Result<ExitCode, Failed> {
    let app = program.declaration;
    let prices = arguments.get_many("unit-price").into_iter().flatten();
    let prices = Prices::new(prices.cloned().collect(), &program)?;
    let out = arguments.get_one::<PathBuf>("out");
    if let Some(folder) = out {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make the folder `{}`: {error}", folder.display()))?;
    }
    let listed = program.listed();
    let mut listings: Vec<Listing> = listed
        .map(|endpoint| Listing::new(*endpoint, prices.of(endpoint.path, &endpoint.billing)))
        .collect();
    let tried = trial::run(&program, async |trial| {
        for listing in &mut listings {
            listing.run_examples(trial, &program.quotes).await;
        }
        Ok(())
    })?;
    if tried.is_none() {
        return Ok(trial::STOPPED.into());
    }
    let card = Card {
        app: &app,
        owner: arguments.get_one::<String>("owner").map(String::as_str),
        listings: &listings,
        price_note: prices.note(&listings),
        has_files: out.is_some(),
    };
    if let Some(folder) = out {
        write(&card, folder)?;
    }
    match (arguments.get_flag("json"), out) {
        (true, _) => print(&serde_json::to_string_pretty(&card.json())?)?,
        (false, None) => print(card.markdown().trim_end())?,
        (false, Some(folder)) => print(&format!("wrote {}", folder.join(MARKDOWN).display()))?,
    }
    tell(&card)
}

/// Writes the files of `--out`.
fn write(card: &Card<'_>, folder: &Path) -> Result<(), Failed> {
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        let written = fs::write(&path, bytes);
        written.map_err(|error| format!("cannot write `{}`: {error}", path.display()))
    };
    for Made { file, bytes, .. } in card.listings.iter().flat_map(Listing::made) {
        write(file, bytes)?;
    }
    write(MARKDOWN, card.markdown().as_bytes())?;
    let json = serde_json::to_string_pretty(&card.json())? + "\n";
    write(JSON, json.as_bytes())?;
    Ok(())
}

/// What is not the card itself, on stderr; and the exit code.
fn tell(card: &Card<'_>) -> Result<ExitCode, Failed> {
    let mut out = io::stderr();
    for note in card.notes() {
        writeln!(out, "note: {note}")?;
    }
    let failures = card.failures();
    for failure in &failures {
        writeln!(out, "error: {failure}")?;
    }
    Ok(match failures.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
