//! A value is a Rust expression.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(default = 1 +)]
    field: u32,
}

fn main() {}
