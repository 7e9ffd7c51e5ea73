//! What is asked of the app while it runs: here on loopback, or where it is deployed.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::Method;
use serde_json::Value;

use super::report::Item;
use crate::command::output::shown;
use crate::command::trial::{Caller, Example, ExampleRun};
use crate::declare::{AppDeclaration, HEALTH_PATH};
use crate::one_line::OneLine;
use crate::program::Program;
use crate::units::BillableUnits;

/// What the name of the health check is in the list, and what to do about it.
pub(super) const HEALTH: &str = "health check";
pub(super) const HEALTH_TO_DO: &str = "answer 200 within the health check's `timeout_seconds`";

/// What the platform waits for a health check unless `timeout_seconds` says otherwise (`docs/platform.md` §2.7).
const HEALTH_TIMEOUT: u32 = 5;

/// The health check, where nobody asks it.
pub(super) fn health_unasked(program: &Program) -> Item {
    let seen = match program.health_check() {
        Some((path, _)) => format!("`GET {path}`, declared"),
        None => format!("`GET {HEALTH_PATH}`, the server's own"),
    };
    Item::holds(HEALTH, seen)
}

/// The health check answers in its time, and costs nothing.
///
/// # Errors
/// Nothing answers.
pub(super) async fn health(
    caller: &Caller,
    program: &Program,
    limit: Duration,
) -> Result<Item, String> {
    let (path, check) = program.health_check_or_default();
    let most = check.timeout_seconds.unwrap_or(HEALTH_TIMEOUT);
    let reply = caller.send(Method::GET, path, Bytes::new(), limit).await;
    let reply = reply.map_err(|why| format!("`GET {path}`: {}", OneLine(why)))?;
    let is_free = reply.units() == Ok(Some(BillableUnits::ZERO));
    Ok(Item::when(
        reply.status == 200 && is_free && reply.took <= Duration::from_secs(most.into()),
        HEALTH,
        format!(
            "`GET {path}` answered {} in {}, and may take {most} s",
            reply.status,
            shown(reply.took)
        ),
        HEALTH_TO_DO,
    ))
}

/// The server answers the document of this binary.
pub(super) async fn document(caller: &Caller, document: &Value, limit: Duration) -> Item {
    const NAME: &str = "document served";
    let path = "/openapi.json";
    let reply = match caller.send(Method::GET, path, Bytes::new(), limit).await {
        Ok(reply) => reply,
        Err(why) => {
            let to_do = "the platform reads the playground's form there";
            return Item::fails(NAME, format!("`GET {path}`: {}", OneLine(why)), to_do);
        }
    };
    let served: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let seen = format!("`GET {path}` answered {}", reply.status);
    if reply.status == 200 && served == *document {
        return Item::holds(NAME, seen + ": the document of this binary");
    }
    let to_do = "deploy this binary, or check the one that is deployed";
    let differing = differing_paths(&served, document);
    let seen = match differing.is_empty() {
        true => seen + ": not the document of this binary",
        false => format!(
            "{seen}: not the document of this binary: {} differ",
            differing.join(", ")
        ),
    };
    Item::fails(NAME, seen, to_do)
}

/// The paths that one document has otherwise than the other.
fn differing_paths(served: &Value, own: &Value) -> Vec<String> {
    let (Some(served), Some(own)) = (served["paths"].as_object(), own["paths"].as_object()) else {
        return Vec::new();
    };
    let paths: BTreeSet<&String> = served.keys().chain(own.keys()).collect();
    let differ = |path: &&&String| served.get(**path) != own.get(**path);
    let paths = paths.iter().filter(differ);
    paths.map(|path| format!("`{}`", OneLine(path))).collect()
}

/// How many requests are sent at once at most, however many the app takes.
const MOST_AT_ONCE: u32 = 16;

/// As many requests as the app takes at once all succeed in their time. `None` where it takes one.
pub(super) async fn at_once(
    caller: &Caller,
    app: &AppDeclaration,
    examples: &[Example],
    limit: Duration,
) -> Option<Item> {
    const NAME: &str = "multiplexing";
    let declared = app.max_multiplexing.unwrap_or(1);
    if declared == 1 || examples.is_empty() {
        return None;
    }
    let count = declared.min(MOST_AT_ONCE);
    let wanted = examples.iter().cycle().take(count as usize);
    let runs = join_all(wanted.map(|example| example.run(caller, limit))).await;
    let seen = format!("{count} requests at once, where `max_multiplexing` is {declared}");
    Some(match all_succeed(&runs) {
        Ok(longest) => Item::holds(NAME, format!("{seen}: the longest took {longest}")),
        Err(why) => Item::fails(
            NAME,
            format!("{seen}: {why}"),
            "take fewer at once, or make room for as many",
        ),
    })
}

/// Some calls of one example all succeed.
pub(super) fn stable(runs: &[ExampleRun]) -> Option<Item> {
    const NAME: &str = "stable";
    let path = runs.first()?.example.endpoint.path;
    let seen = format!("{} calls", runs.len());
    let item = match all_succeed(runs) {
        Ok(longest) => Item::holds(
            NAME,
            format!("{seen} succeeded: the longest took {longest}"),
        ),
        Err(why) => Item::fails(
            NAME,
            format!("{seen}: {why}"),
            "look at the log of the deployed app",
        ),
    };
    Some(item.at(path))
}

/// How long the longest took, or why the first that failed did.
fn all_succeed(runs: &[ExampleRun]) -> Result<String, String> {
    let mut longest = Duration::ZERO;
    for run in runs {
        let (path, example) = (run.example.endpoint.path, run.example.shown());
        let reply = run.reply.as_ref();
        let reply = reply.map_err(|why| format!("{example} of `{path}`: {}", OneLine(why)))?;
        if !reply.is_success() {
            let said = String::from_utf8_lossy(&reply.body);
            return Err(format!(
                "{example} of `{path}` answered {}: {}",
                reply.status,
                OneLine(said)
            ));
        }
        longest = longest.max(reply.took);
    }
    Ok(shown(longest))
}
