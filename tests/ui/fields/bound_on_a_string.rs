//! A string is bounded by its length.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = 1)]
    field: String,
}

fn main() {}
