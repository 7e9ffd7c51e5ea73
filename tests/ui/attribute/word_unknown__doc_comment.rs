//! A description is a doc comment.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(description = "How many.")]
    field: u32,
}

fn main() {}
