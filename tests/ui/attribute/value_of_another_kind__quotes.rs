//! A bound that is a number has no quotes.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = "1")]
    num_images: u32,
}

fn main() {}
