//! `#[endpoint]` stands on a method, not on a struct.

use fal_app::prelude::*;

#[endpoint("/")]
struct Painter;

fn main() {}
