//! What is asked of a deployed app, at its URL.

use std::time::Duration;

use super::report::Item;
use super::{ran, refusals, running};
use crate::command::output::{Failed, wrong_arguments};
use crate::command::trial::{Caller, ExampleRun, examples};
use crate::net::{Platform, Url};
use crate::program::Program;

/// Who asks the app at this URL, with the key of the environment.
///
/// # Errors
/// The URL is not one, or cannot be asked: a key is sent in the clear to this machine alone, and `https` is a feature.
pub(super) fn target(url: &str) -> Result<Caller, Failed> {
    let parsed = Url::parse(url).map_err(|why| wrong_arguments(format!("`--url {url}`: {why}")))?;
    if parsed.is_https() && cfg!(not(feature = "https")) {
        return Err(wrong_arguments(format!(
            "`--url {url}` needs the feature `https` of `fal-app`\n\
             help: add `https` to the features of `fal-app`, or run it as `cargo run --features fal-app/https -- check`"
        )));
    }
    if !parsed.is_https() && !is_this_machine(parsed.host()) {
        return Err(wrong_arguments(format!(
            "`--url {url}`: over `http` only this machine is asked, for the key would be sent in the clear\nhelp: write `https`"
        )));
    }
    let platform = Platform::from_environment()?;
    if parsed.is_https() && platform.is_none() {
        return Err("the environment has no key to call the app with\nhelp: set `FAL_KEY`".into());
    }
    Ok(Caller::new(url, platform.map(|platform| platform.key))?)
}

fn is_this_machine(host: &str) -> bool {
    let address: Option<std::net::IpAddr> = host.parse().ok();
    host.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback())
}

/// Asks the app. The first answer may wait for a runner to start.
pub(super) async fn items(
    program: &Program,
    caller: &Caller,
    calls: u32,
) -> Result<Vec<Item>, Failed> {
    let app = &program.declaration;
    let limit: Duration = app.startup_timeout() + app.request_timeout();
    // Where nothing answers, nothing is said of the app.
    let health = running::health(caller, program, limit).await;
    let health = health.map_err(|why| {
        format!("no app answers at `{}`: {why}\nhelp: look whether the URL is right, and the app deployed", caller.url)
    })?;
    let mut items = vec![
        health,
        running::document(caller, &program.document(), limit).await,
        refusals::of_app(caller, limit).await,
    ];
    let examples = examples(program)?;
    for example in examples.iter().filter(|example| example.number == 1) {
        if example.endpoint.realtime.is_some() {
            let seen = "the sessions of a deployed app are not begun here";
            items.push(Item::unknown("runs", seen).at(example.endpoint.path));
            continue;
        }
        let mut runs: Vec<ExampleRun> = Vec::new();
        for _ in 0..calls {
            runs.push(example.run(caller, limit).await);
        }
        items.extend(running::stable(&runs));
        // What one call shows besides: the last, which waited for no runner.
        if let Some(run) = runs.last() {
            items.extend(ran::items(run, &program.quotes).await);
        }
    }
    items.extend(refusals::of_endpoints(program, caller, limit).await);
    Ok(items)
}
