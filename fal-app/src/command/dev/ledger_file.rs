//! Which ledger is meant, and how its times are written.

use clap::ArgMatches;
use jiff::Timestamp;

use super::super::output::Failed;
use crate::declare::AppDeclaration;
use crate::dev::ledger::{Ledger, LedgerFile};
use crate::program::Program;

/// The file that is named, or the app's own.
pub(super) fn file(program: &Program, arguments: &ArgMatches) -> LedgerFile {
    match arguments.get_one::<String>("db") {
        Some(path) => LedgerFile::at(path),
        None => LedgerFile::at(&default_file(&program.declaration)),
    }
}

/// In the current folder.
pub(super) fn default_file(app: &AppDeclaration) -> String {
    format!("{}-dev.db", app.name)
}

/// The ledger of a marketplace that was started before, and that may run now.
pub(super) fn ledger(program: &Program, arguments: &ArgMatches) -> Result<Ledger, Failed> {
    let file = file(program, arguments);
    if !file.exists() {
        let path = file.path();
        return Err(format!(
            "there is no ledger in `{path}`\nhelp: start `dev` first, or name its file with `--db`"
        )
        .into());
    }
    Ok(Ledger::open(file)?)
}

/// A time of the ledger.
pub(super) fn time(milliseconds: i64) -> String {
    let time = Timestamp::from_millisecond(milliseconds);
    time.map_or_else(|_| milliseconds.to_string(), |time| time.to_string())
}
