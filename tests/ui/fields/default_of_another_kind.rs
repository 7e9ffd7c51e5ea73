//! A literal default is of the kind of the field.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(default = "one")]
    field: u32,
}

fn main() {}
