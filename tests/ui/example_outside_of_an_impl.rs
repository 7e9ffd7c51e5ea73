//! `#[example]` on a function.

use fal_app::prelude::*;

#[example(3)]
fn paint() {}

fn main() {}
