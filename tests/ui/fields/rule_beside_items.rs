//! A rule of the items stands inside of `items(…)`, not beside it.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = 0, items(le = 255))]
    colour: (u8, u8, u8),
}

fn main() {}
