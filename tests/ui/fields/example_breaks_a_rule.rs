//! A literal example obeys the rules of its field.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(le = 4, examples = [1, 9])]
    field: u32,
}

fn main() {}
