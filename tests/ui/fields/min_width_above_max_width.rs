//! `min_width` is at most `max_width`.

use fal_app::{ImageSize, input};

#[input]
struct PaintInput {
    #[field(min_width = 2, max_width = 1)]
    field: ImageSize,
}

fn main() {}
