//! `one_of` lists at least one value.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = [])]
    field: u32,
}

fn main() {}
