//! The URL of a medium has no bounds of numbers.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(le = 2048)]
    image_url: ImageUrl,
}

fn main() {}
