//! A size is bounded by its width, its height and its area.

use fal_app::{ImageSize, input};

#[input]
struct PaintInput {
    #[field(le = 2048)]
    field: ImageSize,
}

fn main() {}
