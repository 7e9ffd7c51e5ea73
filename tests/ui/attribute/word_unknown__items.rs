//! `items` takes rules alone.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(items(default = 1))]
    steps: Vec<u32>,
}

fn main() {}
