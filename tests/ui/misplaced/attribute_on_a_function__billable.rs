//! `#[billable]` stands on a method, not on a function.

use fal_app::prelude::*;

#[billable(free)]
fn paint() {}

fn main() {}
