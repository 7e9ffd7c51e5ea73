//! `#[example]` stands on a method, not on a function.

use fal_app::prelude::*;

#[example(3)]
fn paint() {}

fn main() {}
