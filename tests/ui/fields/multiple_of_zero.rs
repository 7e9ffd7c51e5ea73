//! `multiple_of` is more than 0.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(multiple_of = 0)]
    field: u32,
}

fn main() {}
