//! Which of the ports' endpoints have a price that only the request can tell: no declaration bounds it.

use std::process::Command;

use fal_app_tests::ports::NAMES;
use serde_json::Value;

use crate::PORT;

/// The endpoints without a known most, and why.
const OPEN: [(&str, &str); 1] = [
    // A keyframe may begin and last as long as its caller says.
    ("compose", "/compose"),
];

#[test]
fn only_these_prices_are_open() {
    let mut open = Vec::new();
    for name in NAMES {
        let said = Command::new(PORT)
            .args(["billing", "--json"])
            .env("PORT_OF", name)
            .output()
            .unwrap();
        let said: Value = serde_json::from_slice(&said.stdout).unwrap();
        for (path, billing) in said["endpoints"].as_object().unwrap() {
            let units = &billing["billable_units"];
            if units.is_object() && units["max"].is_null() {
                open.push((name, path.clone()));
            }
        }
    }
    let open: Vec<_> = open
        .iter()
        .map(|(name, path)| (*name, path.as_str()))
        .collect();
    assert_eq!(open, OPEN);
}
