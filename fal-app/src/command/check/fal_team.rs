//! What only the fal team can do, in words to send them.

use super::endpoint::asked;
use crate::billing::Meter;
use crate::program::Program;

/// One sentence for each thing that they are asked for.
pub(super) fn words(program: &Program) -> Vec<String> {
    let name = program.declaration.name;
    let mut words = vec![format!(
        "Please enable the auth mode `shared` for our account: we publish the app `{name}`."
    )];
    for endpoint in program.charged() {
        let (path, billing) = (endpoint.path, &endpoint.billing);
        words.push(match billing.meter {
            Meter::Unstated => continue,
            Meter::Free if endpoint.realtime.is_some() => format!(
                "Please bill the endpoint `{path}` by compute seconds: its sessions are free and tell 0 of them, and else each \
                 would count as one unit."
            ),
            Meter::PerComputeSecond if endpoint.realtime.is_some() => format!(
                "Please bill the endpoint `{path}` by compute seconds: its sessions tell theirs, and else each would count as \
                 one unit."
            ),
            Meter::Free => format!("The endpoint `{path}` is free: each answer says 0 units."),
            Meter::PerComputeSecond => format!(
                "Please bill the endpoint `{path}` by compute seconds: it says no units, and else each request would count \
                 as one."
            ),
            _ => format!(
                "Please set the price of the endpoint `{path}`: $____ for one `{}`. One {} costs {}.",
                billing.unit_name(),
                asked(endpoint),
                billing.price(endpoint.bounds())
            ),
        });
    }
    let of = |listed: bool| {
        let endpoints = program
            .charged()
            .filter(|endpoint| endpoint.is_listed() == listed);
        let paths: Vec<String> = endpoints
            .map(|endpoint| format!("`{}`", endpoint.path))
            .collect();
        paths.join(", ")
    };
    let (listed, unlisted) = (of(true), of(false));
    if !listed.is_empty() {
        words.push(format!("Please make visible on the Marketplace: {listed}."));
    }
    if !unlisted.is_empty() {
        words.push(format!("Please leave off the Marketplace: {unlisted}."));
    }
    words
}
