//! `#[stream]` stands on a method, not on a function.

use fal_app::prelude::*;

#[stream("/")]
fn paint() {}

fn main() {}
