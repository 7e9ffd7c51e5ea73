//! A negative default does not fit an unsigned field.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(default = -1)]
    field: u32,
}

fn main() {}
