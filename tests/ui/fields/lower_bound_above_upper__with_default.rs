//! A lower bound is at most the upper one: the default says nothing more of them.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(default = 3, ge = 5, le = 4)]
    field: u32,
}

fn main() {}
