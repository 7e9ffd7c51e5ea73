//! The media of an input are not those of an output.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    image: Option<Image>,
}

fn main() {}
