//! A tuple has the length of its type.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(max_length = 8)]
    names: (String, String),
}

fn main() {}
