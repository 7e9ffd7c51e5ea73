//! The width of a video is not read.

use fal_app::prelude::*;

#[input]
struct PaintInput {
    #[field(max_width = 2048)]
    field: VideoUrl,
}

fn main() {}
