//! A default is a multiple by the tolerance that callers are held to.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(default = 1000000000.5, multiple_of = 1.0)]
    seconds: f64,
}

fn main() {}
