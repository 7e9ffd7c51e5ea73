//! What Rust has an attribute for is said with it.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(deprecated)]
    seed: Option<u32>,
}

fn main() {}
