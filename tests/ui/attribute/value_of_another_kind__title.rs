//! `title` is a string.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(title = 3)]
    field: u32,
}

fn main() {}
