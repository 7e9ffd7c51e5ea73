//! Bounds are for numbers.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = 1)]
    field: bool,
}

fn main() {}
