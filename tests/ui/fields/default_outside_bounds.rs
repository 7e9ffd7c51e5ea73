//! A default is within the bounds of the field.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = 5, le = 4)]
    field: u32,
}

fn main() {}
