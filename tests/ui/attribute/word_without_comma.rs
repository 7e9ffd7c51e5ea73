//! There is a comma between two words.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(ge = 1 le = 4)]
    field: u32,
}

fn main() {}
