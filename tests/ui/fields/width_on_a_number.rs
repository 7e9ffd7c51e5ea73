//! Widths are for sizes and pictures.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(max_width = 2048)]
    field: u32,
}

fn main() {}
