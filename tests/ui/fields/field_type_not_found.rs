//! The type of a field exists, and its absence is reported once.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default, ge = 1)]
    raw: Raw,
}

fn main() {}
