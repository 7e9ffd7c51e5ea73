//! Which requests of the ledger are meant, and how rows are printed.

use clap::{Arg, ArgAction, ArgMatches};
use jiff::Timestamp;

use super::super::output::{Failed, wrong_arguments};
use crate::dev::ledger::usage::{self, Question};

/// The options that say it.
pub(super) fn arguments() -> [Arg; 6] {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    [
        option("caller", "USER", "Of this caller alone"),
        option("endpoint", "PATH", "Of this endpoint alone"),
        option(
            "tag",
            "NAME=VALUE",
            "Of requests with this tag of `X-Fal-Tags` alone",
        ),
        option(
            "start",
            "TIME",
            "From this time on, in UTC: 2026-11-28 or 2026-11-28T12:00:00Z",
        ),
        option("end", "TIME", "Before this time"),
        Arg::new("csv")
            .long("csv")
            .action(ArgAction::SetTrue)
            .conflicts_with("json")
            .help("Prints CSV: one line for each row"),
    ]
}

/// The question that they ask. Each caller has rows of their own.
///
/// # Errors
/// A time or a tag cannot be read.
pub(super) fn of(arguments: &ArgMatches) -> Result<Question, Failed> {
    let text = |name| arguments.get_one::<String>(name).cloned();
    let time = |name: &str| -> Result<Option<Timestamp>, Failed> {
        let Some(text) = arguments.get_one::<String>(name) else {
            return Ok(None);
        };
        let time = usage::time(text);
        Ok(Some(time.ok_or_else(|| {
            wrong_arguments(format!(
                "`--{name} {text}` is not a time: write 2026-11-28 or 2026-11-28T12:00:00Z"
            ))
        })?))
    };
    let tag = text("tag").map(|tag| match tag.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => Err(wrong_arguments(format!(
            "`--tag {tag}` is not a tag: write NAME=VALUE"
        ))),
    });
    Ok(Question {
        start: time("start")?,
        end: time("end")?,
        caller: text("caller"),
        payer: None,
        endpoints: text("endpoint").into_iter().collect(),
        tag: tag.transpose()?,
        by_key: false,
        by_caller: true,
        by_tag: None,
        by_span: None,
    })
}
