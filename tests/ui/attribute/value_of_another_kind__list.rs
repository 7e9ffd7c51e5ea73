//! A list is written as an array.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = 480)]
    field: u32,
}

fn main() {}
