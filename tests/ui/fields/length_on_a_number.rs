//! Lengths are for strings and lists.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(max_length = 4)]
    field: Option<u32>,
}

fn main() {}
