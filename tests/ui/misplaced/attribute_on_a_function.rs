//! `#[endpoint]` stands on a method, not on a function.

use fal_app::prelude::*;

#[endpoint("/")]
fn paint() {}

fn main() {}
