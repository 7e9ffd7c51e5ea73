//! `#[endpoints]` stands on an `impl`.

use fal_app::prelude::*;

#[endpoints]
struct Painter;

fn main() {}
