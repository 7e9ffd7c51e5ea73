//! `#[fal_app]` stands on a struct.

use fal_app::prelude::*;

#[fal_app]
enum Painter {
    Only,
}

fn main() {}
