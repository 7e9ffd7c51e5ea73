//! `pattern` is a regular expression.

use fal_app::input;

#[input]
struct PaintInput {
    #[field(pattern = "(a")]
    field: String,
}

fn main() {}
