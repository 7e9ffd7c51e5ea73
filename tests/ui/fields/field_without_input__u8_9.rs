//! A field of an input holds what JSON can say.

use fal_app::input;

#[input]
struct PaintInput {
    bytes: [u8; 9],
}

fn main() {}
