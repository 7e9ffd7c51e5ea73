//! The values of `one_of` are numbers that the type of the field holds.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = [1, 300])]
    field: u8,
}

fn main() {}
