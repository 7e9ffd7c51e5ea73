//! A lower bound is at most the upper one.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = 5, le = 4)]
    field: u32,
}

fn main() {}
