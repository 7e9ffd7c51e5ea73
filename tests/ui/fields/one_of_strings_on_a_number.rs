//! The values of `one_of` are of the kind of the field.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(one_of = ["one"])]
    field: u32,
}

fn main() {}
