//! `#[teardown]` stands on a method, not on a function.

use fal_app::prelude::*;

#[teardown]
fn paint() {}

fn main() {}
