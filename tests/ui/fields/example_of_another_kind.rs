//! A literal example is of the kind of the field.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(examples = ["a", 1])]
    field: String,
}

fn main() {}
