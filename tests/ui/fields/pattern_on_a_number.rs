//! Patterns are for strings.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(pattern = "^[0-9]+$")]
    field: u32,
}

fn main() {}
