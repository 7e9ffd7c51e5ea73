//! `#[fal_app]` on an enum.

use fal_app::prelude::*;

#[fal_app]
enum Painter {
    Only,
}

fn main() {}
