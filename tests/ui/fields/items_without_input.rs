//! The items of an input's list are inputs.

use fal_app::input;

struct Raw;

#[input]
struct PaintInput {
    raws: Option<Vec<Raw>>,
}

fn main() {}
