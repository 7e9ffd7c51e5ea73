//! `#[realtime]` stands on a method, not on a function.

use fal_app::prelude::*;

#[realtime("/realtime")]
fn paint() {}

fn main() {}
