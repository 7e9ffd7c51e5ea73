//! Each word of `#[field]` is given once.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(ge = 1, ge = 2)]
    field: u32,
}

fn main() {}
