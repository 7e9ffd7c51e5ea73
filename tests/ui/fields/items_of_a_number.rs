//! Only what has items has rules for them.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(items(ge = 1))]
    steps: Option<u32>,
}

fn main() {}
