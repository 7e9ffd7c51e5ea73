//! A size is a multiple of whole pixels.

use fal_app::{ImageSize, input};

#[input]
struct PaintInput {
    #[field(multiple_of = 0.5)]
    field: ImageSize,
}

fn main() {}
