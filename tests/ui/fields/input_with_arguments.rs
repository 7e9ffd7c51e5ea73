//! `#[input]` takes no arguments.

use fal_app::input;

#[input(deny_unknown_fields)]
struct PaintInput {
    prompt: String,
}

fn main() {}
