//! A bound of whole numbers is whole.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = 0.5)]
    field: Vec<u32>,
}

fn main() {}
