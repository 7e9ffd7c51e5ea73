//! A type has `#[input]` once.

use fal_app::input;

#[input]
#[input]
struct PaintInput {
    prompt: String,
}

fn main() {}
