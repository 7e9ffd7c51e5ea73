//! `#[field]` stands on a field, not on a type.

use fal_app::input;

#[input]
#[field(ge = 1)]
struct PaintInput {
    num_images: u32,
}

fn main() {}
