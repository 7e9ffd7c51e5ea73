//! A default is a value of the field, or becomes one.

use fal_app::prelude::*;

const STEPS: i32 = 28;

#[input]
struct PaintInput {
    #[field(default = STEPS)]
    field: u32,
}

fn main() {}
