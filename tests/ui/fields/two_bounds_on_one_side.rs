//! One side has one bound.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = 1, gt = 2)]
    field: u32,
}

fn main() {}
