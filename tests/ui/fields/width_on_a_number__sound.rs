//! A sound has no width.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(max_width = 2048)]
    field: AudioUrl,
}

fn main() {}
