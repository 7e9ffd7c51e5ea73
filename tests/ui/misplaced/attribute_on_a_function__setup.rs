//! `#[setup]` stands on a method, not on a function.

use fal_app::prelude::*;

#[setup]
fn paint() {}

fn main() {}
