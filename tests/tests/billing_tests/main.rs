//! `fal_app::test::billing`: apps with one fault each, apps without one, and fakes.
#![allow(clippy::unwrap_used, clippy::panic)]

mod fakes;
mod faults;
mod right;

use std::panic::{AssertUnwindSafe, catch_unwind};

use fal_app::App;
use fal_app::test::Billing;

/// What a test that fails says.
fn report<A: App>(tests: impl FnOnce() -> Billing<A>) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| drop(tests())));
    *failed.unwrap_err().downcast::<String>().unwrap()
}

/// A body as a report prints it.
fn curl(path: &str, body: &str) -> String {
    format!("\n  curl -si 'localhost:8080{path}' -H 'content-type: application/json' -d '{body}'\n")
}
