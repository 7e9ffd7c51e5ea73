//! A default is a number that the type of the field holds.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = [1, 300])]
    field: Vec<u8>,
}

fn main() {}
