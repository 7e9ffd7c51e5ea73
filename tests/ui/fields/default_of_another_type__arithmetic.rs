//! A default of whole numbers is no float.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(default = 1 / 2)]
    field: f64,
}

fn main() {}
