//! The rules of items suit each item of a tuple.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(items(ge = 0))]
    named: (f64, String),
}

fn main() {}
