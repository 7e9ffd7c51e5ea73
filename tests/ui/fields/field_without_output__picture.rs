//! The media of an output are not those of an input.

use fal_app::prelude::*;

#[output]
struct PaintOutput {
    image: ImageInput,
}

fn main() {}
