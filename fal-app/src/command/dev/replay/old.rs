//! What a request cost before: as it was charged, as an older contract says, or as an older build of the app quotes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::super::super::output::{Failed, wrong_arguments};
use super::contract::{price, read};
use crate::billing::Bounds;
use crate::dev::ledger::bodies::Kept;

/// The file that the command `contract` writes.
const CONTRACT: &str = "fal-app.contract.json";

/// With what the new prices are compared.
#[derive(Debug)]
pub(super) enum Old {
    /// What the ledger charged.
    Charged,
    Contract(Value),
    /// An older build of the app.
    Program(PathBuf),
}

/// What a request cost before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// These units. They are not exact where nothing says more.
    Units(Bounds),
    /// It was refused, or its endpoint was not there.
    Nothing,
    /// Its price counted no units, or is not known.
    Unknown,
}

impl Old {
    /// Finds what is named: a file, or a revision of git.
    ///
    /// # Errors
    /// It is neither.
    pub(super) fn find(named: &str) -> Result<Self, Failed> {
        let path = Path::new(named);
        if !path.is_file() {
            return of_revision(named).map(Self::Contract);
        }
        let content = fs::read(path)
            .map_err(|error| wrong_arguments(format!("`{named}` cannot be read: {error}")))?;
        match serde_json::from_slice::<Value>(&content) {
            Ok(contract) if contract["endpoints"].is_object() => Ok(Self::Contract(contract)),
            Ok(_) => Err(wrong_arguments(format!(
                "`{named}` is not a contract: `contract` writes one into {CONTRACT}"
            ))),
            Err(_) => Ok(Self::Program(fs::canonicalize(path)?)),
        }
    }

    /// Says what a request cost.
    ///
    /// # Errors
    /// The older build does not run.
    pub(super) fn price(&self, request: &Kept) -> Result<Before, Failed> {
        Ok(match self {
            Self::Charged => match request.charged {
                Some(units) => Before::Units(Bounds::exactly(units)),
                None => Before::Unknown,
            },
            Self::Contract(contract) => {
                let path = &*request.endpoint;
                match serde_json::from_slice(&request.body) {
                    _ if contract["endpoints"][path].is_null() => Before::Nothing,
                    Ok(body) => price(contract, path, &body).map_or(Before::Unknown, Before::Units),
                    Err(_) => Before::Unknown,
                }
            }
            Self::Program(program) => quoted(program, request)?,
        })
    }

    /// For people.
    pub(super) fn shown(&self, named: Option<&str>) -> String {
        let named = named.unwrap_or_default();
        match self {
            Self::Charged => "what the ledger charged".to_owned(),
            Self::Contract(_) => format!("the contract of {named}"),
            Self::Program(_) => format!("the quotes of {named}"),
        }
    }
}

/// The contract as it was committed, in this folder.
fn of_revision(revision: &str) -> Result<Value, Failed> {
    let neither = |why: &str| {
        wrong_arguments(format!(
            "`{revision}` is neither a file nor a revision of git in which this folder has {CONTRACT}: {why}"
        ))
    };
    if revision.starts_with('-') {
        return Err(neither("no revision begins with `-`"));
    }
    let shown = Command::new("git")
        .args(["show", &format!("{revision}:./{CONTRACT}")])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| neither(&format!("git cannot be run: {error}")))?;
    if !shown.status.success() {
        return Err(neither(String::from_utf8_lossy(&shown.stderr).trim()));
    }
    let contract: Value = serde_json::from_slice(&shown.stdout)
        .map_err(|error| neither(&format!("its contract is not JSON: {error}")))?;
    Ok(contract)
}

/// Asks an older build, as `billing --input` does.
fn quoted(program: &Path, request: &Kept) -> Result<Before, Failed> {
    let cannot = |error: std::io::Error| {
        let program = program.display();
        format!(
            "`{program}` cannot be run: {error}\nhelp: it is an older build of the app, a contract, or a revision of git"
        )
    };
    let mut child = Command::new(program)
        .args(["billing", "--json", "--input", "-", "--endpoint"])
        .arg(&request.endpoint)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(cannot)?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that ends early has said why.
        let _ = stdin.write_all(&request.body);
    }
    let said = child.wait_with_output().map_err(cannot)?;
    let quote: Value = serde_json::from_slice(&said.stdout).unwrap_or_default();
    Ok(match (said.status.success(), &quote["billable_units"]) {
        (false, _) => Before::Nothing,
        (true, bounds) => read(bounds).map_or(Before::Unknown, Before::Units),
    })
}
