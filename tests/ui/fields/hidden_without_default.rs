//! A hidden field has a default.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(hidden)]
    field: u32,
}

fn main() {}
