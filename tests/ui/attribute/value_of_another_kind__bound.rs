//! A bound is a number.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = "one")]
    field: u32,
}

fn main() {}
