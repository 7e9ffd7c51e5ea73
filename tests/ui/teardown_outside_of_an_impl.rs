//! `#[teardown]` on a function.

use fal_app::prelude::*;

#[teardown]
fn paint() {}

fn main() {}
