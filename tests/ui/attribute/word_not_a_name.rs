//! A word is a name.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(<= 4)]
    field: u32,
}

fn main() {}
