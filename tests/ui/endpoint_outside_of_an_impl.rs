//! `#[endpoint]` on a function.

use fal_app::prelude::*;

#[endpoint("/")]
fn paint() {}

fn main() {}
