//! `#[field]` has parentheses.

use fal_app::input;

#[input]
struct PaintInput {
    #[field]
    prompt: String,
}

fn main() {}
