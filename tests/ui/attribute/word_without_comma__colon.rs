//! `=` stands between a word and its value.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(default: 1)]
    field: u32,
}

fn main() {}
