//! A word of other tools is told with what is written here.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(min = 1)]
    field: u32,
}

fn main() {}
