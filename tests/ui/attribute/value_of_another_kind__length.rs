//! A length is a whole number that is not negative.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(max_length = -1)]
    field: String,
}

fn main() {}
