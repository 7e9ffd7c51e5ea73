//! A bound is a number that the type of the field holds.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(le = 300)]
    field: u8,
}

fn main() {}
